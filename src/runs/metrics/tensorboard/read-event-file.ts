import { metricFindings } from '../../../findings/catalog/metric.js';
import { createRecordReader, type RecordSummary } from '../../../syntax/tfrecord/read-records.js';
import type { HealthNote } from '../../report/run-report.js';
import { type CurveColumns, createCurveColumns, MOST_CURVES, MOST_POINTS, toCurve } from '../curve-columns.js';
import { type MetricsReader, type MetricsReport, noteHealth } from '../metrics-reader.js';
import { type EventRecord, type EventValue, readEvent } from './read-event.js';
import { readHparams, type Setting } from './read-hparams.js';
import { summariseCurves } from './summarise-curves.js';

const MOST_RECORD_BYTES = 16 * 2 ** 20;
const MOST_OTHERS = 10_000;

/** A tag while the file is read. */
interface Tag {
  readonly columns: CurveColumns;
  lastStep: number;
  lastTime: number;
}

/** What was met in an event file until now. */
interface EventFile {
  readonly file: string;
  readonly tags: Map<string, Tag>;
  /** Tags of texts, pictures and histograms: said with their first value only. */
  readonly others: Set<string>;
  readonly settings: Map<string, Setting['value']>;
  readonly rewound: Set<string>;
  replaced: number;
  leftOut: Set<string>;
  nanValues: number;
  understood: number;
  brokenEvents: number;
}

/**
 * An event file of TensorBoard, whoever wrote it. Scalars become curves, in the old way of writing them (`simple_value`)
 * and in the new (a tensor of one number); hyper-parameters become settings; texts, pictures and histograms are passed
 * over. Where the steps of a curve go back, the run was resumed and the later values hold.
 */
export function createEventFileReader(file: string): MetricsReader {
  const found: EventFile = {
    file,
    tags: new Map(),
    others: new Set(),
    settings: new Map(),
    rewound: new Set(),
    replaced: 0,
    leftOut: new Set(),
    nanValues: 0,
    understood: 0,
    brokenEvents: 0,
  };
  const records = createRecordReader((data) => addEvent(found, readEvent(data)), { mostBytes: MOST_RECORD_BYTES });
  return { push: (bytes) => records.push(bytes), finish: () => reportEvents(found, records.finish()) };
}

function addEvent(found: EventFile, event: EventRecord): void {
  if (event.isBroken) found.brokenEvents += 1;
  else found.understood += 1;
  for (const value of event.values) addValue(found, event, value);
}

function addValue(
  found: EventFile,
  { step, wallTime }: EventRecord,
  { tag, value, plugin, content }: EventValue,
): void {
  if (plugin === 'hparams' && content)
    for (const setting of readHparams(content)) found.settings.set(setting.name, setting.value);
  if (plugin !== undefined && plugin !== 'scalars' && found.others.size < MOST_OTHERS) found.others.add(tag);
  if (value === undefined || found.others.has(tag)) return;
  const into = found.tags.get(tag) ?? addTag(found, tag);
  if (!into) return;
  if (step < into.lastStep && !(wallTime < into.lastTime)) {
    found.replaced += into.columns.rewind(step);
    found.rewound.add(tag);
  }
  into.lastStep = step;
  into.lastTime = wallTime;
  into.columns.add(step, wallTime, value);
  if (!Number.isFinite(value)) found.nanValues += 1;
}

function addTag(found: EventFile, tag: string): Tag | undefined {
  if (found.tags.size >= MOST_CURVES) {
    if (found.leftOut.size < MOST_CURVES) found.leftOut.add(tag);
    return undefined;
  }
  const made: Tag = { columns: createCurveColumns(), lastStep: -Infinity, lastTime: -Infinity };
  found.tags.set(tag, made);
  return made;
}

function reportEvents(found: EventFile, records: RecordSummary): MetricsReport {
  const columns = new Map([...found.tags].map(([name, tag]) => [name, tag.columns]));
  const settings = [...found.settings].map(([name, value]) => ({ name, value }));
  return {
    log: {
      file: found.file,
      format: 'tensorboard',
      curves: [...columns].map(([name, tag]) => toCurve(name, undefined, tag)),
      ...summariseCurves(columns),
      stepSecondsOf: 'mean',
      gpuPercent: undefined,
      ...(settings.length > 0 ? { settings } : {}),
      nanValues: found.nanValues,
      skippedSteps: 0,
      lines: { read: records.records + records.brokenRecords + records.lostPlaces, understood: found.understood },
    },
    memory: [],
    operators: [],
    health: noteEvents(found, records),
    findings: [],
  };
}

function noteEvents(found: EventFile, records: RecordSummary): HealthNote[] {
  const notes: HealthNote[] = [];
  const broken = records.brokenRecords + records.lostPlaces + found.brokenEvents;
  if (broken > 0) {
    const { lostBytes } = records;
    const finding = metricFindings.brokenRecords({ broken, lostBytes, read: found.understood });
    notes.push(noteHealth(found.file, finding, broken));
  }
  if (records.isCut) notes.push(noteHealth(found.file, metricFindings.cutFile({ what: 'a record' })));
  const count = records.longRecords;
  if (count > 0) {
    const finding = metricFindings.longRecords({ count, mostBytes: MOST_RECORD_BYTES });
    notes.push(noteHealth(found.file, finding, count));
  }
  if (found.replaced > 0) {
    const finding = metricFindings.resumed({ values: found.replaced, tags: found.rewound.size });
    notes.push(noteHealth(found.file, finding, found.replaced));
  }
  const thinned = [...found.tags.values()].filter(({ columns }) => columns.isThinned || columns.count > MOST_POINTS);
  if (thinned.length > 0 || found.leftOut.size > 0) {
    const params = { curves: thinned.length, leftOut: found.leftOut.size, mostPoints: MOST_POINTS };
    notes.push(noteHealth(found.file, metricFindings.thinned(params), thinned.length + found.leftOut.size));
  }
  if (found.tags.size === 0 && found.settings.size === 0)
    notes.push(noteHealth(found.file, metricFindings.noValues({ what: 'an event file' })));
  return notes;
}
