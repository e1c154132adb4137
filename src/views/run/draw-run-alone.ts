import { showDuration } from '../../base/show-numbers.js';
import type { Model } from '../../models/model.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Diagram, DiagramNodeKind, Emphasis, Language } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import type { ViewOptions } from '../view.js';
import { emphasisOf } from './emphasis.js';
import { addModuleBoxes } from './module-boxes.js';
import { describePart } from './run-boxes.js';
import { notesOfRun } from './run-notes.js';
import { cleanName } from './short-kernel.js';
import { type StepPart, type StepParts, stepParts } from './step-parts.js';
import { PART_WORDS, runSentence, type WordKey, word } from './words.js';

const PART_KINDS: Readonly<Record<StepPart, DiagramNodeKind>> = {
  loader: 'loader',
  copies: 'gpu',
  forward: 'module',
  backward: 'step',
  communication: 'service',
  optimizer: 'optimizer',
  kernels: 'gpu',
  host: 'python',
  rest: 'folded',
};

/** What a step does one after the other; the rest happens all the time. */
const WAY: readonly StepPart[] = ['loader', 'copies', 'forward', 'backward', 'communication', 'optimizer'];

const STEP_GROUP = 'run/step';
export const ALSO_GROUP = 'run/also';

/** Where the time of a step goes, from the report alone: the parts of the step, and the heaviest modules. */
export function drawRunAlone(report: RunReport, model: Model | undefined, options: ViewOptions): Diagram {
  const { language, direction = 'TB' } = options;
  const builder = createDiagramBuilder();
  const parts = stepParts(report);
  const heat = parts ? addParts(builder, report, parts, model, language) : new Map<string, Emphasis>();
  // A picture of nothing cannot be drawn.
  if (!parts) builder.addNode('run/unknown', 'folded', [word('notMeasured', language)], {});
  for (const note of notesOfRun(report, parts, language)) builder.addNote(note);
  const title = nameOfRun(report);
  const diagram = builder.build({
    view: 'run',
    title,
    description: runSentence.description(language, title),
    language,
    direction,
    spacing: 'narrow',
  });
  return {
    ...diagram,
    nodes: diagram.nodes.map((node) => ({ ...node, emphasis: heat.get(node.id) ?? 'cold' })),
  };
}

/** `resnet50.pt.trace.json`, `8 files`: what the report was made of. */
function nameOfRun({ source }: RunReport): string {
  const [first = 'run'] = source.files;
  const name = cleanName(first).split(/[\\/]/).at(-1) || 'run';
  return source.files.length > 1 ? `${name} +${source.files.length - 1}` : name;
}

function addParts(
  builder: DiagramBuilder,
  report: RunReport,
  parts: StepParts,
  model: Model | undefined,
  language: Language,
): ReadonlyMap<string, Emphasis> {
  const heat = new Map<string, Emphasis>();
  builder.addGroup(STEP_GROUP, titleOfStep(parts, language));
  const way = WAY.filter((part) => parts.shares.has(part)).map((part) =>
    addPart(builder, report, parts, part, { group: STEP_GROUP, language, heat }),
  );
  for (const [at, id] of way.entries()) {
    const before = way[at - 1];
    if (before !== undefined) builder.addEdge(before, id, 'flow');
  }
  const others = [...parts.shares.keys()].filter((part) => !WAY.includes(part));
  if (others.length > 0) builder.addGroup(ALSO_GROUP, word('alsoGroup', language), STEP_GROUP);
  for (const part of others) addPart(builder, report, parts, part, { group: ALSO_GROUP, language, heat });
  const from = parts.shares.has('forward') ? idOfPart('forward') : undefined;
  for (const { id, share } of addModuleBoxes(builder, report, parts, { from, model, language }))
    heat.set(id, emphasisOf(share));
  return heat;
}

function idOfPart(part: StepPart): string {
  return `run/part/${part}`;
}

interface PartPlace {
  readonly group: string;
  readonly language: Language;
  /** Is told how warm the box is. */
  readonly heat: Map<string, Emphasis>;
}

/** One box of a part of the step, on its own. */
export function addPart(
  builder: DiagramBuilder,
  report: RunReport,
  parts: StepParts,
  part: StepPart,
  { group, language, heat }: PartPlace,
): string {
  const { lines, emphasis, facts } = describePart(report, parts, part, language);
  heat.set(idOfPart(part), emphasis);
  return builder.addNode(idOfPart(part), PART_KINDS[part], [word(titleOfPart(part, parts), language), ...lines], {
    group,
    facts,
  });
}

function titleOfPart(part: StepPart, { of, on }: StepParts): WordKey {
  if (part === 'rest' && of === 'log') return 'restOfLog';
  return part === 'kernels' && on === 'host' ? 'operatorsPart' : PART_WORDS[part];
}

/** `Step · 177.6 ms` */
function titleOfStep({ of, totalNs }: StepParts, language: Language): string {
  const name: WordKey = of === 'trace' ? 'wholeTrace' : 'stepGroup';
  return totalNs === undefined ? word(name, language) : `${word(name, language)} · ${showDuration(totalNs)}`;
}
