import type { CodeLine, SyncRow } from '../report/rank-report.js';
import { isSynchronisingCall } from '../time/synchronising-calls.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { findUserLine, parseUserFrame } from './code-line.js';
import { type HostNest, isOperator } from './nest-host.js';
import { isWithinSteps } from './within-steps.js';

/** What makes the host wait for the device, one row for each call, operators around it, and line of the user's code. */
export function listSyncs(timeline: Timeline, nest: HostNest): readonly SyncRow[] {
  const { events, kind, threads } = timeline;
  const waits = Uint8Array.from(events.names, (name) => (isSynchronisingCall(name) ? 1 : 0));
  const lookAround = rememberAround(timeline, nest);
  const found = new Map<string, SyncRow>();
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (kind[row] !== EventKind.Runtime || waits[events.name[row] as number] === 0) continue;
      const sync = describeSync(timeline, lookAround(nest.parent[row] as number), row);
      const { file = '', line = 0 } = sync.line ?? {};
      const key = [sync.call, sync.operator, sync.outermost, file, line].join('\n');
      found.set(key, addSyncs(found.get(key), sync));
    }
  }
  return [...found.values()].sort((one, other) => other.totalNs - one.totalNs || other.calls - one.calls);
}

function addSyncs(known: SyncRow | undefined, sync: SyncRow): SyncRow {
  if (known === undefined) return sync;
  const inSteps = (known.callsInSteps ?? 0) + (sync.callsInSteps ?? 0);
  return {
    ...known,
    calls: known.calls + sync.calls,
    ...(known.callsInSteps === undefined ? {} : { callsInSteps: inSteps }),
    totalNs: known.totalNs + sync.totalNs,
  };
}

/** What contains a call, from the inside out. */
interface Around {
  readonly operator: string | undefined;
  readonly outermost: string | undefined;
  readonly line: CodeLine | undefined;
}

const NOTHING: Around = { operator: undefined, outermost: undefined, line: undefined };

/** Calls in the same frames share what is around them: each row is looked at once, however deep it is. */
function rememberAround(timeline: Timeline, { parent }: HostNest): (row: number) => Around {
  const known = new Map<number, Around>();
  const lines = rememberLines(timeline);
  return (innermost) => {
    const open: number[] = [];
    let row = innermost;
    for (; row >= 0 && !known.has(row); row = parent[row] as number) open.push(row);
    let around = known.get(row) ?? NOTHING;
    for (const inner of open.reverse()) {
      around = enter(timeline, around, inner, lines);
      known.set(inner, around);
    }
    return around;
  };
}

function enter({ events, kind }: Timeline, around: Around, row: number, lines: Lines): Around {
  const name = events.name[row] as number;
  const stack = events.callStack[row] as number;
  const line =
    kind[row] === EventKind.PythonFrame ? lines.ofName(name) : stack === 0 ? undefined : lines.ofStack(stack);
  const operator = isOperator(kind[row]) ? events.names[name] : undefined;
  if (line === undefined && operator === undefined) return around;
  return {
    operator: operator ?? around.operator,
    outermost: around.outermost ?? operator,
    line: line ?? around.line,
  };
}

/** What a name or a call stack says, each read once. */
interface Lines {
  readonly ofName: (name: number) => CodeLine | undefined;
  readonly ofStack: (stack: number) => CodeLine | undefined;
}

function rememberLines({ events }: Timeline): Lines {
  const names = new Map<number, CodeLine | undefined>();
  const stacks = new Map<number, CodeLine | undefined>();
  return {
    ofName: (name) => remember(names, name, () => parseUserFrame(events.names[name] ?? '')),
    ofStack: (stack) => remember(stacks, stack, () => findUserLine(events.details.texts[stack] ?? '')),
  };
}

function remember<Value>(known: Map<number, Value>, key: number, read: () => Value): Value {
  if (known.has(key)) return known.get(key) as Value;
  const value = read();
  known.set(key, value);
  return value;
}

function describeSync(timeline: Timeline, around: Around, row: number): SyncRow {
  const { events } = timeline;
  const isInStep = isWithinSteps(timeline, events.start[row] as number);
  return {
    call: events.names[events.name[row] as number] ?? '',
    operator: around.operator,
    ...(around.outermost === undefined ? {} : { outermost: around.outermost }),
    line: around.line,
    calls: 1,
    ...(isInStep === undefined ? {} : { callsInSteps: isInStep ? 1 : 0 }),
    totalNs: events.duration[row] as number,
  };
}
