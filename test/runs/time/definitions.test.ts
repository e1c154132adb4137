import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TimeReport } from '../../../src/runs/time/measure-time.js';
import { readSection, table } from '../../setup/page-section.js';
import { realTimes } from './small-trace.js';

const PAGE = 'docs/definitions.md';

const FILES = {
  control: 'hta-a100-8rank-control-rank3.json.gz',
  nw0: 'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz',
  nw4: 'kineto-resnet50-v100-num_workers_4.pt.trace.json.gz',
  ns: 'hta-v100-ns-resolution-resnet-ddp-rank0.json.gz',
  nccl: 'hta-a100-nccl-args-2rank-rank0.json.gz',
  mi250: 'hta-mi250-rocm62.json.gz',
} as const;

/** What the traces are, for the page. */
const TRACES: Readonly<Record<keyof typeof FILES, string>> = {
  control: 'recommender, 8 A100',
  nw0: 'ResNet-50, V100, no workers',
  nw4: 'ResNet-50, V100, 4 workers',
  ns: 'ResNet DDP, V100, ns',
  nccl: 'DDP, 2 A100',
  mi250: 'MI250, ROCm 6.2',
};

interface Difference {
  readonly number: string;
  readonly trace: keyof typeof FILES;
  readonly ours: (times: TimeReport) => number | undefined;
  readonly tool: 'HTA' | 'plugin';
  readonly theirs: string;
  readonly why: string;
}

const ns = (of: (times: TimeReport) => number | undefined) => (times: TimeReport) => (of(times) ?? Number.NaN) / 1000;

/** HTA 0.6.1 with the last step unless said, `torch-tb-profiler` as it was removed from Kineto; both run on these traces. */
const DIFFERENCES: readonly Difference[] = [
  {
    number: '`compute_ns`',
    trace: 'control',
    ours: ns(({ gpu }) => gpu?.computeNs),
    tool: 'HTA',
    theirs: '281,336',
    why: 'fills are no computation there',
  },
  {
    number: '`compute_ns`',
    trace: 'nw0',
    ours: ns(({ gpu }) => gpu?.computeNs),
    tool: 'HTA',
    theirs: '591,532',
    why: 'the same',
  },
  {
    number: '`compute_ns`',
    trace: 'nw4',
    ours: ns(({ gpu }) => gpu?.computeNs),
    tool: 'HTA',
    theirs: '594,868',
    why: 'the same',
  },
  {
    number: '`overlap_percent`',
    trace: 'control',
    ours: ({ gpu }) => gpu?.overlapPercent,
    tool: 'HTA',
    theirs: '46.24 %',
    why: 'the same: fills beside communication do not cover it there',
  },
  {
    number: '`idle_ns`',
    trace: 'ns',
    ours: ns(({ gpu }) => gpu?.idleNs),
    tool: 'HTA',
    theirs: '12,143',
    why: 'starts are rounded up and ends down to microseconds there: each of 6,095 events loses up to one',
  },
  {
    number: '`compute_ns`',
    trace: 'ns',
    ours: ns(({ gpu }) => gpu?.computeNs),
    tool: 'HTA',
    theirs: '464,915',
    why: 'the same, and fills',
  },
  {
    number: '`idle_ns`',
    trace: 'control',
    ours: ns(({ gpu }) => gpu?.idleNs),
    tool: 'HTA',
    theirs: '62,119',
    why: 'by default the last step is dropped there; with it, it is equal',
  },
  {
    number: '`idle_ns`',
    trace: 'nccl',
    ours: ns(({ gpu }) => gpu?.idleNs),
    tool: 'HTA',
    theirs: '338,781',
    why: 'the same',
  },
  {
    number: '`idle_by_cause`: data loader',
    trace: 'nw0',
    ours: ns(({ gpu }) => gpu?.idleByCause.dataloaderNs),
    tool: 'HTA',
    theirs: '–',
    why: 'data loaders are not known there; their time is within `host_wait`',
  },
  {
    number: '`idle_by_cause`: host launch',
    trace: 'nw0',
    ours: ns(({ gpu }) => gpu?.idleByCause.hostLaunchNs),
    tool: 'HTA',
    theirs: '382,676',
    why: '`host_wait` has the data loader and waiting in it; without these two causes ours is the same number',
  },
  {
    number: '`idle_by_cause`: kernel gap',
    trace: 'nw0',
    ours: ns(({ gpu }) => gpu?.idleByCause.kernelGapNs),
    tool: 'HTA',
    theirs: '10,243',
    why: '`kernel_wait`: the same',
  },
  {
    number: '`idle_by_cause`: host launch',
    trace: 'control',
    ours: ns(({ gpu }) => gpu?.idleByCause.hostLaunchNs),
    tool: 'HTA',
    theirs: '133,311 and 424,456',
    why: 'there each stream is idle by itself (here 7 and 20), also while another one computes',
  },
  {
    number: '`launches`: short kernels',
    trace: 'ns',
    ours: ({ launches }) => launches?.shortKernels,
    tool: 'HTA',
    theirs: '3,469',
    why: 'durations are rounded there',
  },
  {
    number: '`launches`: slow calls',
    trace: 'ns',
    ours: ({ launches }) => launches?.slowRuntimeCalls,
    tool: 'HTA',
    theirs: '921',
    why: 'the same',
  },
  {
    number: '`launches`: host time',
    trace: 'ns',
    ours: ns(({ launches }) => launches?.hostNs),
    tool: 'HTA',
    theirs: '261,445',
    why: 'the same',
  },
  {
    number: '`launches`: count',
    trace: 'mi250',
    ours: ({ launches }) => launches?.count,
    tool: 'HTA',
    theirs: '0',
    why: 'only four calls of CUDA are looked for there; neither `hip…`, drivers nor `cudaGraphLaunch`',
  },
  {
    number: '`step_anatomy`: communication',
    trace: 'nccl',
    ours: ns(({ stepAnatomy }) => stepAnatomy.communicationNs),
    tool: 'plugin',
    theirs: '347',
    why: 'a kernel communicates there only with the id of one of five `nccl:` operators, else it is in Kernel',
  },
  {
    number: '`step_anatomy`: kernels',
    trace: 'control',
    ours: ns(({ stepAnatomy }) => stepAnatomy.kernelNs),
    tool: 'plugin',
    theirs: '61,542.8',
    why: 'the same: communication is in it',
  },
  {
    number: '`step_anatomy`: kernels',
    trace: 'ns',
    ours: ns(({ stepAnatomy }) => stepAnatomy.kernelNs),
    tool: 'plugin',
    theirs: '93,634.7',
    why: 'times are floats of microseconds since 1970 there, up to 0.125 off each',
  },
  {
    number: '`tensor_core_eligible_percent`',
    trace: 'ns',
    ours: ({ utilization }) => utilization?.tensorCoreEligiblePercent,
    tool: 'plugin',
    theirs: '19 %',
    why: 'its list is older than `aten::convolution_backward` (since PyTorch 1.11) and fused attention',
  },
];

function format(value: number | undefined, theirs: string): string {
  const isPercent = theirs.endsWith('%');
  const digits = isPercent || !Number.isInteger(value) ? 2 : 0;
  const text = (value ?? Number.NaN).toLocaleString('en-US', { maximumFractionDigits: digits });
  return isPercent ? `${text} %` : text;
}

it('says where others differ, with both numbers', () => {
  const rows = DIFFERENCES.map(({ number, trace, ours, tool, theirs, why }) => {
    const value = ours(realTimes(FILES[trace]));
    return [number, TRACES[trace], format(value, theirs), `${tool}: ${theirs}`, why];
  });
  const text = table(['number', 'trace', 'torchdock', 'other', 'why'], rows);
  expect(readSection(PAGE, 'peers', text)).toBe(text);
});

describe('the page of definitions', () => {
  const page = readFileSync(PAGE, 'utf8');
  const contract = readdirSync('src/runs/report')
    .map((name) => readFileSync(`src/runs/report/${name}`, 'utf8'))
    .join('\n');
  const snake = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
  const fields = [...contract.matchAll(/\breadonly (\w+)\??: ([^;{]+)[;{]/gu)].map(([, name = '', type = '']) => ({
    name: snake(name),
    isNumber: /^(?:number|bigint)\b/u.test(type),
  }));

  it('has every number of the report', () => {
    const numbers = fields.filter(({ isNumber }) => isNumber).map(({ name }) => name);
    expect(numbers.length).toBeGreaterThan(100);
    expect([...new Set(numbers)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('has none that the report does not have', () => {
    const known = new Set(fields.map(({ name }) => name));
    const named = [...page.matchAll(/`(\w+_(?:ns|percent|bytes|per_\w+))`/gu)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
