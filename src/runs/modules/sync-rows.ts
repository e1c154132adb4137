import type { CodeLine, SyncRow } from '../report.js';
import { isSynchronisingCall } from '../time/synchronising-calls.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { findUserLine, parseUserFrame } from './code-line.js';
import { type HostNest, isOperator } from './nest-host.js';
import { isWithinSteps } from './within-steps.js';

/** Frames around a call are looked through so far, which is more than Python allows. */
const MOST_LEVELS = 2000;

/** What makes the host wait for the device, one row for each call, operators around it, and line of the user's code. */
export function listSyncs(timeline: Timeline, nest: HostNest): readonly SyncRow[] {
  const { events, kind, threads } = timeline;
  const waits = Uint8Array.from(events.names, (name) => (isSynchronisingCall(name) ? 1 : 0));
  const lines = rememberLines(timeline);
  const found = new Map<string, SyncRow>();
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (kind[row] !== EventKind.Runtime || waits[events.name[row] as number] === 0) continue;
      const sync = describeSync(timeline, nest, row, lines);
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

function describeSync(timeline: Timeline, { parent }: HostNest, row: number, lines: Lines): SyncRow {
  const { events, kind } = timeline;
  let operator: string | undefined;
  let outermost: string | undefined;
  let line: CodeLine | undefined;
  let outer = parent[row] as number;
  for (let level = 0; outer >= 0 && level < MOST_LEVELS; level++) {
    if (isOperator(kind[outer])) {
      outermost = events.names[events.name[outer] as number];
      operator ??= outermost;
    }
    if (kind[outer] === EventKind.PythonFrame) line ??= lines.ofName(events.name[outer] as number);
    if (events.callStack[outer] !== 0) line ??= lines.ofStack(events.callStack[outer] as number);
    outer = parent[outer] as number;
  }
  const isInStep = isWithinSteps(timeline, events.start[row] as number);
  return {
    call: events.names[events.name[row] as number] ?? '',
    operator,
    ...(outermost === undefined ? {} : { outermost }),
    line,
    calls: 1,
    ...(isInStep === undefined ? {} : { callsInSteps: isInStep ? 1 : 0 }),
    totalNs: events.duration[row] as number,
  };
}
