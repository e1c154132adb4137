import { uniqueBy } from '../../base/order.js';
import type { ModuleRow, UnattributedTime } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';

/** A module and its share of all work on the device that the trace knows. */
export interface ModuleShare {
  readonly row: ModuleRow;
  readonly forwardNs: number;
  readonly backwardNs: number;
  /** Of 1. */
  readonly share: number;
  /** Path of the module around that is told too, if any. */
  readonly holder: string | undefined;
}

export interface ChosenModules {
  /** What worked: where no device did, times are the host's. */
  readonly on: 'device' | 'host';
  /** Modules of which none holds another, in the order of their first call. */
  readonly modules: readonly ModuleShare[];
  /** Of modules that were opened: what they do themselves, and small ones that are not shown. Of 1. */
  readonly otherShare: number;
  readonly otherNs: number;
  readonly unattributed: readonly UnattributedTime[];
  readonly unattributedShare: number;
  readonly totalNs: number;
}

/** A module is opened only while what is in it still says something. */
const LEAST_SHARE = 0.01;

/**
 * The modules of the first rank that has any, opened from the outermost, the heaviest first, until there are `most`. None holds
 * another, so their shares may be added.
 */
export function chooseModules(report: RunReport, most: number): ChosenModules | undefined {
  const rank = report.ranks.find(({ modules }) => modules.rows.length > 0);
  if (!rank) return undefined;
  const times = rank.modules;
  const unattributedNs = times.unattributed.reduce((sum, { ns }) => sum + ns, 0);
  const children = childrenOf(uniqueBy(times.rows, ({ path }) => path));
  const outermost = children.get(undefined) ?? [];
  // Where nothing ran on a device the rows tell the time of the host.
  const attributedNs =
    times.attributedNs > 0 ? times.attributedNs : outermost.reduce((sum, row) => sum + timeOf(row), 0);
  const totalNs = attributedNs + unattributedNs;
  if (totalNs <= 0) return undefined;
  const kept = openHeaviest(children, most, totalNs);
  const modules = kept.map(({ row, holder }) => shareOf(row, holder, totalNs));
  const shown = modules.reduce((sum, { forwardNs, backwardNs }) => sum + forwardNs + backwardNs, 0);
  const otherNs = Math.max(0, attributedNs - shown);
  return {
    on: rank.phases.on ?? 'device',
    modules,
    otherNs,
    otherShare: otherNs / totalNs,
    unattributed: times.unattributed,
    unattributedShare: unattributedNs / totalNs,
    totalNs,
  };
}

function shareOf(row: ModuleRow, holder: string | undefined, totalNs: number): ModuleShare {
  const { forwardNs, backwardNs } = row;
  return { row, forwardNs, backwardNs, share: timeOf(row) / totalNs, holder };
}

function timeOf({ forwardNs, backwardNs }: ModuleRow): number {
  return forwardNs + backwardNs;
}

interface Branch {
  readonly row: ModuleRow;
  readonly holder: string | undefined;
}

/** The outermost module says nothing, so a module alone is always opened. */
function openHeaviest(children: Children, most: number, totalNs: number): readonly Branch[] {
  let open: readonly Branch[] = (children.get(undefined) ?? []).map((row) => ({ row, holder: undefined }));
  for (;;) {
    const next = [...open]
      .sort((a, b) => timeOf(b.row) - timeOf(a.row))
      .find(({ row }) => {
        const inner = (children.get(row.path) ?? []).filter((child) => timeOf(child) > 0);
        const fits = open.length === 1 || open.length - 1 + inner.length <= most;
        return inner.length > 0 && fits && timeOf(row) >= LEAST_SHARE * totalNs;
      });
    if (!next) break;
    open = open.flatMap((branch) =>
      branch === next ? (children.get(next.row.path) ?? []).map((row) => ({ row, holder: next.row.path })) : [branch],
    );
  }
  const heavy = new Set([...open].sort((a, b) => timeOf(b.row) - timeOf(a.row)).slice(0, most));
  return open.filter((branch) => heavy.has(branch) && timeOf(branch.row) > 0);
}

/** By the path of the nearest module around that has a row of its own; undefined for the outermost. */
type Children = ReadonlyMap<string | undefined, readonly ModuleRow[]>;

function childrenOf(rows: readonly ModuleRow[]): Children {
  const paths = new Set(rows.map(({ path }) => path));
  const children = new Map<string | undefined, ModuleRow[]>();
  for (const row of rows) {
    const parent = parentOf(row.path, paths);
    const list = children.get(parent);
    if (list) list.push(row);
    else children.set(parent, [row]);
  }
  return children;
}

/** Steps of a path end at `.` where a script says it, at `/` where it is made of calls. The model itself may be ``. */
export function parentOf(path: string, paths: ReadonlySet<string>): string | undefined {
  for (let end = path.length; end > 0; ) {
    end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('/', end - 1));
    if (end > 0 && paths.has(path.slice(0, end))) return path.slice(0, end);
  }
  return path !== '' && paths.has('') ? '' : undefined;
}
