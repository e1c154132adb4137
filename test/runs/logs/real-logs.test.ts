import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/runs/logs/read-log.js';
import type { LogReport } from '../../../src/runs/report/log-report.js';
import { pointsOf, realLog } from './read-text.js';

const MIB = 2 ** 20;

function reportOf(name: string): LogReport {
  const { report } = readLog(name, realLog(name));
  if (!report) throw new Error(`${name} was not understood`);
  return report;
}

function rangeOf(report: LogReport, name: string): { first: unknown; last: unknown; lowest: number; highest: number } {
  const points = pointsOf(report, name);
  const values = points.map(([, value]) => value as number);
  return { first: points[0], last: points.at(-1), lowest: Math.min(...values), highest: Math.max(...values) };
}

// All numbers below were counted with grep, sort and numpy in the files themselves.
describe('real logs', () => {
  it('llm.c on 8 H100: every line, the extremes of a thinned curve', () => {
    const report = reportOf('llm.c-8xH100-main.log');
    expect(report).toMatchObject({ format: 'llm.c', lines: { read: 19640, understood: 19640 }, nanValues: 0 });
    expect(report.stepSeconds).toBeUndefined();
    expect(rangeOf(report, 'trl')).toEqual({
      first: [0, 11.0091],
      last: [19559, 3.2217],
      lowest: 3.1022,
      highest: 11.0091,
    });
    expect(rangeOf(report, 'norm')).toMatchObject({ lowest: 0.21, highest: 15.37 });
    expect(pointsOf(report, 'tel')).toHaveLength(80);
    expect(pointsOf(report, 'tel').at(-1)).toEqual([19560, 3.2722]);
  });

  it('modded-nanogpt of June 2024 has the format of llm.c', () => {
    const report = reportOf('modded-nanogpt-8xA100-2024-06-06_AdamW.log');
    expect(report).toMatchObject({ format: 'llm.c', lines: { read: 9612, understood: 9612 } });
    expect(rangeOf(report, 'trl')).toMatchObject({ first: [0, 10.965596], last: [9535, 3.34018] });
    expect(pointsOf(report, 'tel')).toHaveLength(76);
  });

  it('modded-nanogpt of October 2024: a clock that starts again after step 10', () => {
    const report = reportOf('modded-nanogpt-8xH100-2024-10-10_Muon.txt');
    expect(report).toMatchObject({
      format: 'modded-nanogpt',
      stepSecondsOf: 'step',
      stepSeconds: { count: 6198, median: 0.214, p10: 0.212, p90: 0.215 },
      capacityBytes: 81559 * MIB,
      nanValues: 0,
    });
    expect(report.stepSeconds?.mean).toBeCloseTo(0.2164934, 7);
    expect(rangeOf(report, 'train_loss')).toMatchObject({ first: [1, 10.9184], last: [6200, 3.2533] });
    expect(pointsOf(report, 'val_loss')).toHaveLength(51);
  });

  it('modded-nanogpt of July 2026: no training loss, memory at the end', () => {
    const report = reportOf('modded-nanogpt-8xH100-2026-07-17.txt');
    expect(report.stepSeconds).toMatchObject({ count: 1389, median: 0.058, p10: 0.028 });
    expect(report.stepSeconds?.mean).toBeCloseTo(0.057275, 6);
    expect(report.peakMemoryBytes).toBe(30220 * MIB);
    expect(pointsOf(report, 'val_loss').at(-1)).toEqual([1390, 3.2773]);
  });

  it('the Trainer of transformers 5: numbers in quotes', () => {
    const report = reportOf('hf-transformers5.18-stdout.log');
    expect(report).toMatchObject({
      format: 'transformers',
      throughput: { value: 26.11, unit: 'samples/s' },
      lines: { read: 13, understood: 13 },
    });
    const loss = report.curves.find(({ name }) => name === 'loss')?.points ?? [];
    expect(loss).toHaveLength(9);
    expect(loss[0]).toEqual({ step: undefined, seconds: 1.573, epoch: 0.3333, value: 5.144 });
    expect(pointsOf(report, 'eval_loss').map(([, value]) => value)).toEqual([5.143, 5.145, 5.14]);
  });

  it('its trainer_state.json: steps, and times between entries but not over an evaluation', () => {
    const report = reportOf('hf-transformers5.18-trainer_state.json');
    expect(report).toMatchObject({
      format: 'trainer-state',
      stepSecondsOf: 'mean',
      lines: { read: 12, understood: 12 },
    });
    expect(pointsOf(report, 'loss')[0]).toEqual([4, 5.144202709197998]);
    expect(pointsOf(report, 'eval_loss').map(([step]) => step)).toEqual([12, 24, 36]);
    // 4→8, 8→12, (evaluation), 16→20, 20→24, (evaluation), 28→32, 32→36.
    const between = [
      2.1262 - 1.5732,
      2.3734 - 2.1262,
      3.7511 - 2.9295,
      7.181 - 3.7511,
      10.9572 - 10.7496,
      10.9908 - 10.9572,
    ];
    expect(report.stepSeconds?.count).toBe(between.length);
    expect(report.stepSeconds?.mean).toBeCloseTo(between.reduce((sum, time) => sum + time, 0) / 4 / 6, 3);
  });

  it('its progress bars: the one that trains among those that evaluate and write', () => {
    const report = reportOf('hf-transformers5.18-stderr-tqdm.log');
    expect(report).toMatchObject({ format: 'tqdm', stepSecondsOf: 'running-average' });
    expect(report.throughput?.unit).toBe('steps/s');
    expect(report.throughput?.value).toBeCloseTo(36 / 11, 1);
  });

  it('both in one file, as 2>&1 makes it', () => {
    const [out, bars] = ['hf-transformers5.18-stdout.log', 'hf-transformers5.18-stderr-tqdm.log'].map(realLog);
    const { report } = readLog('both', Buffer.concat([bars ?? Buffer.of(), out ?? Buffer.of()]));
    expect(report).toMatchObject({ format: 'transformers', alsoFormats: ['tqdm'], stepSecondsOf: 'running-average' });
    expect(report?.throughput).toEqual({ value: 26.11, unit: 'samples/s' });
    expect(report?.lines.understood).toBe(13 + 55);
  });

  it("Lightning's metrics.csv: rows with holes", () => {
    const report = reportOf('lightning2.6-metrics.csv');
    expect(report).toMatchObject({ format: 'lightning-csv', lines: { read: 34, understood: 34 } });
    expect(pointsOf(report, 'lr-SGD')).toEqual([
      [0, 0.1],
      [32, 0.05],
      [64, 0.025],
    ]);
    expect(pointsOf(report, 'train_loss_step')).toHaveLength(24);
    expect(pointsOf(report, 'val_acc').at(-1)).toEqual([95, 0.55322265625]);
  });

  it("Lightning's profile: how much of the training was waiting for data", () => {
    const report = reportOf('lightning_stderr.log');
    expect(report.format).toBe('lightning-profiler');
    const [data, batch] = [0.0010244 * 96, 0.055954 * 96];
    expect(report.dataPercent).toBeCloseTo((100 * data) / (data + batch), 9);
    expect(report.throughput).toEqual({ value: 96 / (data + batch), unit: 'steps/s' });
  });

  it("Lightning's rich bar", () => {
    const report = reportOf('lightning_stdout.log');
    expect(report).toMatchObject({ format: 'tqdm', lines: { understood: 1 } });
    expect(report.stepSeconds?.median).toBeCloseTo(1 / 109.64, 9);
  });

  it('YOLOv5: its table', () => {
    const report = reportOf('yolov5-gtx1060-workers0-results.csv');
    expect(report).toMatchObject({ format: 'yolo-csv', lines: { read: 151, understood: 151 } });
    expect(pointsOf(report, 'train/box_loss')[1]).toEqual([1, 0.048116]);
    expect(pointsOf(report, 'metrics/mAP_0.5:0.95').at(-1)).toEqual([149, 0.31934]);
  });

  it('YOLOv5: its console', () => {
    const report = reportOf('yolov5-gtx1060-workers0-training_terminal_output_150e_20bs.md');
    expect(report).toMatchObject({
      format: 'yolo',
      stepSecondsOf: 'mean',
      stepSeconds: { count: 150, median: 1.75, p10: 1.73, p90: 1.75 },
      peakMemoryBytes: 5.05e9,
      capacityBytes: 6075 * MIB,
    });
    expect(report.stepSeconds?.mean).toBeCloseTo(1.7466, 9);
    expect(pointsOf(report, 'box').at(-1)).toEqual([149, 0.01357]);
    // The evaluation of the best weights after the last epoch is not that of the last epoch.
    expect(pointsOf(report, 'val/mAP@.5').at(-1)).toEqual([149, 0.643]);
  });
});
