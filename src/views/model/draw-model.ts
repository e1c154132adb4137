import { boundOf, type Model, type UnknownPart } from '../../models/model.js';
import { longNumber, showCount, showShape, showShapes } from '../../models/show-numbers.js';
import type { Diagram, DiagramNodeKind, Language } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { ModelView, ViewOptions } from '../view.js';
import { type ChosenScene, chooseScene } from './choose-scene.js';
import { connectScene, type SceneEdge } from './connect.js';
import { describeUnit, parametersOf, pathOf, relativePath, typeOf } from './describe-unit.js';
import { type DrawnEdge, enterGroups, type Port } from './enter-groups.js';
import { findTies, groupsDrawnAgain } from './find-ties.js';
import { kindOfLayer, kindOfOperation, signOf } from './roles.js';
import type { Scene, SceneBox } from './scene.js';
import { titleGroup, titlePattern } from './title-group.js';
import { treeUnits } from './tree-units.js';
import { makeUnits } from './units.js';

export const modelView: ModelView = { name: 'model', draw: drawModel };

/**
 * The architecture as papers draw it: blocks rather than operations, what repeats once with its count, shapes where they
 * change, additions and concatenations as small boxes, skips as dashed edges.
 *
 *     flow → units (quiet operations gone, norms and activations joined) → folded → opened to a depth → boxes and edges
 */
export function drawModel(model: Model, options: ViewOptions): Diagram {
  const { language, depth } = options;
  const builder = createDiagramBuilder();
  const graph = model.flow ? makeUnits(model) : treeUnits(model);
  const chosen = chooseScene(graph, depth);
  const { scene, folded } = chosen;
  const ties = findTies(model, scene, language);
  const { edges, ports } = enterGroups(scene, labelEdges(connectScene(graph, folded, scene)), ties);
  addGroups(builder, scene, language);
  for (const port of ports) addPort(builder, port, scene, language);
  const around = new Map(scene.groups.map(({ id, rounds }) => [id, rounds[0]?.node.path ?? '']));
  for (const box of scene.boxes) addBox(builder, model, box, { language, within: around.get(box.group ?? '') ?? '' });
  for (const { from, to, isSkip, ...rest } of edges) builder.addEdge(from, to, isSkip ? 'data' : 'flow', rest);
  for (const { from, to, label: text } of ties) builder.addEdge(from, to, 'depends', { label: text });
  addNotes(builder, model, chosen, language);
  const diagram = builder.build({
    view: 'model',
    title: model.name,
    description: sentence.modelDescription(language, model.name, showCount(model.parameters.total, longNumber)),
    language,
    direction: options.direction ?? 'TB',
    spacing: 'narrow',
  });
  return foldDiagram(diagram, MOST_BOXES);
}

function addGroups(builder: DiagramBuilder, scene: Scene, language: Language): void {
  const again = groupsDrawnAgain(scene);
  const paths = new Map(scene.groups.map(({ id, rounds }) => [id, rounds[0]?.node.path ?? '']));
  for (const group of scene.groups) {
    const within = paths.get(group.parent ?? '') ?? '';
    const title = titleGroup(group, { language, within, isAgain: again.has(group.id) });
    builder.addGroup(group.id, title, group.parent);
  }
}

interface Setting {
  readonly language: Language;
  /** Path of the block around. */
  readonly within: string;
}

function addBox(builder: DiagramBuilder, model: Model, box: SceneBox, setting: Setting): void {
  const { unit, rounds, isSame, group } = box;
  const { node, module } = unit;
  const total = parametersOf(isSame ? [unit] : rounds);
  builder.addNode(box.id, kindOf(box), linesOf(model, box, setting), {
    group,
    origin: module?.place ?? node.place ?? model.place,
    facts: {
      path: node.path === undefined ? undefined : pathOf(rounds, isSame),
      type: module?.type,
      times: rounds.length > 1 ? rounds.length : undefined,
      parameters: module && total.unknown.length === 0 ? total.value : undefined,
      parametersAtLeast: module && total.unknown.length > 0 ? total.value : undefined,
      output: node.outputs.length === 0 ? undefined : showShapes(node.outputs),
      unknown: node.unknown,
    },
  });
}

function linesOf(model: Model, box: SceneBox, { language, within }: Setting): readonly string[] {
  const { unit } = box;
  const { node } = unit;
  switch (unit.kind) {
    case 'input':
    case 'output':
      return [node.name, showShapes(node.outputs)];
    case 'operation':
      return [
        signOf(node.name),
        ...unit.endings.map(({ word }) => `+ ${word}`),
        ...(node.reads ?? []).slice(0, 2).map((path) => relativePath(path, within)),
      ];
    case 'unknown':
      return [...describeUnit(model, box, language, within), label('unknown', language), node.unknown ?? ''];
    case 'layer':
    case 'block':
      return describeUnit(model, box, language, within);
  }
}

function kindOf({ unit }: SceneBox): DiagramNodeKind {
  switch (unit.kind) {
    case 'input':
    case 'output':
      return 'tensor';
    case 'operation':
      return (unit.node.reads ?? []).length > 0 && kindOfOperation(unit.node.name) === 'operation'
        ? 'embedding'
        : kindOfOperation(unit.node.name);
    case 'unknown':
      return 'folded';
    case 'layer':
    case 'block':
      return kindOfLayer(typeOf(unit));
  }
}

/** A shape is written where it is new: on the first edges of a box that gives another shape than it takes. */
function labelEdges(edges: readonly SceneEdge[]): readonly DrawnEdge[] {
  const taken = new Map<string, Set<string>>();
  for (const { to, tensor } of edges) {
    const shapes = taken.get(to) ?? new Set();
    if (tensor) taken.set(to, shapes.add(showShape(tensor.shape)));
  }
  const said = new Set<string>();
  return edges.map((edge) => {
    const { from, tensor, isSkip } = edge;
    const shape = tensor && showShape(tensor.shape);
    const isNew =
      shape !== undefined && taken.has(from) && !taken.get(from)?.has(shape) && !said.has(`${from} ${shape}`);
    if (isNew && !isSkip) said.add(`${from} ${shape}`);
    return { ...edge, label: isNew && !isSkip ? shape : undefined };
  });
}

/** The first thing in its group. */
function addPort(builder: DiagramBuilder, { id, group }: Port, { groups }: Scene, language: Language): void {
  const unit = groups.find((candidate) => candidate.id === group)?.rounds[0];
  const origin = unit?.module?.place ?? unit?.node.place;
  builder.addNode(id, 'port', [label('blockInput', language)], { group, origin });
}

const MORE_OR_FEWER: Readonly<Record<Language, string>> = {
  en: ' counted, perhaps more or fewer',
  zh: '（已计数；实际可能更多或更少）',
};

const ASSUMED: Readonly<Record<Language, string>> = { en: 'Taken to be so: ', zh: '假定：' };

function addNotes(builder: DiagramBuilder, model: Model, chosen: ChosenScene, language: Language): void {
  const isLoose = model.parameters.total.value > 0 && boundOf(model.parameters.total) === 'none';
  builder.addNote(
    sentence.modelTotal(
      language,
      `${showCount(model.parameters.total)}${isLoose ? MORE_OR_FEWER[language] : ''}`,
      model.parameters.trainable.value === model.parameters.total.value
        ? undefined
        : showCount(model.parameters.trainable),
    ),
  );
  const folded = foldedWords(chosen, language);
  if (folded !== '') builder.addNote(sentence.modelFolded(language, folded));
  if (!model.flow) builder.addNote(sentence.noFlow(language, model.whyNoFlow ?? ''));
  for (const part of (model.assumed ?? []).slice(0, 5)) builder.addNote(`${ASSUMED[language]}${unknownWords(part)}`);
  for (const part of model.unknown.slice(0, 5)) builder.addNote(sentence.modelUnknown(language, unknownWords(part)));
  if (model.unknown.length > 5) builder.addNote(sentence.moreUnknown(language, model.unknown.length - 5));
}

function unknownWords({ path, reason, place }: UnknownPart): string {
  const where = place ? ` (${place.file}:${place.line})` : '';
  return `${path === '' ? '' : `${path}: `}${reason}${where}`;
}

/** `12 × EncoderBlock (encoder.layers.0–11)`, for each thing that stands for several. */
function foldedWords({ scene }: ChosenScene, language: Language): string {
  const repeats = [...scene.groups, ...scene.boxes].flatMap(({ rounds, isSame }) => {
    const [unit] = rounds;
    if (!unit || rounds.length < 2 || isSame) return [];
    return `${rounds.length} × ${typeOf(unit)} (${pathOf(rounds, false)})`;
  });
  const patterns = scene.groups.flatMap((group) => (group.pattern ? titlePattern(group) : []));
  const all = [...repeats, ...patterns];
  const shown = all.slice(0, 6).join(language === 'zh' ? '；' : '; ');
  return all.length > 6 ? `${shown} …` : shown;
}
