import { EventKind } from '../../runs/trace/timeline.js';
import { describeEvent } from '../../runs/windows/describe-event.js';
import type { TraceLanes } from '../../runs/windows/lanes.js';
import { readWindow } from '../../runs/windows/read-window.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import type { RunEvent, RunEventClass, RunWindow, RunWindowQuery } from './run-answers.js';

const CLASSES = {
  [EventKind.Other]: 'other',
  [EventKind.Kernel]: 'kernel',
  [EventKind.Collective]: 'collective',
  [EventKind.Memcpy]: 'memcpy',
  [EventKind.Memset]: 'memset',
  [EventKind.Runtime]: 'runtime',
  [EventKind.CpuOp]: 'operator',
  [EventKind.Annotation]: 'annotation',
  [EventKind.DeviceAnnotation]: 'annotation',
  [EventKind.Step]: 'step',
  [EventKind.DataLoader]: 'dataloader',
  [EventKind.OptimizerStep]: 'optimizer',
  [EventKind.HostCommunication]: 'communication',
  [EventKind.ModuleFrame]: 'module',
  [EventKind.ModuleAnnotation]: 'module',
  [EventKind.PythonFrame]: 'python',
  [EventKind.Memory]: 'other',
  [EventKind.Sync]: 'other',
  [EventKind.Overhead]: 'other',
} as const satisfies Record<EventKind, RunEventClass>;

const MOST_PIXELS = 8000;
/** Nothing is shorter; a window of no time has no pixels. */
const LEAST_NS = 1;

/** A part of a trace as a page draws it; whatever is asked for becomes a part that there is. */
export function describeWindow(trace: TraceLanes, asked: RunWindowQuery): RunWindow {
  const { spanNs, lanes, lanesLeftOut } = trace;
  const fromNs = within(asked.fromNs, 0, spanNs - LEAST_NS, 0);
  const toNs = within(asked.toNs, fromNs + LEAST_NS, spanNs, spanNs);
  const width = within(asked.width, 1, MOST_PIXELS, 1000);
  const open = asked.open === undefined ? {} : { open: new Set(asked.open) };
  const { rects, names, memory } = readWindow(trace, { fromNs, toNs, width, ...open });
  return {
    fromNs,
    toNs,
    spanNs,
    lanes: lanes.map(({ kind, label, name, process, tracks, hidden }) => ({
      kind,
      label: clean(label),
      name: clean(name),
      process: clean(process),
      tracks: tracks.length,
      hidden,
    })),
    lanesLeftOut,
    names: names.map(clean),
    rects: rects.map((rect) => {
      if (rect.kind === 'several') return rect;
      const { what, ...rest } = rect;
      return { ...rest, class: classOf(what) };
    }),
    memory,
  };
}

export function describeOneEvent(trace: TraceLanes, row: number): RunEvent | undefined {
  const facts = describeEvent(trace, row);
  if (!facts) return undefined;
  const { what, launch, launched, operator, step, modules, ...rest } = facts;
  return {
    ...rest,
    name: cut(facts.name, 2000),
    class: classOf(what),
    ...(launch === undefined ? {} : { launch: { ...launch, name: clean(launch.name) } }),
    ...(launched === undefined ? {} : { launched: { ...launched, name: clean(launched.name) } }),
    ...(operator === undefined ? {} : { operator: clean(operator) }),
    ...(step === undefined ? {} : { step: clean(step) }),
    modules: modules.map(clean),
  };
}

function classOf(what: number): RunEventClass {
  return CLASSES[what as EventKind] ?? 'other';
}

function within(asked: number | undefined, least: number, most: number, otherwise: number): number {
  if (asked === undefined || !Number.isFinite(asked)) return otherwise;
  return Math.min(Math.max(asked, least), Math.max(least, most));
}

function clean(text: string): string {
  return cut(text, 200);
}

function cut(text: string, most: number): string {
  return cutMiddle(cleanName(text), most);
}
