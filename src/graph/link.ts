import { comparePlaces, groupBy, uniqueBy } from '../base/order.js';
import { baseNameOf, directoryOf } from '../base/paths.js';
import { fileStart, type Place } from '../base/text.js';
import { linkFindings } from '../findings/catalog/link.js';
import type { Finding } from '../findings/finding.js';
import type { GraphEdge } from './edge.js';
import { type Graph, type GraphIndex, indexGraph } from './graph.js';
import { declaredContents } from './image-families.js';
import { type Merged, mergeFragments, sortFindings } from './merge.js';
import type { ContainerNode, DockerfileNode, EndpointNode, GraphNode, ImageNode, WorkloadNode } from './node.js';

/**
 * Ties together what different files say of the same thing, after the merge by identity:
 *
 * 1. equal run lines in several files become one container;
 * 2. `target:` names become stages;
 * 3. a manifest that is named by its path in the image becomes the manifest of the repository;
 * 4. an image that nothing builds meets the one Dockerfile that builds nothing known (an assumption, and said);
 * 5. Kubernetes Services meet the workloads that carry their labels;
 * 6. edges that still lead nowhere are left out.
 */
export function linkGraph(merged: Merged): Merged {
  const findings: Finding[] = [...merged.findings];
  let graph = foldEqualRuns(merged.graph);
  graph = resolveStages(graph, findings);
  graph = resolveManifests(graph);
  graph = assumeBuilds(graph, findings);
  graph = routeEndpoints(graph, findings);
  const ids = new Set(graph.nodes.map((node) => node.id));
  graph = { nodes: graph.nodes, edges: graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) };
  return { graph, findings: sortFindings(findings) };
}

/** Two `docker run` lines of the same words and mounts, in a script and in the README, are one container. */
function foldEqualRuns(graph: Graph): Graph {
  const index = indexGraph(graph);
  const runs = index
    .nodesOf('container')
    .filter(({ facts }) => facts.platform === 'docker' || facts.platform === 'podman');
  const renamed = new Map<string, string>();
  for (const group of groupBy(runs, (run) => runSignature(index, run)).values()) {
    const [first, ...others] = [...group].sort((a, b) => comparePlaces(firstPlace(a), firstPlace(b)));
    for (const other of others) if (first) renamed.set(other.id, first.id);
  }
  return renamed.size === 0 ? graph : renameNodes(graph, renamed);
}

function runSignature(index: GraphIndex, run: ContainerNode): string {
  const mounts = index.edgesFrom(run.id, 'mounts').map((edge) => [edge.to, edge.facts]);
  const gpus = index.edgesFrom(run.id, 'uses-gpu').map((edge) => [edge.to, edge.facts]);
  return JSON.stringify([run.label, run.facts, mounts, gpus], (key, value: unknown) =>
    key === 'place' ? undefined : value,
  );
}

/** Gives nodes new ids (children and edges follow) and merges what then has the same id. */
function renameNodes(graph: Graph, renamed: ReadonlyMap<string, string>): Graph {
  const rename = (id: string): string => {
    for (const [from, to] of renamed) {
      if (id === from) return to;
      if (id.includes(`${from}/`)) return id.replace(`${from}/`, `${to}/`);
    }
    return id;
  };
  const nodes = graph.nodes.map((node) => ({
    ...node,
    id: rename(node.id),
    ...(node.parent === undefined ? {} : { parent: rename(node.parent) }),
  })) as GraphNode[];
  const edges = graph.edges.map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) })) as GraphEdge[];
  return mergeFragments([{ nodes, edges, findings: [] }]).graph;
}

function resolveStages(graph: Graph, findings: Finding[]): Graph {
  const index = indexGraph(graph);
  const reported = new Set<string>();
  const resolve = (id: string, place: Place): string => {
    const match = /^stage:(.*)@([^@]*)$/.exec(id);
    const dockerfileId = match ? `dockerfile:${match[1]}` : id;
    if (!dockerfileId.startsWith('dockerfile:')) return id;
    const path = dockerfileId.slice('dockerfile:'.length);
    if (!index.node(dockerfileId)) {
      if (!reported.has(path) && !/\$|:\/\//.test(path))
        findings.push(linkFindings.missingDockerfile({ dockerfile: path }, place));
      reported.add(path);
      return id;
    }
    if (!match) return id;
    const stages = index.childrenOf(dockerfileId, 'stage');
    const target = match[2]?.toLowerCase();
    const stage = stages.find(({ facts }) => facts.name?.toLowerCase() === target || String(facts.index) === target);
    if (stage) return stage.id;
    const known = stages.flatMap(({ facts }) => facts.name ?? []);
    findings.push(linkFindings.missingStage({ dockerfile: path, target: match[2] ?? '', known }, place));
    return dockerfileId;
  };
  const edges = graph.edges.map((edge) => {
    const place = edge.origins[0] ?? fileStart('-');
    if (edge.kind === 'runs') return { ...edge, to: resolve(edge.to, place) };
    if (edge.kind === 'builds') return { ...edge, from: resolve(edge.from, place) };
    return edge;
  });
  return { nodes: graph.nodes, edges };
}

/** `pip install -r /app/requirements.txt`: the path is the image's; the manifest of that name in the repository is meant. */
function resolveManifests(graph: Graph): Graph {
  const index = indexGraph(graph);
  const byName = groupBy(index.nodesOf('manifest'), (manifest) => baseNameOf(manifest.facts.path));
  const edges = graph.edges.map((edge) => {
    if (edge.kind !== 'installs-from' || index.node(edge.to)) return edge;
    const [only, ...others] = byName.get(baseNameOf(edge.to)) ?? [];
    return only && others.length === 0 ? { ...edge, to: only.id } : edge;
  });
  return { nodes: graph.nodes, edges };
}

function assumeBuilds(graph: Graph, findings: Finding[]): Graph {
  const index = indexGraph(graph);
  const dockerfiles = index.nodesOf('dockerfile').filter((dockerfile) => isBuildUnknown(index, dockerfile));
  const images = index.nodesOf('image').filter((image) => couldBeBuiltHere(index, image));
  const pairs = matchBuilds(dockerfiles, images);
  const edges = pairs.map(([dockerfile, image]): GraphEdge => {
    const names = { image: image.facts.reference.text, dockerfile: dockerfile.facts.path };
    findings.push(linkFindings.assumedBuild(names, firstPlace(image)));
    return { kind: 'builds', from: dockerfile.id, to: image.id, origins: dockerfile.origins, facts: { assumed: true } };
  });
  return { nodes: graph.nodes, edges: [...graph.edges, ...edges] };
}

/** By name first (`Dockerfile.train` or `train/Dockerfile` for `…/train:1`); then the only one left with the only one left. */
function matchBuilds(
  dockerfiles: readonly DockerfileNode[],
  images: readonly ImageNode[],
): [DockerfileNode, ImageNode][] {
  const repositories = uniqueBy(images, (image) => image.facts.reference.repository);
  const [onlyDockerfile, ...otherDockerfiles] = dockerfiles;
  if (onlyDockerfile && otherDockerfiles.length === 0) {
    return repositories.length === 1 ? images.map((image) => [onlyDockerfile, image]) : [];
  }
  return images.flatMap((image): [DockerfileNode, ImageNode][] => {
    const name = baseNameOf(image.facts.reference.repository).toLowerCase();
    const [match, ...others] = dockerfiles.filter((dockerfile) =>
      dockerfileNames(dockerfile.facts.path).includes(name),
    );
    return match && others.length === 0 ? [[match, image]] : [];
  });
}

function dockerfileNames(path: string): readonly string[] {
  const name = baseNameOf(path).toLowerCase();
  const suffix = /^(?:dockerfile|containerfile)\.(.+)$/.exec(name)?.[1] ?? /^(.+)\.dockerfile$/.exec(name)?.[1];
  return suffix ? [suffix] : [baseNameOf(directoryOf(path)).toLowerCase()];
}

function isBuildUnknown(index: GraphIndex, dockerfile: DockerfileNode): boolean {
  const ids = [dockerfile.id, ...index.childrenOf(dockerfile.id, 'stage').map((stage) => stage.id)];
  return ids.every((id) => index.edgesFrom(id, 'builds').length === 0 && index.edgesTo(id, 'runs').length === 0);
}

/** Run by some container, built by nothing known, and not of a public family or an official image. */
function couldBeBuiltHere(index: GraphIndex, image: ImageNode): boolean {
  const { reference, unresolved } = image.facts;
  if (unresolved !== undefined || reference.digest !== undefined) return false;
  if (index.edgesTo(image.id, 'builds').length > 0 || index.edgesTo(image.id, 'runs').length === 0) return false;
  if (index.edgesTo(image.id, 'based-on').length > 0 || declaredContents(reference).length > 0) return false;
  return !OFFICIAL_IMAGES.has(reference.repository) && !/^nvcr\.io$|^mcr\.microsoft\.com$/.test(reference.registry);
}

/** Official images of Docker Hub that stand beside training containers (names as of 2026-11). */
const OFFICIAL_IMAGES: ReadonlySet<string> = new Set(
  'alpine bash busybox caddy centos debian elasticsearch fedora golang grafana haproxy httpd influxdb kibana mariadb memcached mongo mysql nats nginx node postgres python rabbitmq redis registry traefik ubuntu vault zookeeper'
    .split(' ')
    .map((name) => `library/${name}`),
);

function routeEndpoints(graph: Graph, findings: Finding[]): Graph {
  const index = indexGraph(graph);
  const workloads = index.nodesOf('workload');
  const edges = index.nodesOf('endpoint').flatMap((endpoint): GraphEdge[] => {
    const selector = Object.entries(endpoint.facts.selector);
    if (selector.length === 0 || index.edgesFrom(endpoint.id, 'routes').length > 0) return [];
    const selected = workloads.filter((workload) => isSelected(endpoint, workload));
    if (selected.length === 0) {
      const text = selector.map(([name, value]) => `${name}=${value}`).join(',');
      findings.push(linkFindings.selectsNothing({ endpoint: endpoint.label, selector: text }, firstPlace(endpoint)));
    }
    return selected.map((workload) => ({
      kind: 'routes',
      from: endpoint.id,
      to: workload.id,
      origins: endpoint.origins,
      facts: {},
    }));
  });
  return { nodes: graph.nodes, edges: [...graph.edges, ...edges] };
}

function isSelected(endpoint: EndpointNode, workload: WorkloadNode): boolean {
  if ((endpoint.facts.namespace ?? 'default') !== (workload.facts.namespace ?? 'default')) return false;
  const labels = new Set(workload.facts.settings.flatMap(({ name, value }) => (name === 'label' ? [value] : [])));
  return Object.entries(endpoint.facts.selector).every(([name, value]) => labels.has(`${name}=${value}`));
}

function firstPlace(node: GraphNode): Place {
  return node.origins[0] ?? fileStart('-');
}
