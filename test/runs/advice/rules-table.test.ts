import { expect, test } from 'vitest';
import { slownessFindings } from '../../../src/findings/catalog/slowness.js';
import { THRESHOLDS } from '../../../src/runs/advice/thresholds.js';
import { readSection, table } from '../../setup/page-section.js';

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const ofStep = (what: string, { share }: { readonly share: number }): string => `${what}: ${percent(share)} of a step`;
const T = THRESHOLDS;
const ALL = 'that time';
const NONE = '–';

/** From where on each rule speaks, and what it can bring at most. */
const RULES: Readonly<Record<string, readonly [when: string, bound: string]>> = {
  'SLW-01': [ofStep('waiting for data', T['SLW-01']), ALL],
  'SLW-02': [
    `${ofStep('idle for launches', T['SLW-02'])}, half of the kernels not longer than ${T['SLW-02'].mostMedianKernelNs / 1000} µs`,
    ALL,
  ],
  'SLW-03': [ofStep('idle while the host synchronises within steps', T['SLW-03']), ALL],
  'SLW-04': [ofStep('communication that no compute covers', T['SLW-04']), ALL],
  'SLW-05': [
    `${ofStep('communication', T['SLW-05'])}, less than ${T['SLW-05'].overlapPercentBelow} % of it covered`,
    'the part that is not covered',
  ],
  'SLW-06': [
    `${ofStep('products and convolutions in float32', T['SLW-06'])}, at most ${T['SLW-06'].mostTensorCorePercent} % of kernel time on tensor cores, compute capability ${T['SLW-06'].computeCapability}`,
    ALL,
  ],
  'SLW-07': [
    `${T['SLW-07'].kernelsPerStep} kernels of the optimizer a step`,
    'its time on the device or the host, the longer',
  ],
  'SLW-08': [ofStep('copies from pageable memory', T['SLW-08']), ALL],
  'SLW-09': [`${percent(T['SLW-09'].shareOfMemory)} of memory at the peak, of any rank or log`, NONE],
  'SLW-10': ['any `DataParallel`', NONE],
  'SLW-11': ['backend gloo, work on a GPU', NONE],
  'SLW-12': [ofStep('forward work done again', T['SLW-12']), ALL],
  'SLW-13': [`held others up for ${percent(T['SLW-13'].share)} of the steps, as a straggler`, 'the time they waited'],
  'SLW-14': [
    `90th percentile of a step ${T['SLW-14'].p90OfMedian} times the median, of ${T['SLW-14'].steps} single steps or more`,
    NONE,
  ],
  'SLW-15': [
    `multiprocessors filled less than ${T['SLW-15'].multiprocessorPercentBelow} % while kernels run ${T['SLW-15'].busyPercent} % of the time`,
    NONE,
  ],
  'SLW-16': [`a log with ${T['SLW-16'].percent} % of waiting for data`, ALL],
  'SLW-17': ['any', NONE],
  'SLW-18': ['any', NONE],
  'SLW-19': [`less than ${T['SLW-19'].percentBelow} % by nvidia-smi`, NONE],
  'SLW-20': [ofStep('fills with zeros in `zero_grad`, host and device', T['SLW-20']), ALL],
  'SLW-21': [`${T['SLW-21'].callsPerStep} calls of \`aten::select\` by Python a step`, NONE],
  'SLW-22': [
    `${ofStep('`cudaMalloc`, `cudaFree` and the like', T['SLW-22'])}, in ${percent(T['SLW-22'].shareOfSteps)} of the steps, ${T['SLW-22'].steps} at least`,
    ALL,
  ],
  'SLW-23': [
    `less than ${percent(T['SLW-23'].shareOfMemoryBelow)} of memory at the peak of the fullest rank, beside what SLW-02 (its first threshold) or SLW-15 tells, and not SLW-01`,
    NONE,
  ],
  'SLW-24': [
    `${ofStep('what the profiler calls its own', T['SLW-24'])}; or ${T['SLW-24'].framesPerStep} frames of Python a step where the device waits for launches as in SLW-02`,
    NONE,
  ],
};

test('the page has every rule with its threshold', () => {
  const rows = Object.values(slownessFindings)
    .map(({ entry }) => entry)
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, title }) => [`[${code}](findings/${code}.md)`, title, ...(RULES[code] ?? ['?', '?'])]);
  const text = table(['code', 'advice', 'from', 'gain at most'], rows);
  expect(text).not.toContain('?');
  expect(readSection('docs/definitions.md', 'rules', text)).toBe(text);
});

test('every threshold is of a rule', () => expect(Object.keys(T).filter((code) => !(code in RULES))).toEqual([]));
