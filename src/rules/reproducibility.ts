import { uniqueBy } from '../base/order.js';
import type { Place } from '../base/text.js';
import { reproducibilityFindings } from '../findings/catalog/reproducibility.js';
import type { Mend } from '../findings/finding.js';
import { replaceText } from '../findings/mend.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ImageNode, PackageNode, Platform } from '../graph/node.js';
import type { Rule } from './rule.js';

/** Files that are kept and run again; a `docker run` line in a text is typed once. */
const KEPT_PLATFORMS: ReadonlySet<Platform> = new Set<Platform>(['compose', 'devcontainer', 'kubernetes', 'slurm']);

const movingTag: Rule = {
  code: 'REP-01',
  check: (graph) =>
    graph
      .nodesOf('image')
      .filter((image) => hasMovingTag(image) && graph.edgesTo(image.id, 'builds').length === 0)
      .flatMap((image) => {
        const { repository, text, tag } = image.facts.reference;
        const hasNoLatest = repository === 'nvidia/cuda';
        return uniqueBy(placesOfUse(graph, image), (place) => `${place.file}:${place.line}:${place.column}`).map(
          (place) => reproducibilityFindings.movingTag({ image: text, tag, hasNoLatest }, place),
        );
      }),
};

function hasMovingTag({ facts: { reference, unresolved } }: ImageNode): boolean {
  const { tag, digest, repository, text } = reference;
  return (
    unresolved === undefined &&
    digest === undefined &&
    (tag === undefined || tag === 'latest') &&
    repository !== 'library/scratch' &&
    /^[a-z0-9][\w./:-]*$/i.test(text)
  );
}

function placesOfUse(graph: GraphIndex, image: ImageNode): readonly Place[] {
  const bases = graph.edgesTo(image.id, 'based-on').flatMap((edge) => edge.origins);
  const runs = graph.edgesTo(image.id, 'runs').flatMap((edge) => {
    const container = graph.node(edge.from);
    return container?.kind === 'container' && KEPT_PLATFORMS.has(container.facts.platform) ? edge.origins : [];
  });
  return [...bases, ...runs];
}

const PYTORCH_INDEX = /^https?:\/\/download\.pytorch\.org\/whl\//;

/**
 * An index of one build, of which PyPI has another. The one of CPU builds has every release, as `2.7.1+cpu`, which pip takes
 * for newer than the `2.7.1` of PyPI; so are the nightly builds; and `torch_stable.html` lists all builds together.
 */
const BUILD_INDEX = /\/whl\/(?:test\/)?(?:cu|rocm|xpu)/;

const extraIndex: Rule = {
  code: 'REP-05',
  check: (graph) =>
    graph.nodesOf('package').flatMap((node) => {
      const extraIndexUrl = pytorchExtraIndex(node);
      return extraIndexUrl === undefined || isInstalledByUv(graph, node)
        ? []
        : [
            reproducibilityFindings.extraIndex(
              { name: node.facts.name, extraIndexUrl },
              node.origins[0],
              indexMend(graph, node),
            ),
          ];
    }),
};

/** The extra index of PyTorch, when torch may as well come from another one. */
function pytorchExtraIndex({ facts }: PackageNode): string | undefined {
  const { ecosystem, name, version, reference, indexUrl, extraIndexUrls = [] } = facts;
  if (ecosystem !== 'pip' || name !== 'torch' || version !== undefined || reference !== undefined) return undefined;
  if (indexUrl !== undefined && PYTORCH_INDEX.test(indexUrl)) return undefined;
  return extraIndexUrls.find((url) => PYTORCH_INDEX.test(url) && BUILD_INDEX.test(url));
}

/** A RUN that installs PyTorch and nothing else: anything else, also behind a variable, may have to come from PyPI. */
const ONLY_PYTORCH = ((): string => {
  const blank = String.raw`(?:[ \t]|\\\r?\n)+`;
  const words = [
    String.raw`["']?torch(?:vision|audio)?["']?`,
    '--no-cache-dir|--upgrade|-U',
    String.raw`--extra-index-url(?:=|${blank})https://download\.pytorch\.org/whl/[a-z0-9.]+/?`,
  ];
  return String.raw`RUN${blank}(?:python3?${blank}-m${blank})?pip3?${blank}install(?:${blank}(?:${words.join('|')}))+`;
})();

/** The installation guide of PyTorch itself names no other index for these three. */
function indexMend(graph: GraphIndex, { parent = '' }: PackageNode): Mend | undefined {
  const layer = graph.node(parent);
  const place = layer?.origins[0];
  if (layer?.kind !== 'layer' || !place) return undefined;
  const edit = { ...replaceText(place, '--extra-index-url', '--index-url'), shape: ONLY_PYTORCH };
  return { title: 'Install PyTorch from its own index: --index-url', edits: [edit], isCertain: true };
}

/** uv asks its extra indexes first and stops at the first that has the package. */
function isInstalledByUv(graph: GraphIndex, node: PackageNode): boolean {
  const owner = graph.node(node.parent ?? '');
  return owner?.kind === 'layer' && /^uv\b/.test(owner.facts.summary);
}

export const reproducibilityRules: readonly Rule[] = [movingTag, extraIndex];
