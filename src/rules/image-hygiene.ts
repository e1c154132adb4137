import { imageHygieneFindings } from '../findings/catalog/image-hygiene.js';
import { contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, ImageNode, LayerNode, PackageNode, Platform, StageNode } from '../graph/node.js';
import { listInstallations } from './compatibility/installations.js';
import type { Rule } from './rule.js';

/** Every tag can be moved; those of these images are also deleted, six months after the end of their release. */
const DELETES_TAGS = /^nvidia\/cuda$/;

const noDigest: Rule = {
  code: 'REP-02',
  check: (graph) =>
    lastStages(graph).flatMap((stage) => {
      const base = baseOf(graph, stage);
      const { reference, unresolved } = base?.image.facts ?? {};
      const isNamed = reference?.tag !== undefined && reference.tag !== 'latest' && reference.digest === undefined;
      if (!base || !reference || !isNamed || unresolved !== undefined || !DELETES_TAGS.test(reference.repository))
        return [];
      return [imageHygieneFindings.noDigest({ image: reference.text }, base.place)];
    }),
};

function lastStages(graph: GraphIndex): readonly StageNode[] {
  return graph.nodesOf('stage').filter(({ facts }) => facts.isLast);
}

interface Base {
  readonly image: ImageNode;
  readonly place: StageNode['origins'][number] | undefined;
}

/** The image that a stage and those below it stand on, when nothing here builds it. */
function baseOf(graph: GraphIndex, stage: StageNode, depth = 0): Base | undefined {
  const [edge] = graph.edgesFrom(stage.id, 'based-on');
  const node = edge && graph.node(edge.to);
  if (node?.kind === 'stage' && depth < 50) return baseOf(graph, node, depth + 1);
  if (node?.kind !== 'image' || graph.edgesTo(node.id, 'builds').length > 0) return undefined;
  return { image: node, place: edge?.origins.find(({ file }) => file === stage.origins[0]?.file) ?? edge?.origins[0] };
}

/** Public mirrors of Docker Hub and others that people write into Dockerfiles (seen in public files, as of 2026-11). */
const MIRRORS =
  /^(?:[\w-]+\.)*(?:daocloud\.io|dockerproxy\.\w+|dockerhub\.icu|1ms\.run|xuanyuan\.me|hub-mirror\.c\.163\.com|docker\.mirrors\.ustc\.edu\.cn|dockerpull\.\w+|docker\.nju\.edu\.cn|linkos\.org)$/;

const otherRegistry: Rule = {
  code: 'REP-03',
  check: (graph) =>
    graph.nodesOf('image').flatMap(({ id, facts: { reference, unresolved } }) => {
      const { registry, text, digest } = reference;
      const isAddress = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/.test(registry) && !registry.startsWith('127.');
      if (unresolved !== undefined || digest !== undefined || (!isAddress && !MIRRORS.test(registry))) return [];
      const [edge] = graph.edgesTo(id, 'based-on');
      return edge ? [imageHygieneFindings.otherRegistry({ image: text, registry, isAddress }, edge.origins[0])] : [];
    }),
};

/** Tools of the build itself; their newest version is what everybody takes. */
const BUILD_TOOLS: ReadonlySet<string> = new Set([
  'pip',
  'setuptools',
  'wheel',
  'uv',
  'poetry',
  'pdm',
  'build',
  'pipenv',
]);

/** What moves furthest from one release to the next, and must fit together. Without any of them nothing is said. */
const FAMILY: ReadonlySet<string> = new Set(['torch', 'torchvision', 'torchaudio']);

/** An index of one CUDA, which is a matter of CMP-07 and REP-05. */
function isFromOneIndex({ facts }: PackageNode): boolean {
  return (
    facts.name === 'torch' && [facts.indexUrl, ...(facts.extraIndexUrls ?? [])].some((url) => url?.includes('/whl/cu'))
  );
}

const unpinned: Rule = {
  code: 'REP-04',
  check: (graph) =>
    lastStages(graph).flatMap((stage) => {
      const layers = [...graph.childrenOf(stage.id, 'layer')].sort((a, b) => a.facts.order - b.facts.order);
      const own = layers.flatMap((layer) => graph.childrenOf(layer.id, 'package').filter(isPythonPackage));
      const open = own.filter(({ facts }) => facts.version === undefined && facts.specifier === undefined);
      if (!open.some(({ facts }) => FAMILY.has(facts.name)) || open.some(isFromOneIndex)) return [];
      const names = [...new Set(open.map(({ facts }) => facts.name))].sort(
        (a, b) => Number(FAMILY.has(b)) - Number(FAMILY.has(a)),
      );
      const first = open.find(({ facts }) => facts.name === names[0]);
      const all = new Set(own.map(({ facts }) => facts.name)).size;
      return first ? [imageHygieneFindings.unpinned({ names, all }, first.origins[0])] : [];
    }),
};

function isPythonPackage({ facts }: PackageNode): boolean {
  return facts.ecosystem === 'pip' && facts.reference === undefined && !BUILD_TOOLS.has(facts.name);
}

const pipCache: Rule = {
  code: 'REP-06',
  check: (graph) =>
    listInstallations(graph)
      .filter(({ isFinal }) => isFinal)
      .flatMap(({ layers }) => {
        const layer = layers.findLast((one) => keepsCache(one) && installsTorch(graph, one));
        const effect = layer?.facts.effects?.find(({ kind }) => kind === 'keeps-pip-cache');
        return effect ? [imageHygieneFindings.pipCache({}, effect.place)] : [];
      }),
};

function keepsCache({ facts }: LayerNode): boolean {
  return facts.effects?.some(({ kind }) => kind === 'keeps-pip-cache') === true;
}

function installsTorch(graph: GraphIndex, { id }: LayerNode): boolean {
  const listed = graph.edgesFrom(id, 'installs-from').flatMap(({ to }) => graph.childrenOf(to, 'package'));
  return [...graph.childrenOf(id, 'package'), ...listed].some(
    ({ facts }) => facts.ecosystem === 'pip' && facts.name === 'torch' && facts.group === undefined,
  );
}

/** Public images that download a model when they are started, and where to (their own documentation, as of 2026-11). */
const MODEL_CACHES: readonly (readonly [image: RegExp, folder: string])[] = [
  [/^docker\.io\/vllm\/vllm-openai$/, '/root/.cache/huggingface'],
  [/^docker\.io\/lmsysorg\/sglang$/, '/root/.cache/huggingface'],
  [/^ghcr\.io\/huggingface\/text-(?:generation|embeddings)-inference$/, '/data'],
  [/^docker\.io\/ollama\/ollama$/, '/root/.ollama'],
];

const MODEL_PLATFORMS: ReadonlySet<Platform> = new Set<Platform>(['compose', 'kubernetes']);

const lostModels: Rule = {
  code: 'REP-07',
  check: (graph) =>
    graph
      .nodesOf('container')
      .filter((container) => MODEL_PLATFORMS.has(container.facts.platform) && !keepsFiles(graph, container))
      .flatMap((container) => {
        const { images, stages } = contentsOfContainer(graph, container.id);
        const { registry = '', repository = '' } = images[0]?.facts.reference ?? {};
        const cache = MODEL_CACHES.find(([image]) => image.test(`${registry}/${repository}`));
        if (!cache || stages.length > 0) return [];
        const params = { container: container.label, program: repository, folder: cache[1] };
        return [imageHygieneFindings.lostModels(params, container.origins[0])];
      }),
};

/** Anything but what is made for each container anew counts: the model may lie there. */
function keepsFiles(graph: GraphIndex, { id }: ContainerNode): boolean {
  return graph.edgesFrom(id, 'mounts').some(({ to, facts }) => {
    const volume = graph.node(to);
    const type = volume?.kind === 'volume' ? volume.facts.type : 'other';
    return !facts.target.startsWith('/dev/') && !/^(?:tmpfs|emptyDir|configMap|secret)$/.test(type);
  });
}

const noHealthcheck: Rule = {
  code: 'REP-08',
  check: (graph) =>
    lastStages(graph)
      .filter((stage) => !stage.facts.healthcheck && !hasOwnHealthcheck(graph, stage))
      .flatMap((stage) => {
        const jupyter = graph.edgesFrom(stage.id, 'starts').flatMap(({ to }) => {
          const node = graph.node(to);
          return node?.kind === 'service' && node.facts.role === 'jupyter' ? [node] : [];
        })[0];
        if (!jupyter) return [];
        const params = { dockerfile: stage.origins[0]?.file ?? '', port: jupyter.facts.port?.value ?? 8888 };
        return [imageHygieneFindings.noHealthcheck(params, jupyter.origins[0])];
      }),
};

/** The images of Jupyter Docker Stacks bring one. */
function hasOwnHealthcheck(graph: GraphIndex, stage: StageNode): boolean {
  return baseOf(graph, stage)?.image.facts.reference.repository.startsWith('jupyter/') === true;
}

export const imageHygieneRules: readonly Rule[] = [
  noDigest,
  otherRegistry,
  unpinned,
  pipCache,
  lostModels,
  noHealthcheck,
];
