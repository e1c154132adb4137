import { type GraphIndex, indexGraph } from '../../graph/graph.js';
import type { ContainerNode, DockerfileNode } from '../../graph/node.js';
import type { Diagram, Language } from '../diagram.js';
import { createDiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES, USUAL_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { View, ViewOptions } from '../view.js';
import { addAccess } from './access.js';
import { chooseContainers, type ShownContainer } from './choose-containers.js';
import { addContainers, insideGroup } from './containers.js';
import { addGpus } from './gpus.js';
import type { Scene, ShownService } from './scene.js';
import { addServices } from './services.js';
import { siteOf } from './sites.js';
import { addSoftware, type SoftwareNodes, systemLine } from './software.js';
import { addTrainings } from './training.js';
import { addVolumes } from './volumes.js';
import { addWorkloadServices } from './workload-services.js';

export const deploymentView: View = { name: 'deployment', draw: drawDeployment };

/**
 * Who reaches what through which port with which client; host → containers → services → PyTorch, CUDA → GPU; volumes,
 * limits. Depth 1 shows containers, ports and volumes; depth 2 (default) also what is inside; depth 3 folds nothing.
 */
export function drawDeployment(graph: GraphIndex, options: ViewOptions): Diagram | undefined {
  // 1. The containers that some file starts; without any, the images that the Dockerfiles would give.
  const started = chooseContainers(graph);
  const index = started.shown.length === 0 ? withImagesAsContainers(graph) : graph;
  const chosen = index === graph ? started : chooseContainers(index);
  const scene: Scene = {
    index,
    builder: createDiagramBuilder(),
    language: options.language,
    containers: chosen.shown,
    depth: options.depth ?? 2,
    trainings: [],
  };
  // 2. Machines and containers, then what is inside each, then who comes in from outside.
  if (index === graph) addContainers(scene);
  else addImages(scene);
  const services = addInsides(scene);
  addWorkloadServices(scene);
  addVolumes(scene);
  addTrainings(scene);
  addAccess(scene, services);
  for (const { image, places } of chosen.alternatives) {
    const text = places.map(({ file, line }) => `${file}:${line}`).join(', ');
    scene.builder.addNote(sentence.alsoDescribed(options.language, image, text));
  }
  // 3. The diagram, or nothing.
  const diagram = scene.builder.build({
    view: 'deployment',
    ...header(scene, options.language),
    direction: options.direction ?? 'LR',
    language: options.language,
  });
  if (diagram.nodes.length === 0) return undefined;
  return foldDiagram(diagram, scene.depth >= 3 ? MOST_BOXES : USUAL_BOXES);
}

/** Services, software and GPU of every container; containers of one image share the boxes of its software. */
function addInsides(scene: Scene): readonly ShownService[] {
  if (scene.depth < 2) return [];
  const shownSoftware = new Map<string, SoftwareNodes>();
  return scene.containers.flatMap((shown) => {
    const services = addServices(scene, shown, () => insideGroup(scene, shown));
    for (const { id } of services) scene.builder.addEdge(shown.node.id, id, 'flow');
    const software = shownSoftware.get(shown.imageKey) ?? addSoftwareOf(scene, shown);
    shownSoftware.set(shown.imageKey, software);
    linkSoftware(scene, shown, software);
    addGpusOf(scene, shown, software);
    return services;
  });
}

/** PyTorch and CUDA use the GPU where they are known and the container's own; else the container does. */
function addGpusOf(scene: Scene, shown: ShownContainer, { framework, cuda }: SoftwareNodes): void {
  const { node } = shown;
  const own = isShared(scene, shown) ? [] : [framework, cuda].filter((id) => id !== undefined);
  const isAlone = scene.containers.length === 1 && own.length > 0;
  const group = isAlone ? insideGroup(scene, shown) : siteOf(node.facts.platform);
  addGpus(scene, node.id, own.length > 0 ? own : [node.id], group);
}

/** A container leads to PyTorch and to CUDA; where several share them, to PyTorch, which leads to CUDA. */
function linkSoftware(scene: Scene, shown: ShownContainer, { framework, cuda }: SoftwareNodes): void {
  const { builder } = scene;
  if (framework !== undefined) builder.addEdge(shown.node.id, framework, 'flow');
  if (cuda === undefined) return;
  if (framework !== undefined && isShared(scene, shown)) builder.addEdge(framework, cuda, 'uses');
  else builder.addEdge(shown.node.id, cuda, 'flow');
}

function addSoftwareOf(scene: Scene, shown: ShownContainer): SoftwareNodes {
  const { software, images } = shown.contents;
  if (!(software.torch ?? software.cuda ?? software.cudnn ?? software.rocm)) return {};
  const tags = images.flatMap(({ facts }) => facts.reference.tag ?? []);
  return addSoftware(scene.builder, shown.imageKey, softwareGroup(scene, shown), software, tags, scene.language);
}

function isShared({ containers }: Scene, { imageKey }: ShownContainer): boolean {
  return containers.filter((other) => other.imageKey === imageKey).length > 1;
}

/** Where the software of an image stands: inside its only container, or in a group of its own that they share. */
function softwareGroup(scene: Scene, shown: ShownContainer): string {
  if (!isShared(scene, shown)) return insideGroup(scene, shown);
  const names = scene.containers
    .filter(({ imageKey }) => imageKey === shown.imageKey)
    .map(({ node }) => node.facts.image);
  const isNamedAlike = names.every((image) => image === shown.node.facts.image);
  const dockerfile = shown.contents.stages[0]?.origins[0]?.file;
  const name = (isNamedAlike ? shown.node.facts.image : undefined) ?? dockerfile ?? shown.node.label;
  const title = `${label('image', scene.language)} ${name}`;
  return scene.builder.addGroup(`${shown.imageKey}/software`, title, siteOf(shown.node.facts.platform));
}

/** Only Dockerfiles: each stands for the container that its last stage would become. */
function withImagesAsContainers(graph: GraphIndex): GraphIndex {
  const dockerfiles = graph.nodesOf('dockerfile').filter((node) => graph.childrenOf(node.id, 'stage').length > 0);
  const containers = dockerfiles.map((node) => asContainer(node));
  const edges = dockerfiles.map(
    (node) => ({ kind: 'runs', from: `image-of:${node.id}`, to: node.id, origins: node.origins, facts: {} }) as const,
  );
  return indexGraph({ nodes: [...graph.graph.nodes, ...containers], edges: [...graph.graph.edges, ...edges] });
}

function asContainer({ id, label: name, origins }: DockerfileNode): ContainerNode {
  const facts: ContainerNode['facts'] = { platform: 'docker', ports: [], environment: [], limits: {}, settings: [] };
  return { kind: 'container', id: `image-of:${id}`, label: name, origins, facts };
}

function addImages({ builder, containers, index, language }: Scene): void {
  for (const { node, contents } of containers) {
    const group = builder.addGroup('host', label('imageGroup', language));
    const builders = index.edgesFrom(node.id, 'runs').flatMap(({ to }) => index.edgesFrom(to, 'builds'));
    const [name] = builders.flatMap(({ to }) => index.node(to)?.label ?? []);
    const lines = [
      [label('image', language), name].filter(Boolean).join(' '),
      `${label('builtFrom', language)} ${node.label}`,
      systemLine(contents.software),
    ];
    builder.addNode(node.id, 'image', lines, { group, origin: node.origins[0] });
    builder.addNote(sentence.notRun(language));
  }
}

function header({ containers }: Scene, language: Language): Pick<Diagram, 'title' | 'description'> {
  const images = [...new Set(containers.map(({ node }: ShownContainer) => node.facts.image ?? node.label))];
  const names = images.slice(0, 5).join(language === 'zh' ? '、' : ', ') + (images.length > 5 ? ' …' : '');
  if (language === 'zh') {
    const inside = names === '' ? '' : `，以及 ${names} 的内部组成`;
    return { title: '部署架构', description: `谁通过哪个端口访问什么${inside}。` };
  }
  const inside = names === '' ? '' : `, and what is inside ${names}`;
  return { title: 'Deployment', description: `Who reaches what through which port${inside}.` };
}
