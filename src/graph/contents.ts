import { uniqueBy } from '../base/order.js';
import type { GraphIndex } from './graph.js';
import { declaredServer } from './image-families.js';
import type { ImageNode, ManifestNode, NodeId, PackageNode, ServiceNode, StageNode } from './node.js';
import { type SoftwareStack, summarizeSoftware } from './software.js';

/** Everything that the files say is inside a container, nearest to it first. */
export interface ContainerContents {
  /** The stage it runs and the stages below it; empty when no Dockerfile of the image is known. */
  readonly stages: readonly StageNode[];
  /** The images it runs or stands on, nearest first. */
  readonly images: readonly ImageNode[];
  readonly packages: readonly PackageNode[];
  readonly manifests: readonly ManifestNode[];
  /** What the container's own command starts; without one, what the image starts. */
  readonly services: readonly ServiceNode[];
  readonly software: SoftwareStack;
  /** True when the Dockerfile was only assumed to build the image. */
  readonly isAssumed: boolean;
}

interface Walk {
  readonly stages: StageNode[];
  readonly images: ImageNode[];
  isAssumed: boolean;
}

/** Follows a container to its image, the Dockerfile that builds it, and the bases of that. */
export function contentsOfContainer(index: GraphIndex, containerId: NodeId): ContainerContents {
  const walk: Walk = { stages: [], images: [], isAssumed: false };
  for (const edge of index.edgesFrom(containerId, 'runs')) visit(index, edge.to, walk);
  const own = startedBy(index, containerId);
  const hasOwnCommand = hasCommand(index, containerId);
  const isOwn = (hasOwnCommand || own.length > 0) && !areForEntrypoint(index, containerId, walk);
  // What a devcontainer adds to the image (features, postCreateCommand) is nearest.
  return contentsOfWalk(index, walk, installedBy(index, containerId), isOwn ? own : startedByImage(index, walk));
}

/** The same for a stage that no container is known of. */
export function contentsOfStage(index: GraphIndex, stageId: NodeId): ContainerContents {
  const walk: Walk = { stages: [], images: [], isAssumed: false };
  visit(index, stageId, walk);
  return contentsOfWalk(index, walk, [], startedByImage(index, walk));
}

function contentsOfWalk(
  index: GraphIndex,
  walk: Walk,
  added: readonly PackageNode[],
  services: readonly ServiceNode[],
): ContainerContents {
  const brought = [...added, ...walk.stages.flatMap((stage) => packagesOfStage(index, stage))];
  const packages = [...brought, ...walk.images.flatMap((image) => index.childrenOf(image.id, 'package'))];
  return {
    stages: walk.stages,
    images: walk.images,
    packages: uniqueBy(packages, (node) => node.id),
    manifests: manifestsOfStages(index, walk.stages),
    services,
    software: summarizeSoftware(packages),
    isAssumed: walk.isAssumed,
  };
}

function hasCommand(index: GraphIndex, containerId: NodeId): boolean {
  const node = index.node(containerId);
  const command = node?.kind === 'container' ? node.facts.command?.value : undefined;
  return command !== undefined && !startsOnlyShell(command) && !areArguments(command);
}

/** `docker run … IMAGE --model-id x` gives options to what the image starts. */
function areArguments(command: readonly string[]): boolean {
  return command[0]?.startsWith('-') === true;
}

/** True when the words of the container's command go to the ENTRYPOINT of the image, which is a program of its own. */
function areForEntrypoint(index: GraphIndex, containerId: NodeId, { stages, images }: Walk): boolean {
  const node = index.node(containerId);
  if (node?.kind !== 'container' || node.facts.command === undefined || node.facts.platform === 'kubernetes')
    return false;
  if (node.facts.settings.some(({ name, value }) => name === 'entrypoint' && value !== '')) return false;
  const [stage] = stages;
  const [image] = images;
  if (!stage) return image !== undefined && declaredServer(image.facts.reference)?.takesArguments === true;
  const [program = '', ...rest] = stage.facts.entrypoint?.value ?? [];
  if (/(?:^|\/)text-generation-launcher$/.test(program)) return true;
  // `ENTRYPOINT ["python"]` alone is handed a script.
  return (
    /(?:^|\/)(?:python[\d.]*|vllm|torchrun|accelerate)$/.test(program) && rest.some((word) => !word.startsWith('-'))
  );
}

/** What the image starts by itself: its stage, or where no Dockerfile is known what images of its family start. */
function startedByImage(index: GraphIndex, { stages, images }: Walk): readonly ServiceNode[] {
  const [stage] = stages;
  const [image] = images;
  if (stage) return startedBy(index, stage.id);
  return image ? index.childrenOf(image.id, 'service') : [];
}

/** `docker run … IMAGE bash` opens a shell in place of the services: what the image would start is still what it is for. */
function startsOnlyShell(command: readonly string[]): boolean {
  return command.length === 1 && /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh$/.test(command[0] ?? '');
}

function startedBy(index: GraphIndex, owner: NodeId): readonly ServiceNode[] {
  return index.edgesFrom(owner, 'starts').flatMap((edge) => {
    const node = index.node(edge.to);
    return node?.kind === 'service' ? [node] : [];
  });
}

function visit(index: GraphIndex, id: NodeId, walk: Walk): void {
  const node = index.node(id);
  if (node?.kind === 'dockerfile') {
    const last = index.childrenOf(id, 'stage').find(({ facts }) => facts.isLast);
    if (last) visit(index, last.id, walk);
  } else if (node?.kind === 'stage' && !walk.stages.includes(node)) {
    walk.stages.push(node);
    for (const edge of index.edgesFrom(id, 'based-on')) visit(index, edge.to, walk);
  } else if (node?.kind === 'image' && !walk.images.includes(node)) {
    walk.images.push(node);
    const [build] = index.edgesTo(id, 'builds');
    if (build?.facts.assumed) walk.isAssumed = true;
    if (build) visit(index, build.from, walk);
  }
}

/** Packages of the layers and manifests of a stage, last installed first, and what it copies out of other stages. */
function packagesOfStage(index: GraphIndex, stage: StageNode, depth = 0): readonly PackageNode[] {
  const layers = [...index.childrenOf(stage.id, 'layer')].sort((a, b) => b.facts.order - a.facts.order);
  const features = index.childrenOf(stage.id, 'package');
  return [
    ...layers.flatMap((layer) => [...installedBy(index, layer.id), ...copiedPackages(index, layer.id, depth)]),
    ...features,
  ];
}

/** Packages that a layer or container installs itself, by name or from a manifest. */
function installedBy(index: GraphIndex, owner: NodeId): readonly PackageNode[] {
  return [
    ...index.childrenOf(owner, 'package'),
    ...index.edgesFrom(owner, 'installs-from').flatMap((edge) => index.childrenOf(edge.to, 'package')),
  ];
}

/** `COPY --from=builder /opt/venv /opt/venv` brings the packages that the other stage, or one below it, installed there. */
function copiedPackages(index: GraphIndex, layerId: NodeId, depth: number): readonly PackageNode[] {
  if (depth > 8) return [];
  return index.edgesFrom(layerId, 'copies-from').flatMap((edge) => {
    if (!edge.facts.sources.some(holdsPackages)) return [];
    return packagesBelow(index, edge.to, depth + 1).filter(
      ({ facts }) => facts.ecosystem === 'pip' || facts.ecosystem === 'conda',
    );
  });
}

/** Packages of a stage or image and of everything that it stands on. */
function packagesBelow(index: GraphIndex, id: NodeId, depth: number): readonly PackageNode[] {
  const walk: Walk = { stages: [], images: [], isAssumed: false };
  visit(index, id, walk);
  return [
    ...walk.stages.flatMap((stage) => packagesOfStage(index, stage, depth)),
    ...walk.images.flatMap((image) => index.childrenOf(image.id, 'package')),
  ];
}

function holdsPackages(path: string): boolean {
  return /(?:^|\/)(?:\.?venv|env|virtualenv|site-packages|dist-packages|(?:mini|ana|micro)?conda\d?|miniforge\d?|wheels?|\.local|install)(?:\/|$)|^\/usr\/local\/?$|^\/opt\/[^/]+\/?$|^\/$/.test(
    path,
  );
}

function manifestsOfStages(index: GraphIndex, stages: readonly StageNode[]): readonly ManifestNode[] {
  const ids = stages.flatMap((stage) =>
    index
      .childrenOf(stage.id, 'layer')
      .flatMap((layer) => index.edgesFrom(layer.id, 'installs-from').map((edge) => edge.to)),
  );
  return [...new Set(ids)].flatMap((id) => {
    const node = index.node(id);
    return node?.kind === 'manifest' ? [node] : [];
  });
}
