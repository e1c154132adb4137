import type { GraphIndex } from '../../graph/graph.js';
import type { ImageNode, LayerNode, ManifestNode, NodeId, PackageNode, StageNode } from '../../graph/node.js';

/** What the files put together in one image, or in one environment: packages that have to fit each other. */
export interface Installation {
  /** Nearest first: what was installed last, down to what the base image declares. */
  readonly packages: readonly PackageNode[];
  /** The stage and those below it in its file; empty for a manifest that nothing installs. */
  readonly stages: readonly StageNode[];
  /** Every layer of the stages, last one first. */
  readonly layers: readonly LayerNode[];
  /** The image that it all stands on; absent where it is not known. */
  readonly image?: ImageNode;
  /** The manifests that are installed. */
  readonly manifests: readonly ManifestNode[];
  /** True for the image that a Dockerfile makes in the end, and for whatever is no stage. */
  readonly isFinal: boolean;
}

/** Stages on stages that are followed; nobody writes more. */
const MAX_CHAIN = 50;

/** Nearly every rule of the family asks for them, and a long chain of stages makes them costly. */
const SEEN = new WeakMap<GraphIndex, readonly Installation[]>();

/**
 * Every stage with all that it stands on, every container that installs something itself, and every manifest that none of
 * them installs. What is copied from another stage belongs to that stage.
 */
export function listInstallations(graph: GraphIndex): readonly Installation[] {
  const seen = SEEN.get(graph);
  if (seen) return seen;
  const found = findInstallations(graph);
  SEEN.set(graph, found);
  return found;
}

function findInstallations(graph: GraphIndex): readonly Installation[] {
  const stages = graph.nodesOf('stage').map((stage) => installationOf(graph, stage.id, stage.facts.isLast));
  const containers = graph
    .nodesOf('container')
    .filter(({ id }) => packagesOf(graph, id).length > 0)
    .map(({ id }) => installationOf(graph, id, true));
  const manifests = graph
    .nodesOf('manifest')
    .filter(({ id }) => graph.edgesTo(id, 'installs-from').length === 0)
    .flatMap((manifest) => aloneInstallations(graph, manifest));
  return [...stages, ...containers, ...manifests];
}

function installationOf(graph: GraphIndex, owner: NodeId, isFinal: boolean): Installation {
  const stages: StageNode[] = [];
  let image: ImageNode | undefined;
  let at: NodeId | undefined = graph.node(owner)?.kind === 'container' ? runBy(graph, owner) : owner;
  while (at !== undefined) {
    const node = graph.node(at);
    if (node?.kind === 'image') image = node;
    if (node?.kind !== 'stage' || stages.length === MAX_CHAIN) break;
    stages.push(node);
    at = graph.edgesFrom(node.id, 'based-on')[0]?.to;
  }
  const layers = stages.flatMap((stage) =>
    [...graph.childrenOf(stage.id, 'layer')].sort((a, b) => b.facts.order - a.facts.order),
  );
  const owners = [...new Set([owner, ...layers.map(({ id }) => id)])];
  return {
    packages: [
      ...owners.flatMap((id) => packagesOf(graph, id)),
      ...(image ? graph.childrenOf(image.id, 'package') : []),
    ],
    stages,
    layers,
    ...(image ? { image } : {}),
    manifests: owners.flatMap((id) => manifestsOf(graph, id)),
    isFinal,
  };
}

/** The stage or image that a container runs; of a Dockerfile its last stage. */
function runBy(graph: GraphIndex, container: NodeId): NodeId | undefined {
  const to = graph.edgesFrom(container, 'runs')[0]?.to;
  const node = to === undefined ? undefined : graph.node(to);
  if (node?.kind !== 'dockerfile') return to;
  return graph.childrenOf(node.id, 'stage').find(({ facts }) => facts.isLast)?.id;
}

function packagesOf(graph: GraphIndex, owner: NodeId): readonly PackageNode[] {
  const own = [...graph.childrenOf(owner, 'package')].reverse();
  const listed = manifestsOf(graph, owner).flatMap((manifest) => graph.childrenOf(manifest.id, 'package'));
  return [...own, ...listed].filter(({ facts }) => facts.group === undefined && isForLinux(facts.marker));
}

function manifestsOf(graph: GraphIndex, owner: NodeId): readonly ManifestNode[] {
  return graph.edgesFrom(owner, 'installs-from').flatMap(({ to }) => {
    const node = graph.node(to);
    return node?.kind === 'manifest' ? [node] : [];
  });
}

/** A manifest by itself: what it always installs, and that together with each optional group. */
function aloneInstallations(graph: GraphIndex, manifest: ManifestNode): readonly Installation[] {
  const all = graph.childrenOf(manifest.id, 'package').filter(({ facts }) => isForLinux(facts.marker));
  const groups = [...new Set(all.map(({ facts }) => facts.group))].filter((group) => group !== undefined);
  return [undefined, ...groups].map((group) => ({
    packages: all.filter(({ facts }) => facts.group === undefined || facts.group === group),
    stages: [],
    layers: [],
    manifests: [manifest],
    isFinal: true,
  }));
}

/** A marker that asks for another system or processor leaves a package out of the images that this is about. */
function isForLinux(marker: string | undefined): boolean {
  if (marker === undefined) return true;
  return !/darwin|win32|windows|aarch64|arm64|extra\s*==|platform_python_implementation/i.test(
    marker.replace(/!=\s*['"](?:darwin|win32|windows|aarch64|arm64)['"]/gi, ''),
  );
}
