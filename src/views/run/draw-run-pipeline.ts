import type { Model } from '../../models/model.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Element, Pipeline, Role } from '../../training/pipeline.js';
import type { Diagram, DiagramEdge, DiagramGroup, DiagramNode, Emphasis, Language } from '../diagram.js';
import { createDiagramBuilder } from '../diagram-builder.js';
import { drawPipeline } from '../pipeline/draw-pipeline.js';
import type { ViewOptions } from '../view.js';
import { ALSO_GROUP, addPart } from './draw-run-alone.js';
import { emphasisOf } from './emphasis.js';
import { addModuleBoxes } from './module-boxes.js';
import { describePart } from './run-boxes.js';
import { notesOfRun } from './run-notes.js';
import { type StepPart, type StepParts, stepParts } from './step-parts.js';
import { runSentence, word } from './words.js';

/** The role whose box shows a part of the step. */
const ROLES: readonly (readonly [StepPart, Role])[] = [
  ['loader', 'loader'],
  ['copies', 'transfer'],
  ['forward', 'model'],
  ['backward', 'backward'],
  ['communication', 'parallel'],
  ['optimizer', 'optimizer'],
];

/** The picture of how the script trains, each box with what it takes of a step; what has no box there gets one of its own. */
export function drawRunPipeline(
  report: RunReport,
  pipeline: Pipeline,
  model: Model | undefined,
  options: ViewOptions,
): Diagram {
  const { language } = options;
  const drawn = drawPipeline(pipeline, options);
  const parts = stepParts(report);
  const places = parts ? placeParts(drawn, pipeline, parts) : new Map<StepPart, string>();
  const extra = parts ? drawExtra(report, parts, places, model, language) : undefined;
  const byBox = new Map([...places].map(([part, id]) => [id, part]));
  const measure = (node: DiagramNode): DiagramNode => {
    const part = byBox.get(node.id);
    return part === undefined || !parts
      ? { ...node, emphasis: 'cold' }
      : measureBox(node, report, parts, part, language);
  };
  return {
    ...drawn,
    view: 'run',
    description: runSentence.description(language, pipeline.name),
    groups: [...drawn.groups, ...(extra?.groups ?? [])],
    nodes: [...drawn.nodes.map(measure), ...(extra?.nodes ?? [])],
    edges: [...drawn.edges, ...(extra?.edges ?? [])],
    notes: [...notesOfRun(report, parts, language), ...drawn.notes],
  };
}

function measureBox(
  node: DiagramNode,
  report: RunReport,
  parts: StepParts,
  part: StepPart,
  language: Language,
): DiagramNode {
  const { lines, emphasis, facts } = describePart(report, parts, part, language);
  const [title = '', ...rest] = node.label.split('\n');
  const known = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    ...node,
    label: [title, ...lines, ...rest].join('\n'),
    emphasis,
    facts: { ...node.facts, ...Object.fromEntries(known) },
  };
}

/** The box of each part that has one: in the loop where the model learns, if there are several. */
function placeParts({ nodes }: Diagram, pipeline: Pipeline, { shares }: StepParts): ReadonlyMap<StepPart, string> {
  const elements = new Map(pipeline.elements.map((element) => [element.id, element]));
  const places = new Map<StepPart, string>();
  for (const [part, role] of ROLES) {
    if (!shares.has(part)) continue;
    const boxes = nodes.filter(({ id, facts }) => facts['role'] === role && elements.has(id));
    const best = boxes.toSorted((a, b) => rank(b.id, elements, pipeline) - rank(a.id, elements, pipeline))[0];
    if (best) places.set(part, best.id);
  }
  return places;
}

/** How surely an element takes part in the step of training. */
function rank(id: string, elements: ReadonlyMap<string, Element>, { loops }: Pipeline): number {
  const element = elements.get(id);
  const learning = loops.filter(({ kind }) => kind === 'step' || kind === 'accumulation');
  if (learning.some(({ over, id: loop }) => over === id || element?.loop === loop)) return 3;
  if (element?.phase === 'training') return 2;
  return element?.phase === 'evaluation' || /val|test|eval/i.test(id) ? 0 : 1;
}

interface Extra {
  readonly groups: readonly DiagramGroup[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** Boxes of the parts that the script has none for, and of the heaviest modules. */
function drawExtra(
  report: RunReport,
  parts: StepParts,
  places: ReadonlyMap<StepPart, string>,
  model: Model | undefined,
  language: Language,
): Extra {
  const builder = createDiagramBuilder();
  const heat = new Map<string, Emphasis>();
  builder.addGroup(ALSO_GROUP, word('alsoGroup', language));
  for (const part of parts.shares.keys())
    if (!places.has(part)) addPart(builder, report, parts, part, { group: ALSO_GROUP, language, heat });
  const boxes = addModuleBoxes(builder, report, parts, { from: undefined, model, language });
  for (const { id, share } of boxes) heat.set(id, emphasisOf(share));
  const { groups, nodes, edges } = builder.build({
    view: 'run',
    title: '',
    description: '',
    language,
    direction: 'TB',
  });
  const [first] = boxes;
  const from = places.get('forward');
  const link: readonly DiagramEdge[] = first && from !== undefined ? [{ from, to: first.id, kind: 'depends' }] : [];
  return {
    groups,
    nodes: nodes.map((node) => ({ ...node, emphasis: heat.get(node.id) ?? 'cold' })),
    edges: [...edges, ...link],
  };
}
