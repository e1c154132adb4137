import { uniqueBy } from '../../base/order.js';
import type { Place } from '../../base/text.js';
import type { Facts } from '../../environment/facts/facts.js';
import { compareVersions, isVersion, majorOf, minorOf } from '../../environment/version.js';
import { compatibilityFindings } from '../../findings/catalog/compatibility.js';
import type { Mend } from '../../findings/finding.js';
import { replaceText } from '../../findings/mend.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { ImageNode } from '../../graph/node.js';
import type { Rule } from '../rule.js';
import { type TorchInstallation, torchInstallations } from './builds.js';
import { compiledThing, mayCompile } from './compiled.js';
import { missingTag } from './image-tags.js';
import { cudaOfWheel } from './wheel.js';

const noImage: Rule = {
  code: 'CMP-05',
  check: (graph, facts) =>
    graph
      .nodesOf('image')
      .filter(({ facts: { unresolved, reference } }) => unresolved === undefined && reference.digest === undefined)
      .flatMap((image) => {
        const missing = missingTag(image, facts);
        if (!missing) return [];
        const places = uniqueBy(placesOfUse(graph, image), (place) => `${place.file}:${place.line}:${place.column}`);
        const params = { image: image.facts.reference.text, ...missing };
        return places.map((place) =>
          compatibilityFindings.noImage(params, place, mendCudnn(image, missing.nearest, place)),
        );
      }),
};

/** Where only the word for cuDNN is wrong, the tag as it is written. */
function mendCudnn(
  { facts: { reference } }: ImageNode,
  [nearest = '']: readonly string[],
  place: Place,
): Mend | undefined {
  const { text, tag = '', repository } = reference;
  const there = nearest.split(':').at(-1) ?? '';
  const [was, is] = [wordOfCudnn(tag), wordOfCudnn(there)];
  if (was === undefined || is === undefined || was === is || tag.replace(was, is) !== there) return undefined;
  // PyTorch comes with one cuDNN. The images of NVIDIA from CUDA 12.4 on hold cuDNN 9: whoever wrote 8 may need 8.
  const isSameVersion = was === 'cudnn' || was === 'cudnn9' || repository === 'pytorch/pytorch';
  return {
    title: `Write ${is}`,
    edits: [replaceText(place, text, text.replace(was, is))],
    isCertain: isSameVersion,
  };
}

function wordOfCudnn(tag: string): string | undefined {
  return /cudnn\d*/.exec(tag)?.[0];
}

function placesOfUse(graph: GraphIndex, image: ImageNode): readonly Place[] {
  const kinds = ['based-on', 'runs', 'copies-from'] as const;
  return kinds.flatMap((kind) => graph.edgesTo(image.id, kind).flatMap((edge) => edge.origins.slice(0, 1)));
}

const otherToolkit: Rule = {
  code: 'CMP-06',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap(({ installation, torch }) => {
      const base = baseCuda(installation.image);
      const wheel = cudaOfWheel(installation, torch, facts);
      const compiled = compiledThing(installation);
      if (base === undefined || wheel === undefined || !compiled || majorOf(base) === majorOf(wheel)) return [];
      const os = /-(ubuntu[\d.]+)$/.exec(installation.image?.facts.reference.tag ?? '')?.[1];
      const listed = facts.images.cuda.filter((one) => minorOf(one.cuda) === wheel && one.os === os);
      const newest = listed.toSorted((a, b) => compareVersions(a.cuda, b.cuda)).at(-1)?.cuda;
      const image = newest === undefined ? undefined : `nvidia/cuda:${newest}-devel-${os}`;
      return [compatibilityFindings.otherToolkit({ what: compiled.what, base, wheel, image }, compiled.place)];
    }),
};

/** The CUDA of an image of NVIDIA that has a compiler. */
function baseCuda(image: ImageNode | undefined): string | undefined {
  const { repository = '', tag = '' } = image?.facts.reference ?? {};
  if (!/^nvidia\/cuda$/.test(repository) || !tag.includes('devel')) return undefined;
  const cuda = /^(\d+\.\d+)/.exec(tag)?.[1];
  return cuda !== undefined && isVersion(cuda) ? cuda : undefined;
}

const doubleCuda: Rule = {
  code: 'CMP-10',
  check: (graph, facts) =>
    torchInstallations(graph)
      .filter(({ installation }) => installation.isFinal && installation.stages.length > 0)
      .flatMap((found) => {
        const { image, stages } = found.installation;
        const brought = broughtTwice(found, facts);
        if (!image || !brought) return [];
        const last = stages.at(-1);
        const place = last && graph.edgesFrom(last.id, 'based-on')[0]?.origins[0];
        return [compatibilityFindings.doubleCuda({ image: image.facts.reference.text, ...brought }, place)];
      }),
};

function broughtTwice(
  { installation, torch }: TorchInstallation,
  facts: Facts,
): { readonly brought: string; readonly suggestion: string | undefined } | undefined {
  const { image, packages } = installation;
  const { repository = '', tag = '' } = image?.facts.reference ?? {};
  if (torch.isFromImage || torch.node.facts.ecosystem !== 'pip') return undefined;
  const ownTorch = packages.find(({ parent, facts: one }) => parent === image?.id && one.name === 'torch')?.facts
    .version;
  if (ownTorch !== undefined && torch.version !== undefined && compareVersions(ownTorch, torch.version) !== 0)
    return { brought: `PyTorch ${torch.version}`, suggestion: undefined };
  const isLarge = repository === 'nvidia/cuda' && /-(?:runtime|devel)(?:-|$)/.test(tag);
  if (
    !isLarge ||
    (tag.includes('devel') && mayCompile(installation)) ||
    cudaOfWheel(installation, torch, facts) === undefined
  )
    return undefined;
  if (image && missingTag(image, facts)) return undefined;
  const small = tag.replace(/-cudnn\d*(?=-)/, '').replace(/-(?:runtime|devel)(?=-|$)/, '-base');
  return { brought: 'PyTorch', suggestion: `nvidia/cuda:${small}` };
}

export const baseImageRules: readonly Rule[] = [noImage, otherToolkit, doubleCuda];
