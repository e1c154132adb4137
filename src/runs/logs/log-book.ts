import type { Curve, CurvePoint, Distribution } from '../report/log-report.js';
import { DataShare } from './data-share.js';
import type { LogRecord, LogValue, StepSample } from './log-record.js';
import { Samples } from './samples.js';
import type { LogLine } from './split-lines.js';
import { ThinCurve } from './thin-curve.js';

/** A value that is no number, where it was first seen. */
export interface BrokenValue {
  readonly name: string;
  readonly step: number | undefined;
  readonly line: number;
}

const MOST_CURVES = 256;
const RANK = /^\s*(?:\[(?:rank|default)[ _-]?(\d{1,6})\]|(\d{1,6}):\s)/i;

/** Gathers what the lines of one format say. Class because it has a life: lines come in, at the end a report is made of it. */
export class LogBook {
  /** The name of the format where only the lines tell it; the format's own when undefined. */
  dialect: string | undefined;
  understood = 0;
  nanValues = 0;
  firstBroken: BrokenValue | undefined;
  /** How often steps started again below where they were. */
  restarts = 0;
  otherRanks = 0;
  curvesLeftOut = 0;
  peakMemoryBytes: number | undefined;
  capacityBytes: number | undefined;
  stepSample: StepSample | undefined;
  /** Of the whole run, as the log says it at its end; goes before what lines say. */
  wholeThroughput: { readonly value: number; readonly unit: string } | undefined;
  /** As a profile says it; goes before what lines say. */
  profiledDataPercent: number | undefined;
  lastStep: number | undefined;

  readonly #curves = new Map<string, ThinCurve>();
  readonly #times = new Samples();
  readonly #share = new DataShare();
  readonly #throughputs = new Map<string, Samples>();
  readonly #mfu = new Samples();
  #skippedTotal = 0;
  #skipped = 0;
  #rank: string | undefined;
  #line: LogLine = { text: '', number: 0, isCut: false };
  #lastEpoch: number | undefined;
  #hasTimed = false;
  #isAfterEval = false;
  #isCounted = false;

  /** The line that records come from now. */
  open(line: LogLine): void {
    this.#line = line;
  }

  add(record: LogRecord): void {
    if (!this.#isFirstRank()) return;
    if (record.phase === 'train') this.#follow(record);
    const point = { step: record.step, seconds: record.seconds, epoch: record.epoch };
    for (const value of record.values) this.#addValue(value, point);
    if (record.phase === 'eval') this.#isAfterEval = true;
    else this.#addTimes(record);
  }

  /** How long the steps of the last times waited for data, where another line tells it. */
  addDataTime(stepSeconds: number, dataSeconds: number): void {
    this.#share.add({ stepSeconds, dataSeconds, of: 'mean' }, this.#isCounted);
  }

  noteMemory(bytes: number | undefined): void {
    if (bytes !== undefined && bytes >= 0) this.peakMemoryBytes = Math.max(this.peakMemoryBytes ?? 0, bytes);
  }

  noteCapacity(bytes: number | undefined): void {
    if (bytes !== undefined && bytes > 0) this.capacityBytes = Math.max(this.capacityBytes ?? 0, bytes);
  }

  /** More steps that were skipped, or how many there were so far. */
  noteSkipped(count: number, of: 'more' | 'so far' = 'more'): void {
    if (!Number.isFinite(count) || count <= 0) return;
    if (of === 'more') this.#skipped += count;
    else this.#skippedTotal = Math.max(this.#skippedTotal, count);
  }

  noteNan(count: number): void {
    if (Number.isFinite(count) && count > 0) this.nanValues += count;
  }

  get skippedSteps(): number {
    return Math.max(this.#skipped, this.#skippedTotal);
  }

  stepSeconds(): Distribution | undefined {
    return this.#times.distribution();
  }

  dataPercent(): number | undefined {
    return this.profiledDataPercent ?? this.#share.percent();
  }

  /** Median of what lines say, in the unit that most of them have. */
  throughput(): { readonly value: number; readonly unit: string } | undefined {
    if (this.wholeThroughput) return this.wholeThroughput;
    const most = [...this.#throughputs].sort(([, a], [, b]) => b.count - a.count)[0];
    const median = most?.[1].distribution()?.median;
    return most && median !== undefined ? { value: median, unit: most[0] } : undefined;
  }

  mfuPercent(): number | undefined {
    return this.#mfu.distribution()?.median;
  }

  curves(): Curve[] {
    return [...this.#curves.values()]
      .map((curve) => ({
        name: curve.name,
        ...(curve.unit === undefined ? {} : { unit: curve.unit }),
        points: curve.points(),
      }))
      .filter(({ points }) => points.length > 0);
  }

  /** Curves of which points were left out, and how many there were. */
  thinned(): { readonly name: string; readonly total: number }[] {
    return [...this.#curves.values()]
      .filter((curve) => curve.points().length < curve.total)
      .map(({ name, total }) => ({ name, total }));
  }

  /** Processes that write into one file write each step once each: the first one that speaks is listened to. */
  #isFirstRank(): boolean {
    const match = RANK.exec(this.#line.text.slice(0, 40));
    const rank = match?.[1] ?? match?.[2];
    if (rank === undefined) return true;
    this.#rank ??= rank;
    if (this.#rank === rank) return true;
    this.otherRanks += 1;
    return false;
  }

  #follow({ step, epoch }: LogRecord): void {
    const isBack =
      step === undefined
        ? epoch !== undefined && this.#lastEpoch !== undefined && epoch < this.#lastEpoch
        : this.lastStep !== undefined && step < this.lastStep;
    if (isBack) {
      this.restarts += 1;
      this.#hasTimed = false;
      for (const curve of this.#curves.values())
        curve.cutFrom(step ?? epoch ?? 0, step === undefined ? 'epoch' : 'step');
    }
    this.lastStep = step ?? this.lastStep;
    this.#lastEpoch = epoch ?? this.#lastEpoch;
  }

  #addValue({ name, value, unit }: LogValue, at: Pick<LogRecord, 'step' | 'seconds' | 'epoch'>): void {
    if (Number.isNaN(value) || (!Number.isFinite(value) && /loss/i.test(name))) this.#noteBroken(name, at.step);
    let curve = this.#curves.get(name);
    if (!curve) {
      if (this.#curves.size === MOST_CURVES) {
        this.curvesLeftOut += 1;
        return;
      }
      curve = new ThinCurve(name, unit);
      this.#curves.set(name, curve);
    }
    const point: CurvePoint = { step: at.step, seconds: at.seconds, value };
    curve.add(at.step === undefined && at.epoch !== undefined ? { ...point, epoch: at.epoch } : point);
  }

  #noteBroken(name: string, step: number | undefined): void {
    this.nanValues += 1;
    this.firstBroken ??= { name, step, line: this.#line.number };
  }

  #addTimes({ timing, throughput, mfuPercent }: LogRecord): void {
    if (!timing && !throughput && mfuPercent === undefined) return;
    const isFirst = timing?.isFirst ?? !this.#hasTimed;
    const isCounted = !isFirst && (!this.#isAfterEval || timing?.isApart === true);
    this.#isCounted = isCounted;
    this.#hasTimed = true;
    this.#isAfterEval = false;
    if (timing && timing.stepSeconds >= 0) {
      this.stepSample = timing.of;
      this.#share.add(timing, isCounted);
      if (isCounted) this.#times.add(timing.stepSeconds);
    }
    if (!isCounted) return;
    if (mfuPercent !== undefined && mfuPercent >= 0) this.#mfu.add(mfuPercent);
    if (throughput) this.#samplesOf(throughput.unit).add(throughput.value);
  }

  #samplesOf(unit: string): Samples {
    const known = this.#throughputs.get(unit);
    if (known || this.#throughputs.size >= 8) return known ?? new Samples();
    const fresh = new Samples();
    this.#throughputs.set(unit, fresh);
    return fresh;
  }
}
