import { sortedBy } from '../../base/order.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { DockerfileNode, StageNode } from '../../graph/node.js';
import type { Diagram, Language } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES, USUAL_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { View, ViewOptions } from '../view.js';
import { type LayerBox, layerBoxes, layersOf } from './layer-boxes.js';

export const imageView: View = { name: 'image', draw: drawImage };

interface Scene {
  readonly index: GraphIndex;
  readonly builder: DiagramBuilder;
  readonly language: Language;
  readonly depth: number;
}

/**
 * How images are built: bases, stages, what each installs and copies from where, and what the result starts. Depth 1
 * shows stages, depth 2 (default) the layers that install, copy, download or build, depth 3 every layer.
 */
export function drawImage(index: GraphIndex, options: ViewOptions): Diagram | undefined {
  const dockerfiles = index.nodesOf('dockerfile');
  const { language } = options;
  const scene: Scene = { index, builder: createDiagramBuilder(), language, depth: options.depth ?? 2 };
  for (const dockerfile of dockerfiles) addDockerfile(scene, dockerfile, dockerfiles.length > 1);
  const diagram = scene.builder.build({
    view: 'image',
    ...header(dockerfiles, language),
    language,
    direction: options.direction ?? 'LR',
  });
  if (diagram.nodes.length === 0) return undefined;
  return foldDiagram(diagram, scene.depth >= 3 ? MOST_BOXES : USUAL_BOXES);
}

function header(dockerfiles: readonly DockerfileNode[], language: Language): Pick<Diagram, 'title' | 'description'> {
  const paths = dockerfiles.map(({ facts }) => facts.path);
  const names = paths.slice(0, 5).join(language === 'zh' ? '、' : ', ') + (paths.length > 5 ? ' …' : '');
  return language === 'zh'
    ? { title: '镜像构建', description: `${names} 的各阶段、基础镜像、关键层以及复制关系。` }
    : { title: 'Image build', description: `Stages, bases, layers that matter and copies of ${names}.` };
}

function addDockerfile(scene: Scene, dockerfile: DockerfileNode, isOneOfSeveral: boolean): void {
  const { builder, index } = scene;
  const parent = isOneOfSeveral ? builder.addGroup(dockerfile.id, dockerfile.facts.path) : undefined;
  const stages = [...index.childrenOf(dockerfile.id, 'stage')].sort((a, b) => a.facts.index - b.facts.index);
  for (const stage of stages) addStage(scene, dockerfile, stage, parent);
  const last = stages.find(({ facts }) => facts.isLast);
  if (last) addResult(scene, dockerfile, last, parent);
}

/** A stage is a group; its boxes follow each other, the first takes the arrow of its base. */
function addStage(scene: Scene, dockerfile: DockerfileNode, stage: StageNode, parent: string | undefined): void {
  const { builder, index, depth } = scene;
  const boxes = layerBoxes(index, stage, depth);
  const hidden = layersOf(index, stage).length - boxes.flatMap(({ layers }) => layers).length;
  const group = builder.addGroup(stage.id, stageTitle(scene, stage, depth <= 1 ? 0 : hidden), parent);
  if (boxes.length === 0) addPlainBox(scene, stage, group);
  for (const box of boxes) {
    const { instruction, purpose } = box.layers[0].facts;
    const summary = box.layers.map(({ facts }) => facts.summary);
    builder.addNode(box.id, 'layer', box.lines, {
      group,
      origin: box.layers[0].origins[0],
      facts: { instruction, purpose, summary },
    });
  }
  for (const [position, { id }] of boxes.entries()) {
    const next = boxes[position + 1];
    if (next !== undefined) builder.addEdge(id, next.id, 'flow');
  }
  addBase(scene, stage, boxes[0]?.id ?? plainBoxId(stage), parent);
  addCopies(scene, dockerfile, stage, boxes, parent);
}

/** `Stage train`, `Stage 0 (+2)`: with the number of layers that are not shown. */
function stageTitle({ language }: Scene, { facts }: StageNode, hidden: number): string {
  const more = hidden === 0 ? '' : ` (+${hidden})`;
  return `${label('stage', language)} ${facts.name ?? facts.index}${more}`;
}

function plainBoxId(stage: StageNode): string {
  return `${stage.id}/plain`;
}

/** One box for a stage of which no layer is shown. */
function addPlainBox({ builder, index, language }: Scene, stage: StageNode, group: string): void {
  const count = layersOf(index, stage).length;
  const { workdir, user, name } = stage.facts;
  const lines = [
    count > 0 ? `${count} ${label(count === 1 ? 'layer' : 'layers', language)}` : undefined,
    workdir && `WORKDIR ${workdir.value}`,
    user && `USER ${user.value}`,
  ];
  const isEmpty = lines.every((line) => line === undefined);
  builder.addNode(
    plainBoxId(stage),
    'stage',
    isEmpty ? [name ?? `FROM ${stage.facts.base.known ? stage.facts.base.value : '?'}`] : lines,
    {
      group,
      origin: stage.origins[0],
      facts: { layers: count },
    },
  );
}

/** The box from which arrows out of a stage start. */
function lastBoxOf({ index, depth }: Scene, stage: StageNode): string {
  return layerBoxes(index, stage, depth).at(-1)?.id ?? plainBoxId(stage);
}

function addBase(scene: Scene, stage: StageNode, first: string, parent: string | undefined): void {
  const { builder, index, language } = scene;
  for (const edge of index.edgesFrom(stage.id, 'based-on')) {
    const base = index.node(edge.to);
    const rest = { label: label('from', language), origin: edge.origins[0] };
    if (base?.kind === 'stage') builder.addEdge(lastBoxOf(scene, base), first, 'flow', rest);
    if (base?.kind !== 'image') continue;
    builder.addNode(base.id, 'image', [label('baseImage', language), base.label], {
      group: parent,
      origin: edge.origins[0],
      facts: { image: base.label },
    });
    builder.addEdge(base.id, first, 'flow', rest);
    if (base.facts.unresolved !== undefined)
      builder.addNote(sentence.unresolved(language, base.label, base.facts.unresolved));
  }
}

/** Arrows of what the layers of a stage copy: out of other stages and images, with the paths, or out of the build context. */
function addCopies(
  scene: Scene,
  dockerfile: DockerfileNode,
  stage: StageNode,
  boxes: readonly LayerBox[],
  parent: string | undefined,
): void {
  const { builder, index, language } = scene;
  for (const layer of layersOf(index, stage)) {
    const box = boxes.find(({ layers }) => layers.includes(layer))?.id ?? plainBoxId(stage);
    const edges = index.edgesFrom(layer.id, 'copies-from');
    for (const edge of edges) {
      const source = index.node(edge.to);
      const { sources } = edge.facts;
      const text = `${sources.slice(0, 2).join(', ')}${sources.length > 2 ? ' …' : ''}`;
      const rest = { label: text === '' ? label('copy', language) : text, origin: edge.origins[0] };
      if (source?.kind === 'stage') builder.addEdge(lastBoxOf(scene, source), box, 'data', rest);
      if (source?.kind !== 'image') continue;
      builder.addNode(source.id, 'image', [source.label], {
        group: parent,
        origin: edge.origins[0],
        facts: { image: source.label },
      });
      builder.addEdge(source.id, box, 'data', rest);
    }
    if (edges.length > 0 || layer.facts.purpose !== 'copy') continue;
    const context = builder.addNode(`${dockerfile.id}/context`, 'context', [label('buildContext', language)], {
      group: parent,
      origin: layer.origins[0],
    });
    builder.addEdge(context, box, 'data', { origin: layer.origins[0] });
  }
}

/** The image that comes out: its names, and what it starts, as whom, on which ports. */
function addResult(scene: Scene, dockerfile: DockerfileNode, last: StageNode, parent: string | undefined): void {
  const { builder, index, language } = scene;
  const { command, entrypoint, user, ports } = last.facts;
  const names = imageNames(scene, [dockerfile.id, last.id]);
  const starts = index.edgesFrom(last.id, 'starts').flatMap((edge) => {
    const node = index.node(edge.to);
    return node?.kind === 'service' ? [node.label] : [];
  });
  const open = ports.map(({ containerPort }) => containerPort);
  const origin = (command ?? entrypoint)?.place ?? last.origins[0];
  const lines = [
    [label('result', language), names.join(', ')].filter(Boolean).join(' '),
    starts.length > 0 ? `${label('starts', language)}: ${[...new Set(starts)].join(', ')}` : undefined,
    open.length > 0 ? `${label('exposes', language)}: ${open.join(', ')}` : undefined,
    user && `${label('asUser', language)}: ${user.value}`,
  ];
  const facts = {
    names,
    command: command?.value.join(' '),
    entrypoint: entrypoint?.value.join(' '),
    user: user?.value,
    ports: open.map(String),
  };
  const id = builder.addNode(`${dockerfile.id}/result`, 'container', lines, { group: parent, origin, facts });
  builder.addEdge(lastBoxOf(scene, last), id, 'flow', { origin });
}

function imageNames({ index, language }: Scene, builders: readonly string[]): readonly string[] {
  const names = builders.flatMap((id) =>
    index.edgesFrom(id, 'builds').map((edge) => {
      const name = index.node(edge.to)?.label ?? '';
      return edge.facts.assumed ? `${name} (${label('assumed', language)})` : name;
    }),
  );
  return sortedBy(new Set(names), (name) => name);
}
