import { showPercent } from '../../base/show-numbers.js';
import { type Model, type ModelModule, walkModules } from '../../models/model.js';
import type { ModuleRow } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Diagram, DiagramNode } from '../diagram.js';
import { drawModel } from '../model/draw-model.js';
import { isSmallPart } from '../model/roles.js';
import type { ViewOptions } from '../view.js';
import { emphasisOf } from './emphasis.js';
import { matchModules } from './match-modules.js';
import { shareLine } from './run-boxes.js';
import { notesOfRun } from './run-notes.js';
import { type StepParts, stepParts } from './step-parts.js';
import { runSentence, word } from './words.js';

/** The architecture, each box with what its modules take of a step, forward and backward. */
export function drawRunModel(report: RunReport, model: Model, options: ViewOptions): Diagram {
  const { language } = options;
  const drawn = drawModel(model, options);
  const parts = stepParts(report);
  const times = report.ranks.find(({ modules }) => modules.rows.length > 0)?.modules;
  const rows = times ? matchModules(times, model) : new Map<string, ModuleRow>();
  const allNs = times ? times.attributedNs + times.unattributed.reduce((sum, { ns }) => sum + ns, 0) : 0;
  const boxes = parts && allNs > 0 ? timeBoxes(drawn, model, rows) : new Map<string, number>();
  const shares = new Map([...boxes].map(([id, ns]) => [id, (ns / allNs) * (parts?.workShare ?? 0)] as const));
  const largest = [...shares].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  const measure = (node: DiagramNode): DiagramNode => {
    const share = shares.get(node.id);
    if (share === undefined || !parts) return { ...node, emphasis: 'cold' };
    return measureBox(node, share, node.id === largest, parts, options);
  };
  const shown = [...boxes.values()].reduce((sum, ns) => sum + ns, 0);
  const lost = times && times.attributedNs > 0 ? 1 - shown / times.attributedNs : 0;
  return {
    ...drawn,
    view: 'run',
    description: runSentence.description(language, model.name),
    nodes: drawn.nodes.map(measure),
    notes: [
      ...notesOfRun(report, parts, language),
      ...(lost > 0.005 ? [runSentence.unmatched(language, showPercent(lost))] : []),
      ...drawn.notes,
    ],
  };
}

function measureBox(
  node: DiagramNode,
  share: number,
  isLargest: boolean,
  parts: StepParts,
  { language }: ViewOptions,
): DiagramNode {
  const mark = isLargest ? `▲ ${word('largest', language)}\n` : '';
  return {
    ...node,
    label: `${node.label}\n${mark}${shareLine(parts, share, language)}`,
    emphasis: emphasisOf(share),
    facts: { ...node.facts, share: showPercent(share) },
  };
}

/** Time of each box that stands for modules. Norms and activations that have no box count to the one before them. */
function timeBoxes(
  { nodes }: Diagram,
  model: Model,
  rows: ReadonlyMap<string, ModuleRow>,
): ReadonlyMap<string, number> {
  const modules = new Map([...walkModules(model.root)].map((module) => [module.path, module]));
  const boxOf = new Map<string, string>();
  for (const { id, facts } of nodes) {
    const path = facts['path'];
    if (typeof path === 'string') for (const one of expandPath(path, modules)) if (!boxOf.has(one)) boxOf.set(one, id);
  }
  const times = new Map<string, number>();
  let last: string | undefined;
  const visit = (module: ModelModule): void => {
    const box = boxOf.get(module.path) ?? (isSmallPart(module.type) && module.children.length === 0 ? last : undefined);
    const row = rows.get(module.path);
    if (box !== undefined && row) times.set(box, (times.get(box) ?? 0) + row.forwardNs + row.backwardNs);
    if (boxOf.has(module.path)) last = box;
    // What is in a box that was timed is in its time.
    if (box === undefined || !row) for (const child of module.children) visit(child);
  };
  visit(model.root);
  return times;
}

/** `layer1.0–2` → `layer1.0`, `layer1.1`, `layer1.2`, as far as there are such modules. */
function expandPath(path: string, modules: ReadonlyMap<string, ModelModule>): readonly string[] {
  const [first = '', end] = path.split('–');
  if (end === undefined) return modules.has(first) ? [first] : [];
  const [, before = '', low = ''] = /^(.*?)(\d+)(?:\D*)$/.exec(first) ?? [];
  const high = /^(\d+)/.exec(end)?.[1];
  if (low === '' || high === undefined) return modules.has(first) ? [first] : [];
  const rest = end.slice(high.length);
  const count = Math.min(Number(high) - Number(low), 10_000);
  const paths = Array.from({ length: Math.max(0, count) + 1 }, (_, at) => `${before}${Number(low) + at}${rest}`);
  return paths.filter((one) => modules.has(one));
}
