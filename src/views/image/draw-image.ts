import type { GraphIndex } from '../../graph/graph.js';
import type { DockerfileNode, LayerNode, StageNode } from '../../graph/node.js';
import type { Diagram, Language } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES, USUAL_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { View, ViewOptions } from '../view.js';

export const imageView: View = { name: 'image', draw: drawImage };

interface Scene {
  readonly index: GraphIndex;
  readonly builder: DiagramBuilder;
  readonly language: Language;
  /** 1: stages only; 2 (default): the layers that matter; 3: every layer. */
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
  const names = dockerfiles.map(({ facts }) => facts.path).join(', ');
  const diagram = scene.builder.build({
    view: 'image',
    title: language === 'zh' ? '镜像构建' : 'Image build',
    description:
      language === 'zh'
        ? `${names} 的各阶段、基础镜像、关键层以及复制关系。`
        : `Stages, bases, layers that matter and copies of ${names}.`,
    language,
    direction: options.direction ?? 'LR',
  });
  if (diagram.nodes.length === 0) return undefined;
  return foldDiagram(diagram, scene.depth >= 3 ? MOST_BOXES : USUAL_BOXES);
}

function addDockerfile(scene: Scene, dockerfile: DockerfileNode, isOneOfSeveral: boolean): void {
  const { builder, index } = scene;
  const parent = isOneOfSeveral ? builder.addGroup(dockerfile.id, dockerfile.facts.path) : undefined;
  const stages = [...index.childrenOf(dockerfile.id, 'stage')].sort((a, b) => a.facts.index - b.facts.index);
  for (const stage of stages) addStage(scene, dockerfile, stage, parent);
  const last = stages.find(({ facts }) => facts.isLast);
  if (last) addResult(scene, dockerfile, last, parent);
}

/** The boxes of a stage stand in one column, top to bottom; `first` takes the arrow of its base, `last` gives the next. */
function addStage(scene: Scene, dockerfile: DockerfileNode, stage: StageNode, parent: string | undefined): void {
  const { builder, index, depth } = scene;
  const layers = layersOf(index, stage);
  const shown = depth <= 1 ? [] : depth === 2 ? layers.filter(matters) : layers;
  const group = builder.addGroup(stage.id, stageTitle(stage, scene.language), parent);
  const ids = shown.map((layer) => addLayer(scene, layer, group));
  const hidden = layers.length - shown.length;
  if (hidden > 0 || ids.length === 0) ids.push(addRest(scene, stage, group, hidden));
  for (const [position, id] of ids.entries()) {
    const next = ids[position + 1];
    if (next !== undefined) builder.addEdge(id, next, 'flow');
  }
  addBase(scene, stage, ids[0] ?? stage.id, parent);
  for (const layer of layers)
    addCopies(scene, dockerfile, layer, shown.includes(layer) ? layer.id : restId(stage), parent);
}

function matters({ facts }: LayerNode): boolean {
  return facts.purpose !== 'configure' && facts.purpose !== 'other';
}

function stageTitle({ facts }: StageNode, language: Language): string {
  return `${label('stage', language)} ${facts.name ?? facts.index}`;
}

function addLayer({ builder }: Scene, layer: LayerNode, group: string): string {
  const { summary, instruction, purpose } = layer.facts;
  return builder.addNode(layer.id, 'layer', wrapSummary(summary), {
    group,
    origin: layer.origins[0],
    facts: { instruction, purpose, summary },
  });
}

/** Longest line of a layer box; its summary is broken at commas and spaces. */
const WRAP_AT = 44;

function wrapSummary(summary: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of summary.split(/(?<=,?) /)) {
    if (line !== '' && line.length + word.length + 1 > WRAP_AT) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.length > 4 ? [...lines.slice(0, 3), `${lines[3]} …`] : lines;
}

function restId(stage: StageNode): string {
  return `${stage.id}/rest`;
}

/** One box for the layers that are not shown; for a stage without layers, a box that says what it is. */
function addRest({ builder, language }: Scene, stage: StageNode, group: string, hidden: number): string {
  const { workdir, user } = stage.facts;
  const lines = [
    hidden > 0 ? `+${hidden} ${label('moreLayers', language)}` : undefined,
    workdir && `WORKDIR ${workdir.value}`,
    user && `USER ${user.value}`,
  ];
  const isEmpty = lines.every((line) => line === undefined);
  return builder.addNode(
    restId(stage),
    hidden > 0 ? 'folded' : 'stage',
    isEmpty ? [stageTitle(stage, language)] : lines,
    {
      group,
      origin: stage.origins[0],
      facts: { hiddenLayers: hidden },
    },
  );
}

function addBase(scene: Scene, stage: StageNode, first: string, parent: string | undefined): void {
  const { builder, index, language } = scene;
  for (const edge of index.edgesFrom(stage.id, 'based-on')) {
    const base = index.node(edge.to);
    if (base?.kind === 'stage') {
      builder.addEdge(lastBoxOf(scene, base), first, 'flow', {
        label: label('from', language),
        origin: edge.origins[0],
      });
    } else if (base?.kind === 'image') {
      builder.addNode(base.id, 'image', [label('baseImage', language), base.label], {
        group: parent,
        origin: edge.origins[0],
        facts: { image: base.label },
      });
      builder.addEdge(base.id, first, 'flow', { label: label('from', language), origin: edge.origins[0] });
      if (base.facts.unresolved !== undefined)
        builder.addNote(sentence.unresolved(language, base.label, base.facts.unresolved));
    }
  }
}

/** The box from which arrows out of a stage start: the rest when there is one (it is added last), else its last layer. */
function lastBoxOf({ index, depth }: Scene, stage: StageNode): string {
  const layers = layersOf(index, stage);
  const isAllShown = depth >= 3 || (depth === 2 && layers.every(matters));
  return isAllShown ? (layers.at(-1)?.id ?? restId(stage)) : restId(stage);
}

function layersOf(index: GraphIndex, stage: StageNode): readonly LayerNode[] {
  return [...index.childrenOf(stage.id, 'layer')].sort((a, b) => a.facts.order - b.facts.order);
}

function addCopies(
  scene: Scene,
  dockerfile: DockerfileNode,
  layer: LayerNode,
  box: string,
  parent: string | undefined,
): void {
  const { builder, index, language } = scene;
  const edges = index.edgesFrom(layer.id, 'copies-from');
  for (const edge of edges) {
    const source = index.node(edge.to);
    const text = `${label('copy', language)} ${edge.facts.sources.slice(0, 2).join(', ')}${edge.facts.sources.length > 2 ? ' …' : ''}`;
    if (source?.kind === 'stage')
      builder.addEdge(lastBoxOf(scene, source), box, 'data', { label: text, origin: edge.origins[0] });
    if (source?.kind === 'image') {
      builder.addNode(source.id, 'image', [source.label], {
        group: parent,
        origin: edge.origins[0],
        facts: { image: source.label },
      });
      builder.addEdge(source.id, box, 'data', { label: text, origin: edge.origins[0] });
    }
  }
  const isFromContext = edges.length === 0 && layer.facts.purpose === 'copy';
  if (!isFromContext) return;
  const id = builder.addNode(`${dockerfile.id}/context`, 'context', [label('buildContext', language)], {
    group: parent,
    origin: layer.origins[0],
  });
  builder.addEdge(id, box, 'data', { label: label('copy', language), origin: layer.origins[0] });
}

/** The image that comes out: its names, and what it starts, as whom, on which ports. */
function addResult(scene: Scene, dockerfile: DockerfileNode, last: StageNode, parent: string | undefined): void {
  const { builder, index, language } = scene;
  const builds = [dockerfile.id, last.id].flatMap((id) => index.edgesFrom(id, 'builds'));
  const names = builds.map((edge) => {
    const name = index.node(edge.to)?.label ?? '';
    return edge.facts.assumed ? `${name} (${label('assumed', language)})` : name;
  });
  const { command, entrypoint, user, ports } = last.facts;
  const starts = index.edgesFrom(last.id, 'starts').flatMap((edge) => {
    const node = index.node(edge.to);
    return node?.kind === 'service' ? [node.facts.program] : [];
  });
  const origin = (command ?? entrypoint)?.place ?? last.origins[0];
  const id = builder.addNode(
    `${dockerfile.id}/result`,
    'container',
    [
      [label('result', language), names.join(', ')].filter(Boolean).join(' '),
      starts.length > 0 ? `${label('starts', language)}: ${[...new Set(starts)].join(', ')}` : undefined,
      ports.length > 0
        ? `${label('exposes', language)}: ${ports.map((port) => port.containerPort).join(', ')}`
        : undefined,
      user && `${label('asUser', language)}: ${user.value}`,
    ],
    {
      group: parent,
      origin,
      facts: { names, command: command?.value.join(' '), entrypoint: entrypoint?.value.join(' '), user: user?.value },
    },
  );
  builder.addEdge(lastBoxOf(scene, last), id, 'flow', { origin });
}
