import { metricFindings } from '../../../findings/catalog/metric.js';
import type { HealthNote } from '../../report/run-report.js';
import { type CurveColumns, createCurveColumns, MOST_CURVES, MOST_POINTS, toCurve } from '../curve-columns.js';
import { type MetricsReader, type MetricsReport, noteHealth } from '../metrics-reader.js';
import { createLineSplitter } from '../split-lines.js';
import { createDeviceMeans, type DeviceMeans } from './device-means.js';
import type { GpuSample } from './gpu-sample.js';

/** What one line of a log of GPUs is: samples; nothing that counts (head, comment); or no line of such a log. */
export type GpuLine = readonly GpuSample[] | 'passed-over' | 'strange';

export interface GpuFormat {
  readonly format: string;
  /** What a line of it is called in a message: `row of nvidia-smi`. */
  readonly row: string;
  /** Times count from the first one: the log says the hour of its place, and not of which zone. */
  readonly isRelative: boolean;
  readonly readLine: (line: string) => GpuLine;
}

/** One look at a machine says nothing of a run (it may have been before the first step): of so few only the capacity is taken. */
const LEAST_MOMENTS = 3;

/** Reads a log of GPUs line by line, whatever program wrote it. */
export function createGpuLogReader(file: string, { format, row, isRelative, readLine }: GpuFormat): MetricsReader {
  const curves = new Map<string, Entry>();
  const means = createDeviceMeans();
  const leftOut = new Set<string>();
  let base: number | undefined;
  let read = 0;
  let strange = 0;
  let isLastStrange = false;
  const add = (sample: GpuSample): void => {
    means.add(sample);
    const { name, unit, gpu, seconds, value } = sample;
    const key = gpu === undefined ? name : `${/^\d+(?:$|[.@])/.test(gpu) ? `gpu${gpu}` : gpu}/${name}`;
    const entry = curves.get(key) ?? { unit, columns: createCurveColumns() };
    if (!curves.has(key)) {
      if (curves.size >= MOST_CURVES) return void (leftOut.size < MOST_CURVES && leftOut.add(key));
      curves.set(key, entry);
    }
    base ??= seconds;
    entry.columns.add(Number.NaN, seconds === undefined ? Number.NaN : seconds - (isRelative ? (base ?? 0) : 0), value);
  };
  const lines = createLineSplitter((line) => {
    const found = line.trim() === '' ? 'passed-over' : readLine(line);
    if (found === 'passed-over') return;
    read += 1;
    isLastStrange = found === 'strange';
    if (found === 'strange') strange += 1;
    else for (const sample of found) add(sample);
  });
  return {
    push: (bytes) => lines.push(bytes),
    finish: () => {
      const isCut = lines.finish() && isLastStrange;
      const counts = { read, strange: strange - (isCut ? 1 : 0), isCut, leftOut: leftOut.size };
      return reportGpus(file, format, curves, means, noteLines(file, row, counts, curves), counts);
    },
  };
}

interface Entry {
  readonly unit: string | undefined;
  readonly columns: CurveColumns;
}

interface Counts {
  readonly read: number;
  readonly strange: number;
  readonly isCut: boolean;
  readonly leftOut: number;
}

function reportGpus(
  file: string,
  format: string,
  curves: ReadonlyMap<string, Entry>,
  means: DeviceMeans,
  notes: readonly HealthNote[],
  { read, strange, isCut }: Counts,
): MetricsReport {
  const moments = [...curves.values()].reduce((most, { columns }) => Math.max(most, columns.count), 0);
  const isEnough = moments >= LEAST_MOMENTS;
  const few = moments > 0 && !isEnough ? [noteHealth(file, metricFindings.fewMoments({ moments }))] : [];
  const use = isEnough ? means.utilisation() : undefined;
  const memory = means.memory();
  const resident = use === undefined ? [] : [noteHealth(file, metricFindings.residentOnly({ field: use.field }))];
  const multiprocessors = isEnough ? means.multiprocessorPercent() : undefined;
  return {
    log: {
      file,
      format,
      curves: [...curves].map(([name, { unit, columns }]) => toCurve(name, unit, columns)),
      stepSeconds: undefined,
      dataPercent: undefined,
      throughput: undefined,
      mfuPercent: undefined,
      peakMemoryBytes: isEnough ? memory.peakMemoryBytes : undefined,
      capacityBytes: memory.capacityBytes,
      gpuPercent: use?.percent,
      ...(multiprocessors === undefined ? {} : { multiprocessorPercent: multiprocessors }),
      nanValues: 0,
      skippedSteps: 0,
      lines: { read, understood: read - strange - (isCut ? 1 : 0) },
    },
    memory: [],
    operators: [],
    health: [...notes, ...few, ...resident],
    findings: [],
  };
}

function noteLines(
  file: string,
  row: string,
  { read, strange, isCut, leftOut }: Counts,
  curves: ReadonlyMap<string, Entry>,
): HealthNote[] {
  const notes: HealthNote[] = [];
  if (strange > 0)
    notes.push(noteHealth(file, metricFindings.strangeLines({ count: strange, read, what: row }), strange));
  if (isCut) notes.push(noteHealth(file, metricFindings.cutFile({ what: 'a line' })));
  const thinned = [...curves.values()].filter(({ columns }) => columns.isThinned || columns.count > MOST_POINTS).length;
  if (thinned + leftOut > 0) {
    const finding = metricFindings.thinned({ curves: thinned, leftOut, mostPoints: MOST_POINTS });
    notes.push(noteHealth(file, finding, thinned + leftOut));
  }
  if (curves.size === 0) notes.push(noteHealth(file, metricFindings.noValues({ what: 'a log of GPUs' })));
  return notes;
}
