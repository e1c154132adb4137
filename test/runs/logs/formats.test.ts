import { describe, expect, it } from 'vitest';
import { codesOf, excerpts, pointsOf, read, reportOf } from './read-text.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('torchvision', () => {
  const lines = [
    'Epoch: [0]  [  0/366]  eta: 0:03:03  lr: 0.000000  loss: 3.2891 (3.2891)  time: 0.5015  data: 0.2680  max mem: 693',
    'Epoch: [0]  [ 10/366]  eta: 0:01:29  lr: 0.000003  loss: 3.2266 (3.2809)  time: 0.2516  data: 0.0245  max mem: 720',
  ];

  it('takes the first step out of the mean of the last 20', () => {
    const report = reportOf(lines);
    const [time, data] = [(0.2516 * 11 - 0.5015) / 10, (0.0245 * 11 - 0.268) / 10];
    expect(report).toMatchObject({ format: 'torchvision', stepSecondsOf: 'mean', peakMemoryBytes: 720 * MIB });
    expect(report.stepSeconds).toMatchObject({ count: 1 });
    expect(report.stepSeconds?.median).toBeCloseTo(time, 12);
    expect(report.dataPercent).toBeCloseTo((100 * data) / time, 9);
    expect(pointsOf(report, 'loss')).toEqual([
      [0, 3.2891],
      [10, 3.2266],
    ]);
  });

  it('leaves out what may hold the first step where that was not printed', () => {
    const one = 'Epoch: [1]  [ 10/366]  eta: 0:01:29  loss: 3.2 (3.2)  time: 0.2516  data: 0.0245  max mem: 720';
    const two = 'Epoch: [1]  [ 30/366]  eta: 0:01:29  loss: 3.1 (3.2)  time: 0.2000  data: 0.0100  max mem: 720';
    const report = reportOf([one, two]);
    expect(report.stepSeconds).toMatchObject({ count: 1, median: 0.2 });
    expect(report.dataPercent).toBeCloseTo(5, 9);
    expect(pointsOf(report, 'loss').map(([step]) => step)).toEqual([376, 396]);
  });

  it('keeps evaluations apart, at the step before them, with the mean of all batches', () => {
    const report = reportOf([
      ...lines,
      'Epoch: [0] Total time: 0:01:20 (0.806385 s / it)',
      'Test:  [ 0/91]  eta: 0:03:04  loss: 9.0 (9.0)  time: 2.0292  data: 1.4526  max mem: 776',
      'Test:  [90/91]  eta: 0:00:00  loss: 2.0 (2.5)  time: 0.1  data: 0.0  max mem: 776',
    ]);
    expect(report.lines).toEqual({ read: 5, understood: 5 });
    expect(pointsOf(report, 'test/loss')).toEqual([[10, 2.5]]);
    expect(report.stepSeconds?.count).toBe(1);
    expect(report.peakMemoryBytes).toBe(776 * MIB);
  });

  it('reads the excerpts of public logs', () => {
    expect(reportOf(excerpts('Epoch: [0]  ')).format).toBe('torchvision');
    expect(reportOf(excerpts('Test:  [ 0/91]'))).toMatchObject({ format: 'torchvision', stepSeconds: undefined });
  });
});

describe('the ImageNet example', () => {
  const lines = excerpts('Epoch: [0][');

  it('uses current values for times, and for waiting the sums of the epoch without its first step', () => {
    expect(lines).toHaveLength(2);
    const report = reportOf(lines);
    expect(report).toMatchObject({
      format: 'imagenet',
      stepSecondsOf: 'step',
      stepSeconds: { count: 1, median: 0.605 },
    });
    const [time, data] = [0.806 * 11 - 4.338, 0.187 * 11 - 1.979];
    expect(report.dataPercent).toBeCloseTo((100 * data) / time, 9);
    expect(pointsOf(report, 'Loss')).toEqual([
      [1, 7.0032],
      [11, 7.157],
    ]);
    expect(pointsOf(report, 'Acc@5').at(-1)).toEqual([11, 0.39]);
  });

  it('takes the mean of an evaluation, and its summary', () => {
    const report = reportOf([...lines, ...excerpts('Test: [300/313]'), ' * Acc@1 0.412 Acc@5 1.502']);
    expect(pointsOf(report, 'test/Acc@1')).toEqual([[11, 0.412]]);
    expect(pointsOf(report, 'test/Loss')).toEqual([[11, 7.0172]]);
  });

  it('counts from 0 in older versions, which say Prec@1', () => {
    const report = reportOf([
      'Epoch: [0][0/1251]\tTime 10.000 (10.000)\tData 8.000 (8.000)\tLoss 7.0 (7.0)\tPrec@1 0.000 (0.000)',
      'Epoch: [0][10/1251]\tTime 0.300 (1.200)\tData 0.100 (0.800)\tLoss 6.9 (6.9)\tPrec@1 0.391 (0.1)',
      'Epoch: [1][0/1251]\tTime 9.000 (9.000)\tData 7.000 (7.000)\tLoss 6.8 (6.8)\tPrec@1 0.391 (0.391)',
      'Epoch: [1][10/1251]\tTime 0.500 (1.000)\tData 0.200 (0.700)\tLoss 6.7 (6.7)\tPrec@1 0.781 (0.5)',
    ]);
    expect(report.stepSeconds).toMatchObject({ count: 2, median: 0.4 });
    const time = 1.2 * 11 - 10 + (1 * 11 - 9);
    const data = 0.8 * 11 - 8 + (0.7 * 11 - 7);
    expect(report.dataPercent).toBeCloseTo((100 * data) / time, 9);
    expect(pointsOf(report, 'Prec@1').map(([step]) => step)).toEqual([0, 10, 1251, 1261]);
  });
});

describe('timm', () => {
  it('uses current values, samples a second, and sums for waiting', () => {
    const report = reportOf([...excerpts('Train: 0 ['), ...excerpts('Test: [   0/29]')]);
    expect(report).toMatchObject({
      format: 'timm',
      stepSeconds: { count: 1, median: 0.934 },
      throughput: { value: 8.57, unit: 'samples/s' },
      lines: { read: 3, understood: 3 },
    });
    const [time, data] = [0.218 * 33 - 1.663, 0.014 * 33 - 0.46];
    expect(report.dataPercent).toBeCloseTo((100 * data) / time, 9);
    expect(pointsOf(report, 'Loss')).toEqual([
      [0, 8.863],
      [32, 1.336],
    ]);
    expect(pointsOf(report, 'LR').at(-1)).toEqual([32, 5e-4]);
    expect(pointsOf(report, 'test/Acc@1')).toEqual([[32, 87.5]]);
  });
});

describe('MMEngine', () => {
  it('reads its text, and leaves out the first line of an epoch', () => {
    const [line = ''] = excerpts('08/21 02:58:41 - mmengine');
    const next = line
      .replace('[10/25]', '[20/25]')
      .replace('02:58:41', '02:58:43')
      .replace('time: 0.0019', 'time: 0.0020');
    const val =
      '08/21 02:58:45 - mmengine - INFO - Epoch(val) [1][10/10]  acc/top1: 0.1429  data_time: 0.01  time: 0.02';
    const report = reportOf([line, `${next}  memory: 392`, val]);
    expect(report).toMatchObject({
      format: 'mmengine',
      stepSeconds: { count: 1, median: 0.002 },
      peakMemoryBytes: 392 * MIB,
      lines: { read: 3, understood: 3 },
    });
    expect(report.dataPercent).toBeCloseTo(20, 9);
    expect(report.curves.find(({ name }) => name === 'loss')?.points).toEqual([
      { step: 10, seconds: 0, value: 1.7388 },
      { step: 20, seconds: 2, value: 1.7388 },
    ]);
    expect(pointsOf(report, 'val/acc/top1')).toEqual([[20, 0.1429]]);
  });

  it('reads mmcv, which came before', () => {
    const report = reportOf([
      '2022-11-12 18:59:00,000 - mmdet - INFO - Epoch [1][50/9947]\tlr: 1.978e-04, eta: 1 day, 2:03:04, time: 0.400, data_time: 0.050, memory: 3900, loss_cls: 0.7, loss: 1.4',
      '2022-11-12 18:59:20,000 - mmdet - INFO - Epoch [1][100/9947]\tlr: 3.9e-04, eta: 1 day, 2:03:04, time: 0.300, data_time: 0.030, memory: 3900, loss_cls: 0.6, loss: 1.2',
      '2022-11-12 18:59:54,118 - mmdet - INFO - Epoch(val) [1][200]\tbbox_mAP: 0.0210, bbox_mAP_50: 0.0940',
    ]);
    expect(report).toMatchObject({ format: 'mmengine', stepSeconds: { count: 1, median: 0.3 } });
    expect(report.dataPercent).toBeCloseTo(10, 9);
    expect(pointsOf(report, 'loss')).toEqual([
      [50, 1.4],
      [100, 1.2],
    ]);
    expect(pointsOf(report, 'val/bbox_mAP_50')).toEqual([[100, 0.094]]);
  });

  it('reads scalars.json, an object a line', () => {
    const report = reportOf([
      '{"lr": 0.01, "data_time": 0.2, "loss": 2.0, "time": 0.5, "epoch": 1, "iter": 10, "memory": 5828, "step": 10}',
      '{"lr": 0.01, "data_time": 0.1, "loss": 1.5, "time": 0.4, "epoch": 1, "iter": 20, "memory": 5830, "step": 20}',
      '{"coco/bbox_mAP": 0.31, "data_time": 0.01, "time": 0.05, "step": 1}',
    ]);
    expect(report).toMatchObject({
      format: 'mmengine-json',
      stepSeconds: { count: 1, median: 0.4 },
      peakMemoryBytes: 5830 * MIB,
    });
    expect(report.dataPercent).toBeCloseTo(25, 9);
    expect(pointsOf(report, 'val/coco/bbox_mAP')).toEqual([[20, 0.31]]);
  });
});

describe('the Trainer of Hugging Face, version 4', () => {
  it('has numbers without quotes, and restarts by epoch', () => {
    const [line = ''] = excerpts("{'loss': 0.3537");
    const end = excerpts("{'train_runtime'");
    const reading = read([line, line.replace('1.95', '1.5'), ...end]);
    expect(reading.report).toMatchObject({ format: 'transformers', throughput: { value: 26.11, unit: 'samples/s' } });
    expect(codesOf(reading)).toEqual(['LOG-03']);
    const loss = reading.report?.curves.find(({ name }) => name === 'loss');
    expect(loss?.points.map(({ epoch }) => epoch)).toEqual([1.5]);
  });

  it('is no other dict', () => {
    expect(read(["{'lr': 0.1, 'momentum': 0.9}", "{'loss': [1, 2], 'epoch': 1}"]).report).toBeUndefined();
  });
});

describe('nanoGPT', () => {
  it('leaves out the first step, the one after an evaluation, and MFU that is not measured', () => {
    const report = reportOf([
      ...excerpts('step 0: train'),
      ...excerpts('iter 0:'),
      'iter 1: loss 10.5, time 130.00ms, mfu -100.00%',
      'iter 2: loss 10.1, time 132.00ms, mfu 25.00%',
      'step 3: train loss 9.5, val loss 9.6',
      'iter 3: loss 9.7, time 4000.00ms, mfu 24.00%',
      'iter 4: loss 9.4, time 134.00ms, mfu 26.00%',
    ]);
    expect(report).toMatchObject({ format: 'nanogpt', stepSeconds: { count: 3, median: 0.132 }, mfuPercent: 25.5 });
    expect(pointsOf(report, 'val loss')).toEqual([
      [0, 10.9896],
      [3, 9.6],
    ]);
    expect(report.curves.find(({ name }) => name === 'time')?.unit).toBe('ms');
  });
});

describe('llm.c on the console', () => {
  it('reads time, MFU and tokens', () => {
    const report = reportOf([
      'val loss 11.033154',
      'step    1/3 | loss 11.032358 (+nanz)| norm 22.1414 (+nanz)| lr 8.57e-07 | 2500.46 ms | 40.2% bf16 MFU | 209676 tok/s',
      'step    2/3 | loss 10.958507 (+nanz)| norm 22.0968 (+nanz)| lr 1.71e-06 | 2494.79 ms | 40.3% bf16 MFU | 210153 tok/s',
      'step    3/3 | loss 10.811316 (+nanz)| norm 21.1251 (+nanz)| lr 2.57e-06 | 2499.50 ms | -100.0% bf16 MFU | 209950 tok/s',
    ]);
    expect(report).toMatchObject({
      format: 'llm.c',
      mfuPercent: 40.3,
      nanValues: 0,
      lines: { read: 4, understood: 4 },
    });
    expect(report.stepSeconds?.count).toBe(2);
    expect(report.stepSeconds?.mean).toBeCloseTo((2.49479 + 2.4995) / 2, 12);
    expect(report.throughput).toEqual({ value: (210153 + 209950) / 2, unit: 'tokens/s' });
    expect(pointsOf(report, 'norm')[0]).toEqual([1, 22.1414]);
  });
});

describe('torchtitan', () => {
  const line = (step: number, second: string, tps: string): string =>
    `\u001b[31m[rank0]:[titan] 2025-06-04 08:51:${second} - root - INFO - \u001b[32mstep: ${step}  \u001b[33mloss: 10.7069  \u001b[34mmemory: 30.99GiB(32.62%)  \u001b[36mtps: ${tps}  \u001b[35mtflops: 407.35  mfu: 41.19%\u001b[39m`;

  it('reads through colours, with thousands, and takes step times from the stamps', () => {
    const report = reportOf([line(1, '48,074', '375'), line(10, '58,557', '7,034'), line(20, '59,557', '7,100')]);
    expect(report).toMatchObject({ format: 'torchtitan', stepSecondsOf: 'mean', mfuPercent: 41.19 });
    expect(report.stepSeconds?.count).toBe(2);
    expect(report.stepSeconds?.mean).toBeCloseTo((10.483 / 9 + 0.1) / 2, 9);
    expect(report.throughput).toEqual({ value: (7034 + 7100) / 2, unit: 'tokens/s/device' });
    expect(report.peakMemoryBytes).toBe(Math.round(30.99 * GIB));
    expect(report.capacityBytes).toBeCloseTo((30.99 * GIB) / 0.3262, -1);
  });

  it('believes a line on the capacity before the ratio', () => {
    const report = reportOf([
      '[titan] INFO - CUDA capacity: NVIDIA H100 with 95.00GiB memory',
      ...excerpts('step: 20  loss'),
    ]);
    expect(report).toMatchObject({ capacityBytes: 95 * GIB, throughput: undefined });
    expect(pointsOf(report, 'grad_norm')).toEqual([[20, 9.6669]]);
  });

  it('listens to one rank of several', () => {
    const reading = read([line(1, '48,074', '375'), line(1, '48,074', '999').replace('rank0', 'rank1')]);
    expect(codesOf(reading)).toEqual(['LOG-09']);
    expect(pointsOf(reading.report!, 'tps')).toEqual([[1, 375]]);
  });
});

describe('Megatron', () => {
  it('reads milliseconds, skipped steps, samples from the batch, and memory', () => {
    const [line = ''] = excerpts(' iteration      100');
    const next = line
      .replace('iteration      100', 'iteration      200')
      .replace('858.6', '800.0')
      .replace(/skipped iterations: {2}15/, 'skipped iterations:   2');
    const report = reportOf([line, next, ...excerpts('[Rank 3]'), ...excerpts(' validation loss')]);
    expect(report).toMatchObject({
      format: 'megatron',
      stepSeconds: { count: 1, median: 0.8 },
      stepSecondsOf: 'mean',
      throughput: { value: 20, unit: 'samples/s' },
      skippedSteps: 17,
      nanValues: 0,
      peakMemoryBytes: Math.round(5373.49560546875 * MIB),
      lines: { read: 4, understood: 4 },
    });
    expect(pointsOf(report, 'lm loss')).toEqual([
      [100, 9.674668],
      [200, 9.674668],
    ]);
    expect(pointsOf(report, 'validation/lm loss value')).toEqual([[1000, 6.329505]]);
  });

  it('reads timers of the fastest and the slowest rank, and waiting for batches', () => {
    const line = (step: number): string =>
      ` iteration ${step}/ 5000 | elapsed time per iteration (ms): 1000.0 | global batch size: 16 | lm loss: 9.0E+00 |`;
    const timers = [
      '(min, max) time across ranks (ms):',
      '    forward-backward ....: (700.00, 900.00)',
      '    batch-generator ......: (10.00, 50.00)',
    ];
    const report = reportOf([line(1), ...timers, line(2), ...timers]);
    expect(report.dataPercent).toBeCloseTo(5, 9);
    expect(report.curves.find(({ name }) => name === 'timer/forward-backward (max)')).toMatchObject({
      unit: 'ms',
      points: [{ value: 900 }, { value: 900 }],
    });
    expect(report.lines).toEqual({ read: 8, understood: 8 });
  });

  it('reads what is before the bar: stamps, ranks, loggers; current before mean', () => {
    const report = reportOf([...excerpts('[20251023')]);
    expect(pointsOf(report, 'lm loss')).toEqual([[424, 4.447942]]);
    expect(pointsOf(report, 'throughput per GPU (TFLOP/s/GPU)')).toEqual([[424, 11.9]]);
    expect(report.capacityBytes).toBe(Math.round(255.98 * GIB));
    expect(reportOf(excerpts('7:  iteration')).curves.find(({ name }) => name === 'TFLOPs')?.points[0]?.value).toBe(
      25.55,
    );
    expect(pointsOf(reportOf(excerpts(' [2025-10-11')), 'grad norm')).toEqual([[311, 6.003]]);
  });
});

describe('DeepSpeed', () => {
  it('reads the throughput timer, steps, skipped steps and memory', () => {
    const [timer = ''] = excerpts('[2023-08-02 00:41:17,936]');
    const next = timer
      .replace('00:41:17,936', '00:41:19,936')
      .replace('global_step=10', 'global_step=20')
      .replace('222.88787331278564', '300');
    const report = reportOf([...excerpts('[2023-08-02 00:41:17,935]'), timer, next]);
    expect(report).toMatchObject({
      format: 'deepspeed',
      skippedSteps: 10,
      stepSecondsOf: 'mean',
      stepSeconds: { count: 1, median: 0.2 },
      peakMemoryBytes: Math.round(1.36 * GIB),
      throughput: { value: 300, unit: 'samples/s' },
      lines: { read: 4, understood: 4 },
    });
    expect(pointsOf(report, 'lr')).toEqual([[10, 1e-4]]);
  });

  it('reads the older timer', () => {
    const report = reportOf(excerpts('[2022-08-29'));
    expect(pointsOf(report, 'samples per second')).toEqual([[20, 227.48090316379353]]);
    expect(report.peakMemoryBytes).toBe(Math.round(15.06 * GIB));
  });

  it('puts the wall clock breakdown to the step whose line follows', () => {
    const report = reportOf([
      '[2024-04-04 09:09:53,313] [INFO] [logging.py:96:log_dist] [Rank 0] time (ms) | fwd_microstep: 6567.68 | bwd_microstep: 17950.36 | step_microstep: 1139.27',
      '[2024-04-04 09:09:53,313] [INFO] [logging.py:96:log_dist] [Rank 0] time (ms) | fwd: 6567.66 | bwd: 17950.35 | bwd_inner: 17711.19 | bwd_allreduce: 239.11 | step: 1139.29',
      '[2024-04-04 09:09:53,400] [INFO] [timer.py:215:stop] epoch=0/micro_step=1/global_step=1, RunningAvgSamplesPerSec=2.6, CurrSamplesPerSec=2.6, MemAllocated=0.07GB, MaxMemAllocated=1.36GB',
    ]);
    expect(report.curves.find(({ name }) => name === 'timer/bwd_allreduce')).toEqual({
      name: 'timer/bwd_allreduce',
      unit: 'ms',
      points: [{ step: 1, seconds: 0, value: 239.11 }],
    });
    expect(report.lines.understood).toBe(3);
  });
});

describe('Megatron-DeepSpeed', () => {
  it('reads names with underscores, and the lines of DeepSpeed beside', () => {
    const line = (step: number, ms: number): string =>
      `[2024-09-16 22:59:19.287338][INFO][training_log:661] -  iteration=       ${step}/  635782 | consumed_samples=         768 | elapsed_time_per_iteration_ms=${ms} | learning_rate=9.4372e-09 | global_batch_size=768 | lm loss=11.167250 | number_of_skipped_iterations=  1 | samples_per_second=25.972 | [LM]TFLOPs=20.30 |`;
    const timer = (step: number): string =>
      `[2024-09-16 22:59:1${step},000] [INFO] [logging.py:96:log_dist] [Rank 0] step=${step}, skipped=0, lr=[1e-07], mom=[(0.9, 0.999)]`;
    const report = reportOf([timer(1), line(1, 29570), timer(2), line(2, 20000), timer(3), line(3, 22000)]);
    expect(report).toMatchObject({
      format: 'megatron',
      alsoFormats: ['deepspeed'],
      stepSeconds: { count: 2, median: 21 },
      throughput: { value: 25.972, unit: 'samples/s' },
      skippedSteps: 3,
      lines: { read: 6, understood: 6 },
    });
    expect(pointsOf(report, 'lm loss')).toHaveLength(3);
    expect(pointsOf(report, 'learning rate')[0]).toEqual([1, 9.4372e-9]);
    expect(pointsOf(report, 'lr').at(-1)).toEqual([3, 1e-7]);
  });
});

describe('detectron2', () => {
  it('reads the time of one iteration where it is said', () => {
    const line = (iter: number, last: string): string =>
      `[10/27 08:35:0${iter} d2.utils.events]:  eta: 0:05:10  iter: ${iter}  total_loss: 1.861  loss_cls: 0.6  time: 0.2000  ${last}data_time: 0.0100  lr: 1.6068e-05  max_mem: 2589M`;
    const mean = reportOf([line(1, ''), line(2, '')]);
    expect(mean).toMatchObject({ format: 'detectron2', stepSecondsOf: 'mean', peakMemoryBytes: 2589 * MIB });
    expect(mean.stepSeconds).toMatchObject({ count: 1, median: 0.2 });
    expect(mean.dataPercent).toBeCloseTo(5, 9);
    const single = reportOf([1, 2, 3].map((iter) => line(iter, 'last_time: 0.4000  last_data_time: 0.1000  ')));
    expect(single).toMatchObject({ stepSecondsOf: 'step', stepSeconds: { count: 2, median: 0.4 } });
    expect(single.dataPercent).toBeCloseTo(25, 9);
    expect(pointsOf(single, 'total_loss')[0]).toEqual([1, 1.861]);
  });
});

describe('what tutorials print', () => {
  it('counts steps over epochs', () => {
    const report = reportOf(['Epoch [1/5], Step [100/600], Loss: 0.2846', 'Epoch [2/5], Step [100/600], Loss: 0.1928']);
    expect(report).toMatchObject({ format: 'epoch-line', stepSeconds: undefined });
    expect(pointsOf(report, 'Loss')).toEqual([
      [100, 0.2846],
      [700, 0.1928],
    ]);
  });

  it('reads the MNIST example', () => {
    const report = reportOf([
      'Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.300039',
      'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.213470',
      'Test set: Average loss: 0.0521, Accuracy: 9827/10000 (98%)',
      'Train Epoch: 2 [0/60000 (0%)]\tLoss: 0.1',
    ]);
    expect(report.lines).toEqual({ read: 4, understood: 4 });
    expect(pointsOf(report, 'Loss').map(([step]) => step)).toEqual([0, 640, 60_000]);
    expect(pointsOf(report, 'test/accuracy')).toEqual([[640, 98.27]]);
  });

  it('reads names and numbers with only a blank between', () => {
    const report = reportOf([
      'epoch 0: loss 3.3783, accuracy 0.083, 7.5 s',
      'epoch 1: loss 2.1559, accuracy 0.167, 7.1 s',
      'epoch 2: loss 1.9495, accuracy 0.500, 8.4 s',
    ]);
    expect(report.lines).toEqual({ read: 3, understood: 3 });
    expect(report.curves.map(({ name }) => name)).toEqual(['loss', 'accuracy']);
    expect(pointsOf(report, 'loss').at(-1)).toEqual([2, 1.9495]);
  });

  it('reads epochs alone, and prose about epochs not', () => {
    const report = reportOf(['Epoch 1/10 - loss: 0.5 - val_loss: 0.6', 'Epoch 2/10 - loss: 0.4 - val_loss: 0.5']);
    expect(pointsOf(report, 'loss')).toEqual([
      [1, 0.5],
      [2, 0.4],
    ]);
    expect(pointsOf(report, 'val_loss').at(-1)).toEqual([2, 0.5]);
    expect(read(['Epoch 1 begins', 'after epoch 2 we stop']).report).toBeUndefined();
  });
});

describe('YOLO', () => {
  it('reads the bars of Ultralytics since 8.3', () => {
    const report = reportOf([
      '      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size',
      '\r       1/25      11.1G      1.600      2.600    0.01400        144        640: 71% ━━╸─ 150/210',
      '\r       1/25      11.1G      1.505      2.563    0.01312        144        640: 100% ━━━━━━━━━━━━ 210/210 3.1it/s 1:09',
      '                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100% ━━━━━━━━━━━━ 10/10 1.1it/s 9.3s',
      '                   all       1277       3931       0.14     0.0971     0.0545     0.0128',
      '       2/25      11.1G      1.400      2.500    0.01300        144        640: 100% ━━━━━━━━━━━━ 210/210 8.0s/it 5:05',
    ]);
    expect(report).toMatchObject({ format: 'yolo', stepSeconds: { count: 2 }, throughput: undefined });
    expect(report.stepSeconds?.mean).toBeCloseTo((1 / 3.1 + 8) / 2, 9);
    expect(pointsOf(report, 'dfl_loss')).toEqual([
      [1, 0.01312],
      [2, 0.013],
    ]);
    expect(pointsOf(report, 'val/mAP50')).toEqual([[1, 0.0545]]);
  });

  it('reads Ultralytics, whose bar is drawn over itself, and GiB', () => {
    const head = '      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size';
    const at = (done: number, box: string): string =>
      `\r        1/2      2.61G      ${box}      1.398      1.192         81        640: ${done * 25}%|███       | ${done}/4 [00:0${done}<00:01,  4.00it/s]`;
    const val =
      '                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 2/2 [00:00<00:00,  5.0it/s]';
    const report = reportOf([
      head,
      `${at(1, '9.9')}${at(3, '1.5')}${at(4, '1.153')}`,
      val,
      '                   all        100        200      0.633      0.475      0.537      0.376',
    ]);
    expect(report).toMatchObject({
      format: 'yolo',
      stepSeconds: { count: 1, median: 0.25 },
      peakMemoryBytes: Math.round(2.61 * GIB),
    });
    expect(pointsOf(report, 'box_loss')).toEqual([[1, 1.153]]);
    expect(pointsOf(report, 'val/mAP50-95')).toEqual([[1, 0.376]]);
  });
});

describe('tqdm', () => {
  it('knows s/it from it/s, and a bar over epochs from the one over steps', () => {
    const outer = (done: number): string => `Epochs:  ${done * 33}%|███  | ${done}/3 [0${done}:00<01:00, 60.00s/it]`;
    const inner = (epoch: number): string[] => [
      `\rEpoch ${epoch}:   1%|  | 1/100 [00:09<10:00,  9.00s/it]\u001b[A`,
      `\rEpoch ${epoch}:  50%|█ | 50/100 [00:30<00:30,  2.00it/s, loss=0.${epoch}5, v_num=0]\u001b[A`,
      `\rEpoch ${epoch}: 100%|██| 100/100 [00:50<00:00,  2.00it/s, loss=0.${epoch}1, v_num=0]\u001b[A`,
    ];
    const report = reportOf([outer(0), ...inner(1), outer(1), ...inner(2), outer(2)]);
    expect(report).toMatchObject({ format: 'tqdm', stepSecondsOf: 'mean', stepSeconds: { count: 2, median: 0.5 } });
    expect(report.throughput).toEqual({ value: 2, unit: 'steps/s' });
    expect(pointsOf(report, 'loss')).toEqual([
      [50, 0.15],
      [100, 0.11],
      [150, 0.25],
      [200, 0.21],
    ]);
  });

  it('reads scaled units', () => {
    const report = reportOf('1.20M/3.40M: 35%|███  | 1.20M/3.40M [00:40<01:00, 2.50kit/s]');
    expect(report.stepSeconds).toMatchObject({ median: 0.0004 });
    expect(report.throughput).toEqual({ value: 30_000, unit: 'steps/s' });
  });

  it('passes over bars that do not train', () => {
    expect(reportOf('Downloading: 100%|██████| 10/10 [00:20<00:00,  2.00s/it]')).toMatchObject({
      stepSeconds: undefined,
      throughput: undefined,
    });
  });
});

describe('named numbers', () => {
  it('reads key=value, with units at the value or in the name', () => {
    const report = reportOf([
      'step=1 loss=2.5 step_time=130ms data_time=13ms',
      'step=2 loss=nan step_time=120ms data_time=12ms',
      'step=3 loss=2.1 step_time_ms=110 data_time_ms=11',
    ]);
    expect(report).toMatchObject({
      format: 'key-value',
      stepSecondsOf: 'step',
      stepSeconds: { count: 2, median: 0.115 },
      nanValues: 1,
    });
    expect(report.dataPercent).toBeCloseTo(10, 9);
  });

  it('reads an epoch beside a step', () => {
    const report = reportOf(['epoch: 1, step: 10, loss: 2.5', 'epoch: 1, step: 20, loss: 2.4']);
    expect(report.format).toBe('key-value');
    expect(pointsOf(report, 'loss').map(([step]) => step)).toEqual([10, 20]);
  });

  it('takes no time without a unit for one', () => {
    const report = reportOf(['step: 1, loss: 2.5, time: 12', 'step: 2, loss: 2.4, time: 13']);
    expect(report).toMatchObject({ format: 'key-value', stepSeconds: undefined });
    expect(pointsOf(report, 'time')).toEqual([
      [1, 12],
      [2, 13],
    ]);
  });

  it('reads objects, nested ones too, and keeps what evaluates apart', () => {
    const report = reportOf([
      '{"_step": 1, "train": {"loss": "2.5"}, "_runtime": 3.5}',
      '{"_step": 2, "train": {"loss": 2.25}, "_runtime": 4.5}',
      '{"_step": 2, "val/loss": 2.0}',
    ]);
    expect(report.format).toBe('jsonl');
    expect(report.curves.find(({ name }) => name === 'train/loss')?.points).toEqual([
      { step: 1, seconds: 3.5, value: 2.5 },
      { step: 2, seconds: 4.5, value: 2.25 },
    ]);
    expect(pointsOf(report, 'val/loss')).toEqual([[2, 2]]);
  });

  it('reads a list of objects over many lines, and what is whole of a cut one', () => {
    const text = JSON.stringify(
      [
        { step: 1, loss: 3 },
        { step: 2, loss: 2 },
        { step: 3, loss: 1 },
      ],
      undefined,
      2,
    );
    expect(pointsOf(reportOf(text), 'loss')).toHaveLength(3);
    expect(pointsOf(reportOf(text.slice(0, -8)), 'loss')).toEqual([
      [1, 3],
      [2, 2],
    ]);
  });

  it('reads tables: quotes, tabs, semicolons, memory with its unit', () => {
    expect(pointsOf(reportOf('"step","loss, mean"\n1,"2.5"\n2,2.25\n'), 'loss, mean')).toEqual([
      [1, 2.5],
      [2, 2.25],
    ]);
    const report = reportOf('step\tloss\tgpu_memory_mib\tstep_time_s\n1\t2.5\t900\t9\n2\t2.25\t1000\t0.5\n');
    expect(report).toMatchObject({
      format: 'csv',
      peakMemoryBytes: 1000 * MIB,
      stepSeconds: { count: 1, median: 0.5 },
    });
    expect(reportOf('epoch;loss\n0;2.5\n1;2.25\n').format).toBe('csv');
  });

  it('is no log: prose, settings, a table without steps', () => {
    for (const text of ['hello\nworld\n', 'lr: 0.1\nepochs: 90\n', 'name,age\nann,3\nbob,4\n', '{"a": 1}\n']) {
      const reading = read(text);
      expect(reading.report, text).toBeUndefined();
      expect(codesOf(reading)).toEqual(['LOG-01']);
    }
  });
});
