import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { showMemory } from '../../src/cli/profile/show-memory.js';
import type { MemoryReport } from '../../src/runs/report/rank-report.js';

const plain = picocolors.createColors(false);
const show = (memory: Partial<MemoryReport>, language: 'en' | 'zh' = 'en', top = 2): string[] =>
  showMemory(
    {
      device: 'cuda:0',
      peakAllocatedBytes: undefined,
      peakReservedBytes: undefined,
      capacityBytes: undefined,
      points: [],
      ...memory,
    },
    language,
    top,
    100,
    plain,
  );

it('shows the peak and what held it, the most first', () => {
  const line = { file: 'train.py', line: 12, function: 'attention' };
  const holders = [
    { name: 'attention', bytes: 750, line },
    { name: 'activations', bytes: 200 },
    { name: 'inputs', bytes: 50 },
  ];
  expect(show({ peakAllocatedBytes: 1000, peakReservedBytes: 2048, holders })).toEqual([
    'Memory of cuda:0: 1000 B at the peak, 2 KiB reserved',
    '       750 B   75.0 %  attention  train.py:12',
    '       200 B   20.0 %  activations',
  ]);
  expect(show({ device: 'unknown', peakAllocatedBytes: 1000, holders }, 'zh')).toEqual([
    '文件未注明的设备 的内存：峰值 1000 B',
    '       750 B   75.0 %  attention  train.py:12',
    '       200 B   20.0 %  激活',
  ]);
});

it('shows what is free in pieces, what failed, and that the peak is not known', () => {
  const fragmentation = {
    reservedBytes: 4096,
    allocatedBytes: 0,
    freeBytes: 3072,
    largestFreeBytes: 512,
    roundingBytes: 0,
  };
  const failed = { askedBytes: 1024, deviceFreeBytes: 12, line: { file: 'a\u001b.py', line: 3 } };
  expect(show({ fragmentation, outOfMemory: [failed] })).toEqual([
    'Memory of cuda:0: the peak is not known',
    '  at the end 3 KiB of 4 KiB reserved are in no tensor, the largest piece has 512 B',
    expect.stringMatching(
      /^ {2}1 allocation failed; the first asked for 1 KiB while the device had 12 B, at a\P{Cc}+\.py:3$/u,
    ),
  ]);
  const many = Array.from({ length: 20 }, () => ({ askedBytes: 1024, deviceFreeBytes: undefined }));
  expect(show({ outOfMemory: many }).at(-1)).toBe('  20 allocations or more failed; the first asked for 1 KiB');
});
