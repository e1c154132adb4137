import type { Model, UnknownPart } from '../../models/model.js';
import { longNumber, shortNumber, showCount, showShape, showShapes } from '../../models/show-numbers.js';
import type { Diagram, DiagramNodeKind, Language } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { ModelView, ViewOptions } from '../view.js';
import { type ChosenScene, chooseScene } from './choose-scene.js';
import { connectScene, type SceneEdge } from './connect.js';
import { describeUnit, parametersOf, pathOf, relativePath, typeOf } from './describe-unit.js';
import { isContainer, kindOfLayer, kindOfOperation, signOf } from './roles.js';
import type { SceneBox, SceneGroup } from './scene.js';
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
  for (const group of scene.groups) addGroup(builder, group, language);
  const around = new Map(scene.groups.map(({ id, rounds }) => [id, rounds[0]?.node.path ?? '']));
  for (const box of scene.boxes) addBox(builder, model, box, { language, within: around.get(box.group ?? '') ?? '' });
  const edges = connectScene(graph, folded, scene);
  addEdges(builder, edges);
  addTies(builder, model, chosen, language);
  addNotes(builder, model, chosen, language);
  const diagram = builder.build({
    view: 'model',
    title: model.name,
    description: sentence.modelDescription(language, model.name, showCount(model.parameters.total, longNumber)),
    language,
    direction: options.direction ?? 'TB',
  });
  return foldDiagram(diagram, MOST_BOXES);
}

function addGroup(builder: DiagramBuilder, group: SceneGroup, language: Language): void {
  const [unit] = group.rounds;
  const title = unit ? groupTitle(group, language) : patternTitle(group);
  builder.addGroup(group.id, title, group.parent);
}

/** `3 × · features.5.0–5` */
function patternTitle({ times, pattern = [] }: SceneGroup): string {
  const inner = pattern.flat().filter(({ node }) => node.path !== undefined);
  return [`${times} ×`, pathOf(inner, false)].filter(Boolean).join(' · ');
}

/** `12 × EncoderBlock · encoder.layers.0–11 · 85.05 M` */
function groupTitle({ rounds, isSame }: SceneGroup, language: Language): string {
  const [unit] = rounds;
  if (!unit) return '';
  const count = rounds.length > 1 && !isSame ? `${rounds.length} × ` : '';
  const total = parametersOf(isSame ? [unit] : rounds);
  const type = isContainer(typeOf(unit)) && count === '' ? undefined : `${count}${typeOf(unit)}`;
  return [
    type,
    pathOf(rounds, isSame),
    isSame ? sentence.calledTimes(language, rounds.length) : undefined,
    total.value > 0 ? showCount(total, shortNumber) : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
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
function addEdges(builder: DiagramBuilder, edges: readonly SceneEdge[]): void {
  const taken = new Map<string, Set<string>>();
  for (const { to, tensor } of edges) {
    const shapes = taken.get(to) ?? new Set();
    if (tensor) taken.set(to, shapes.add(showShape(tensor.shape)));
  }
  const said = new Set<string>();
  for (const { from, to, tensor, isSkip } of edges) {
    const shape = tensor && showShape(tensor.shape);
    const isNew =
      shape !== undefined && taken.has(from) && !taken.get(from)?.has(shape) && !said.has(`${from} ${shape}`);
    if (isNew && !isSkip) said.add(`${from} ${shape}`);
    builder.addEdge(from, to, isSkip ? 'data' : 'flow', { label: isNew && !isSkip ? shape : undefined });
  }
}

/** A dotted line between boxes that hold one and the same weights. */
function addTies(builder: DiagramBuilder, model: Model, { scene }: ChosenScene, language: Language): void {
  const boxOf = (path: string): string | undefined =>
    scene.boxes.find(({ unit, rounds }) =>
      [unit, ...rounds].some(({ node }) => node.path !== undefined && path.startsWith(`${node.path}.`)),
    )?.id;
  for (const { paths } of model.tied) {
    const [first, ...others] = [...new Set(paths.flatMap((path) => boxOf(path) ?? []))];
    if (first === undefined) continue;
    for (const other of others) builder.addEdge(first, other, 'depends', { label: label('tiedWeights', language) });
  }
  const calls = new Map<string, string>();
  const said = new Set<string>();
  for (const { id, unit, isSame } of scene.boxes) {
    const { path } = unit.node;
    if (path === undefined || isSame || parametersOf([unit]).value === 0) continue;
    const before = calls.get(path);
    const block = unit.node.parent ?? '';
    const isSaid = block !== '' && said.has(block);
    if (before !== undefined) said.add(block);
    if (before !== undefined && !isSaid)
      builder.addEdge(before, id, 'depends', { label: label('sharedWeights', language) });
    calls.set(path, id);
  }
}

function addNotes(builder: DiagramBuilder, model: Model, chosen: ChosenScene, language: Language): void {
  builder.addNote(
    sentence.modelTotal(
      language,
      showCount(model.parameters.total),
      model.parameters.trainable.value === model.parameters.total.value
        ? undefined
        : showCount(model.parameters.trainable),
    ),
  );
  const folded = foldedWords(chosen, language);
  if (folded !== '') builder.addNote(sentence.modelFolded(language, folded));
  if (!model.flow) builder.addNote(sentence.noFlow(language, model.whyNoFlow ?? ''));
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
  const patterns = scene.groups.flatMap((group) => (group.pattern ? patternTitle(group) : []));
  const all = [...repeats, ...patterns];
  const shown = all.slice(0, 6).join(language === 'zh' ? '；' : '; ');
  return all.length > 6 ? `${shown} …` : shown;
}
