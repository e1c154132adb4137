import type { Place } from '../base/text.js';
import { nodeId } from './ids.js';
import type { ImageReference } from './image-reference.js';
import { parseImageReference } from './image-reference.js';
import type { GraphNode, ImageNode, PackageFacts } from './node.js';

/** What a reference says of itself: `pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime` holds torch 2.7.1, CUDA 12.6, cuDNN 9. */
type Declared = Pick<PackageFacts, 'ecosystem' | 'name' | 'version'>;

interface ImageFamily {
  readonly repository: RegExp;
  /** Reads the tag; what the tag does not say is not said. */
  readonly declares: (tag: string) => readonly (Declared | undefined)[];
}

/**
 * Families whose tags have a documented scheme. Sources: the tag lists of Docker Hub `pytorch/pytorch` and `nvidia/cuda`
 * (scheme as of 2026-11), the official images `ubuntu`, `debian`, `python`, ROCm's `rocm/pytorch`.
 */
const FAMILIES: readonly ImageFamily[] = [
  {
    repository: /^pytorch\/pytorch$/,
    declares: (tag) => [
      declared('pip', 'torch', /^(\d+(?:\.\d+)+)/.exec(tag)),
      declared('runtime', 'cuda', /cuda(\d+(?:\.\d+)*)/.exec(tag)),
      declared('runtime', 'cudnn', /cudnn(\d+(?:\.\d+)*)/.exec(tag)),
    ],
  },
  {
    repository: /^nvidia\/cuda$/,
    declares: (tag) => [
      declared('runtime', 'cuda', /^(\d+(?:\.\d+)*)/.exec(tag)),
      /-cudnn/.test(tag)
        ? (declared('runtime', 'cudnn', /cudnn(\d+)/.exec(tag)) ?? { ecosystem: 'runtime', name: 'cudnn' })
        : undefined,
      declared('os', 'ubuntu', /ubuntu(\d+\.\d+)/.exec(tag)),
      declared('os', 'rockylinux', /rockylinux(\d+)/.exec(tag)),
      declared('os', 'ubi', /ubi(\d+)/.exec(tag)),
    ],
  },
  {
    repository: /^rocm\/pytorch$/,
    declares: (tag) => [
      declared('runtime', 'rocm', /rocm(\d+(?:\.\d+)*)/.exec(tag)),
      declared('os', 'ubuntu', /ubuntu(\d+\.\d+)/.exec(tag)),
      declared('runtime', 'python', /py(\d+\.\d+)/.exec(tag)),
      declared('pip', 'torch', /pytorch_(?:release_)?(\d+(?:\.\d+)+)/.exec(tag)),
    ],
  },
  { repository: /^library\/ubuntu$/, declares: (tag) => [declared('os', 'ubuntu', /^(\d+\.\d+)/.exec(tag))] },
  { repository: /^library\/debian$/, declares: (tag) => [declared('os', 'debian', /^([a-z0-9.]+)/.exec(tag))] },
  {
    repository: /^library\/python$/,
    declares: (tag) => [
      declared('runtime', 'python', /^(\d+(?:\.\d+)*)/.exec(tag)),
      declared('os', 'debian', /(bookworm|bullseye|trixie|buster)/.exec(tag)),
      declared('os', 'alpine', /alpine(\d+(?:\.\d+)*)/.exec(tag)),
    ],
  },
];

function declared(ecosystem: Declared['ecosystem'], name: string, match: RegExpExecArray | null): Declared | undefined {
  return match?.[1] === undefined ? undefined : { ecosystem, name, version: match[1] };
}

/** What is in an image, as far as its reference says it. NVIDIA's monthly NGC tags (`YY.MM-py3`) say no versions. */
export function declaredContents(reference: ImageReference): readonly Declared[] {
  const onKnownRegistry = reference.registry === 'docker.io' || reference.registry === 'ghcr.io';
  const family = onKnownRegistry ? FAMILIES.find(({ repository }) => repository.test(reference.repository)) : undefined;
  return family && reference.tag ? family.declares(reference.tag).filter((item) => item !== undefined) : [];
}

/** The image node of a reference, with a package node for each thing that its tag declares. */
export function describeImage(text: string, place: Place, unresolved?: string): readonly [ImageNode, ...GraphNode[]] {
  const reference = parseImageReference(text);
  const id = nodeId.image(text);
  const image: ImageNode = {
    kind: 'image',
    id,
    label: reference.text,
    origins: [place],
    facts: { reference, ...(unresolved === undefined ? {} : { unresolved }) },
  };
  const contents = declaredContents(reference).map(
    (facts): GraphNode => ({
      kind: 'package',
      id: nodeId.package(id, facts.ecosystem, facts.name),
      label: facts.version ? `${facts.name} ${facts.version}` : facts.name,
      parent: id,
      origins: [place],
      facts,
    }),
  );
  return [image, ...contents];
}
