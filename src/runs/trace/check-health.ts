import { traceFindings } from '../../findings/catalog/trace.js';
import type { Finding } from '../../findings/finding.js';
import type { ScanNote, ScanNoteKind, ScannedTrace } from '../../syntax/trace/events.js';
import type { HealthNote } from '../report/run-report.js';
import type { Timeline } from './timeline.js';

const MENDED: Partial<Record<ScanNoteKind, string>> = {
  'control-character': 'control characters within texts',
  'not-utf8': 'texts that are not UTF-8',
  'unescaped-quote': 'quotes within texts that are not escaped',
  'decimal-comma': 'numbers with a comma for their point',
  'no-name': 'events without a name',
};

const BAD_TIMES: Partial<Record<ScanNoteKind, string>> = {
  'no-time': 'events without a time, left out',
  'negative-duration': 'events with a negative duration, taken as 0',
  'clock-jump': 'events more than a hundred days from the others, left out',
  'long-duration': 'events of more than a hundred days, taken as 0',
};

/** Flows, counters of the profiler and metadata are known, and not needed. */
const KNOWN_PHASES = new Set(['s', 't', 'f', 'M', 'C']);

/** What of a trace was mended, left out, or contradicts itself. Nothing is dropped without standing here. */
export function checkTraceHealth(file: string, timeline: Timeline): readonly HealthNote[] {
  const { scanned } = timeline;
  const notes = scanned.notes.map((note) => ({ count: note.count, finding: describe(note, scanned) }));
  return [...notes, ...checkPhases(scanned), ...checkLaunches(timeline), ...checkSteps(timeline)].map(
    ({ count, finding }) => ({ code: finding.code, message: finding.message, count, file }),
  );
}

interface Noted {
  readonly count: number;
  readonly finding: Finding;
}

function describe({ kind, count, firstByte }: ScanNote, { events }: ScannedTrace): Finding {
  switch (kind) {
    case 'cut-short':
      return traceFindings.cutShort({ events: events.count });
    case 'unreadable-event':
      return traceFindings.unreadableEvents({ count, firstByte });
    case 'no-number':
      return traceFindings.noNumbers({ count, firstByte });
    case 'too-many-events':
      return traceFindings.tooManyEvents({ kept: events.count, left: count });
    case 'too-many-names':
      return traceFindings.toldTogether({ count, what: 'names' });
    case 'too-many-threads':
      return traceFindings.toldTogether({ count, what: 'threads' });
    case 'unreadable-metadata':
      return traceFindings.unreadableMetadata({ count, firstByte });
    default: {
      const time = BAD_TIMES[kind];
      return time === undefined
        ? traceFindings.mended({ what: MENDED[kind] ?? kind, count, firstByte })
        : traceFindings.badTimes({ what: time, count, firstByte });
    }
  }
}

function checkPhases({ notKept }: ScannedTrace): Noted[] {
  const others = [...notKept].filter(([phase]) => !KNOWN_PHASES.has(phase));
  const count = others.reduce((sum, [, one]) => sum + one, 0);
  if (count === 0) return [];
  const phases = others.map(([phase]) => (phase === '' ? '(none)' : phase));
  return [{ count, finding: traceFindings.unknownPhases({ phases, count }) }];
}

function checkLaunches({ events, device, launch }: Timeline): Noted[] {
  let without = 0;
  let withoutNs = 0;
  let totalNs = 0;
  let before = 0;
  for (let at = 0; at < device.length; at += 1) {
    const row = device[at] as number;
    const call = launch[at] as number;
    const duration = events.duration[row] as number;
    totalNs += duration;
    if (call < 0) {
      without += 1;
      withoutNs += duration;
    } else if ((events.start[row] as number) < (events.start[call] as number)) before += 1;
  }
  const percent = totalNs === 0 ? 0 : Math.round((withoutNs / totalNs) * 1000) / 10;
  return [
    ...(without > 0 ? [{ count: without, finding: traceFindings.noLaunch({ count: without, percent }) }] : []),
    ...(before > 0 ? [{ count: before, finding: traceFindings.beforeLaunch({ count: before }) }] : []),
  ];
}

function checkSteps({ steps, events }: Timeline): Noted[] {
  return steps.length === 0 && events.count > 0 ? [{ count: 1, finding: traceFindings.noSteps({}) }] : [];
}
