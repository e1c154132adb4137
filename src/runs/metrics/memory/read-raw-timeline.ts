import { metricFindings } from '../../../findings/catalog/metric.js';
import type { HealthNote } from '../../report/run-report.js';
import { type MetricsReader, type MetricsReport, noteHealth, reportNothing } from '../metrics-reader.js';
import { CATEGORY_COUNT, holdersOf } from './categories.js';
import { createPeakPoints, type PeakPoints } from './peak-points.js';

/** One row: nanoseconds or -1, what happened, bytes (negative: freed), category. */
const ROW = /\[\s*(-?\d{1,20})\s*,\s*([0-9])\s*,\s*(-?\d{1,18})\s*,\s*([0-7])\s*\]/g;
/** What begins a file of them. */
export const RAW_TIMELINE_HEAD = /^\s*\[\s*\[\s*-?\d{1,20}\s*,\s*[0-4]\s*,\s*-?\d{1,18}\s*,\s*[0-7]\s*\]/;
const MOST_PENDING = 1000;
const LATIN1 = 'latin1';

/** What is held while rows go by. */
interface Levels {
  readonly held: Float64Array;
  readonly points: PeakPoints;
  total: number;
  peak: number;
  atPeak: Float64Array;
  /** Of the row that is being read: absolute, in two parts that numbers hold exactly. */
  time: Moment | undefined;
  base: Moment | undefined;
  rows: number;
}

interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * `export_memory_timeline("….raw.json.gz")`: all allocations with what they were for, before the first step (time -1) and
 * after. Levels are taken where time moves on, as torch draws them. Which device it was is not in the file.
 */
export function createRawTimelineReader(file: string): MetricsReader {
  const decoder = new TextDecoder(LATIN1);
  const levels: Levels = {
    held: new Float64Array(CATEGORY_COUNT),
    points: createPeakPoints(),
    total: 0,
    peak: -Infinity,
    atPeak: new Float64Array(CATEGORY_COUNT),
    time: undefined,
    base: undefined,
    rows: 0,
  };
  let pending = '';
  let strange = 0;
  return {
    push: (bytes) => {
      const text = pending + decoder.decode(bytes, { stream: true });
      let end = 0;
      ROW.lastIndex = 0;
      for (let match = ROW.exec(text); match; match = ROW.exec(text)) {
        if (text.slice(end, match.index).includes(']')) strange += 1;
        end = ROW.lastIndex;
        addRow(levels, match);
      }
      pending = text.slice(Math.max(end, text.length - MOST_PENDING));
    },
    finish: () => {
      takeLevel(levels);
      return reportTimeline(file, levels, strange, /\]\s*$/.test(pending));
    },
  };
}

function addRow(levels: Levels, [, time = '', , bytes, category]: RegExpExecArray): void {
  const moment = readMoment(time);
  if (moment && !(levels.time && isSame(levels.time, moment))) {
    takeLevel(levels);
    levels.time = moment;
    levels.base ??= moment;
  }
  const change = Number(bytes);
  levels.held[Number(category)] = (levels.held[Number(category)] as number) + change;
  levels.total += change;
  levels.rows += 1;
}

/** Undefined before the first step: such rows are what was there. */
function readMoment(text: string): Moment | undefined {
  if (text.startsWith('-')) return undefined;
  return { seconds: Number(text.slice(0, -9)), nanoseconds: Number(text.slice(-9)) };
}

function isSame(a: Moment, b: Moment): boolean {
  return a.seconds === b.seconds && a.nanoseconds === b.nanoseconds;
}

function takeLevel(levels: Levels): void {
  const { time, base, total } = levels;
  const isBefore = !time || !base;
  if (levels.rows === 0) return;
  levels.points.add(isBefore ? 0 : (time.seconds - base.seconds) * 1e9 + time.nanoseconds - base.nanoseconds, total);
  if (total <= levels.peak) return;
  levels.peak = total;
  levels.atPeak = levels.held.slice();
}

function reportTimeline(file: string, levels: Levels, strange: number, isWhole: boolean): MetricsReport {
  const health: HealthNote[] = [];
  if (strange > 0) {
    const finding = metricFindings.strangeLines({
      count: strange,
      read: levels.rows + strange,
      what: 'row of a timeline',
    });
    health.push(noteHealth(file, finding, strange));
  }
  if (!isWhole) health.push(noteHealth(file, metricFindings.cutFile({ what: 'a row' })));
  if (levels.rows === 0) return reportNothing(metricFindings.noValues({ file, what: 'a timeline of memory' }));
  const memory = {
    device: 'unknown',
    peakAllocatedBytes: levels.peak,
    peakReservedBytes: undefined,
    capacityBytes: undefined,
    points: levels.points.points(),
    holders: holdersOf(levels.atPeak),
  };
  return { memory: [memory], operators: [], health, findings: [] };
}
