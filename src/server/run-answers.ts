import type { Language } from '../views/diagram.js';
import type { StudioRuns } from '../workflows/studio/open-runs.js';
import type { LiveFolder } from './live-folder.js';
import type { RunEventReply, RunProgressReply, RunReply, RunWindowReply } from './protocol.js';

/** Opens the run that is asked for, and waits until it is read; undefined when the folder holds none. */
export async function answerRun(folder: LiveFolder, query: URLSearchParams): Promise<RunReply | undefined> {
  const language: Language = query.get('language') === 'zh' ? 'zh' : 'en';
  try {
    const panel = await runsOf(folder)?.panel(subjectOf(query), language);
    return panel && { schema: 'studio-run/1', panel };
  } catch (error) {
    return { schema: 'studio-run/1', problem: error instanceof Error ? error.message : String(error) };
  }
}

export function answerRunProgress(folder: LiveFolder, query: URLSearchParams): RunProgressReply {
  const progress = runsOf(folder)?.progress(subjectOf(query));
  return { schema: 'studio-run-progress/1', ...(progress === undefined ? {} : { progress }) };
}

/** Undefined when that run is not open, or has no such trace. */
export async function answerRunWindow(folder: LiveFolder, query: URLSearchParams): Promise<RunWindowReply | undefined> {
  const open = query.get('open');
  const [fromNs, toNs] = [numberIn(query, 'from'), numberIn(query, 'to')];
  const window = await runsOf(folder)?.window(subjectOf(query), placeIn(query, 'rank'), {
    ...(fromNs === undefined ? {} : { fromNs }),
    ...(toNs === undefined ? {} : { toNs }),
    width: numberIn(query, 'width') ?? 1000,
    ...(open === null ? {} : { open: open.split(',').slice(0, 100).map(Number) }),
  });
  return window && { schema: 'studio-run-window/1', ...window };
}

/** Undefined when that run is not open, or has no such event. */
export async function answerRunEvent(folder: LiveFolder, query: URLSearchParams): Promise<RunEventReply | undefined> {
  const event = await runsOf(folder)?.event(subjectOf(query), placeIn(query, 'rank'), placeIn(query, 'row'));
  return event && { schema: 'studio-run-event/1', ...event };
}

function runsOf(folder: LiveFolder): StudioRuns | undefined {
  return folder.snapshot.reading.runs;
}

function subjectOf(query: URLSearchParams): string | undefined {
  return query.get('subject') ?? undefined;
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A place in a list; one that there is never when it says none. */
function placeIn(query: URLSearchParams, name: string): number {
  const value = numberIn(query, name) ?? -1;
  return Number.isInteger(value) ? value : -1;
}
