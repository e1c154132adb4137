import { showDuration, showPercent } from '../../base/show-numbers.js';
import { type Model, type ModelModule, walkModules } from '../../models/model.js';
import { shortNumber, showCount } from '../../models/show-numbers.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../diagram.js';
import type { DiagramBuilder } from '../diagram-builder.js';
import { kindOfLayer } from '../model/roles.js';
import { chooseModules, type ModuleShare } from './choose-modules.js';
import { matchModules } from './match-modules.js';
import { shareLine } from './run-boxes.js';
import { cleanName, cutMiddle } from './short-kernel.js';
import type { StepParts } from './step-parts.js';
import { word } from './words.js';

const MOST_BOXES = 8;
const GROUP = 'run/modules';

/**
 * The heaviest modules, of which none holds another, in the order of their first call; with the model each opens its line.
 * `from` is the box that they are the inside of. Gives the boxes that were added.
 */
export function addModuleBoxes(
  builder: DiagramBuilder,
  report: RunReport,
  parts: StepParts,
  {
    from,
    model,
    language,
  }: { readonly from: string | undefined; readonly model: Model | undefined; readonly language: Language },
): readonly { readonly id: string; readonly share: number }[] {
  const chosen = chooseModules(report, MOST_BOXES);
  if (!chosen || chosen.modules.length === 0) return [];
  builder.addGroup(GROUP, word('modulesGroup', language));
  const sources = model ? sourcesOf(report, model) : new Map<string, ModelModule>();
  const boxes = chosen.modules.map((module) => {
    const share = module.share * parts.workShare;
    const source = sources.get(module.row.path);
    const id = builder.addNode(
      `${GROUP}/${module.row.path}`,
      kindOfLayer(source?.type ?? module.row.type ?? ''),
      linesOf(module, source, parts, language),
      {
        group: GROUP,
        origin: source?.place,
        facts: {
          path: source?.path ?? cleanName(module.row.path),
          type: module.row.type,
          share: showPercent(share),
          forward: showDuration(module.forwardNs),
          backward: showDuration(module.backwardNs),
          calls: module.row.calls,
        },
      },
    );
    return { id, share };
  });
  for (const [at, { id }] of boxes.entries()) {
    const before = boxes[at - 1]?.id;
    if (before !== undefined) builder.addEdge(before, id, 'depends');
    else if (from !== undefined) builder.addEdge(from, id, 'depends');
  }
  return boxes;
}

/** The module of the source of each row that could be matched, by the path of the row. */
function sourcesOf({ ranks }: RunReport, model: Model): ReadonlyMap<string, ModelModule> {
  const times = ranks.find(({ modules }) => modules.rows.length > 0)?.modules;
  if (!times) return new Map();
  const modules = new Map([...walkModules(model.root)].map((module) => [module.path, module]));
  const matched = [...matchModules(times, model)].flatMap(([path, row]) => {
    const module = modules.get(path);
    return module ? [[row.path, module] as const] : [];
  });
  return new Map(matched);
}

function linesOf(
  { row, share }: ModuleShare,
  source: ModelModule | undefined,
  parts: StepParts,
  language: Language,
): readonly string[] {
  const last = cleanName(row.path).split('/').slice(-2).join('/') || cleanName(row.path);
  const path = cutMiddle(source?.path || last, 40);
  const type =
    source?.type ?? (row.type === undefined || row.path.includes(row.type) ? '' : cutMiddle(cleanName(row.type), 30));
  const count =
    source && (source.total.value > 0 || source.total.unknown.length > 0) ? showCount(source.total, shortNumber) : '';
  return [
    [path, type].filter((part) => part !== '').join(' · '),
    shareLine(parts, share * parts.workShare, language),
    count === '' ? '' : `${count} ${word('parameters', language)}`,
  ];
}
