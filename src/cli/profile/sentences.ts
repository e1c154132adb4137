import { baseNameOf } from '../../base/paths.js';
import { showDuration } from '../../base/show-numbers.js';
import { formatCount } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import type { RankReport } from '../../runs/report/rank-report.js';
import type { Language } from '../../views/diagram.js';
import { cutToCells } from './cut-to-cells.js';

/** The sentences of `profile` in one language. */
export interface RunSentences {
  /** A file as it was named. */
  file(path: string): string;
  /** Said beside, in brackets. */
  aside(words: string): string;
  /** Where a code is told about. */
  explain(command: string): string;
  where(rank: RankReport, ranks: number): string;
  idle(percent: string, idle: string, span: string): string;
  across(ranks: number, collectives: number): string;
  /** Above the numbers of each rank. */
  readonly rankColumns: readonly string[];
  /** In place of what is too much for a terminal. */
  more(count: number): string;
  readonly straggler: string;
  log(file: string, format: string, understood: number, read: number): string;
  stepTime(median: string, p90: string): string;
  data(percent: string): string;
  resident(percent: string): string;
  memory(peak: string, capacity: string | 0 | undefined): string;
  nan(count: number): string;
  skipped(count: number): string;
  curves(names: readonly string[], count: number): string;
  readonly change: string;
  readonly noAdvice: string;
  gain(percent: string): string;
  kernels(count: number): string;
  readonly modules: string;
  readonly health: string;
  compared(before: string, after: string): string;
  stepChange(before: string, after: string, percent: string | undefined): string;
  readonly noStep: string;
  solved(codes: readonly string[]): string;
  appeared(codes: readonly string[]): string;
  readonly changedKernels: string;
}

const ENGLISH: RunSentences = {
  file: (path) => (path === '-' ? 'standard input' : visibleText(path)),
  aside: (words) => ` (${words})`,
  explain: (command) => `${command} says why.`,
  where: (rank, ranks) => {
    const { steps, stepAnatomy, device, file } = rank;
    const who =
      ranks > 1 && rank.rank !== undefined
        ? `rank ${rank.rank} (one of ${ranks} traces)`
        : ENGLISH.file(baseNameOf(file));
    const on = device ? ` on ${cutToCells(visibleText(device.name), 48)}` : ', no GPU work in it';
    return steps.length > 0
      ? `Where a step goes: ${who}, ${formatCount(steps.length, 'step')} of ${showDuration(stepAnatomy.totalNs)} in the mean${on}`
      : `Where the time goes: ${who}, ${showDuration(stepAnatomy.totalNs)} without steps${on}`;
  },
  idle: (percent, idle, span) => `The GPU is idle ${percent} of the time, ${idle} of ${span}`,
  across: (ranks, collectives) => `${formatCount(ranks, 'rank')} compared by ${formatCount(collectives, 'collective')}`,
  rankColumns: ['rank', 'compute', 'exposed communication', 'waiting', 'came last'],
  more: (count) => `${count} more (--json)`,
  straggler: 'others wait',
  log: (file, format, understood, read) =>
    `${file}: ${format}, ${understood} of ${formatCount(read, 'line')} understood`,
  stepTime: (median, p90) => `a step takes ${median} in the median, one of ten ${p90} or more`,
  data: (percent) => `waiting for data: ${percent} of a step`,
  resident: (percent) => `some kernel resident on the GPU ${percent} of the time (which is not the same as busy)`,
  memory: (peak, capacity) => `memory of the GPU: ${peak} at the peak${capacity ? ` of ${capacity}` : ''}`,
  nan: (count) => `${formatCount(count, 'value')} NaN or infinite`,
  skipped: (count) => `${formatCount(count, 'step')} skipped`,
  curves: (names, count) =>
    `curves: ${names.join(', ')}${count > names.length ? ` and ${count - names.length} more` : ''}`,
  change: 'What to change',
  noAdvice: 'No rule found anything to change.',
  gain: (percent) => `at most ${percent} of a step`,
  kernels: (count) => `Work on the GPU by total time (${formatCount(count, 'kernel')})`,
  modules: 'Modules by time, forward and backward',
  health: 'What was mended, left out or is missing',
  compared: (before, after) => `Compared with ${before}, now ${after}`,
  stepChange: (before, after, percent) => `a step took ${before} and takes ${after}${percent ? ` (${percent})` : ''}`,
  noStep: 'one of the two tells no time of a step',
  solved: (codes) => `due no more: ${codes.join(', ')}`,
  appeared: (codes) => `new: ${codes.join(', ')}`,
  changedKernels: 'Kernels that changed most, a step',
};

const CHINESE: RunSentences = {
  file: (path) => (path === '-' ? '标准输入' : visibleText(path)),
  aside: (words) => `（${words}）`,
  explain: (command) => `${command} 说明原因。`,
  where: (rank, ranks) => {
    const { steps, stepAnatomy, device, file } = rank;
    const who =
      ranks > 1 && rank.rank !== undefined
        ? `rank ${rank.rank}（${ranks} 份 trace 之一）`
        : CHINESE.file(baseNameOf(file));
    const on = device ? `，${cutToCells(visibleText(device.name), 48)}` : '，其中没有 GPU 工作';
    return steps.length > 0
      ? `单步时间去向：${who}，${steps.length} 步，平均 ${showDuration(stepAnatomy.totalNs)}${on}`
      : `时间去向：${who}，共 ${showDuration(stepAnatomy.totalNs)}，没有标记步${on}`;
  },
  idle: (percent, idle, span) => `GPU 空闲 ${percent}，${span} 中的 ${idle}`,
  across: (ranks, collectives) => `比较 ${ranks} 个 rank，对齐 ${collectives} 次集合通信`,
  rankColumns: ['rank', '计算', '未被掩盖的通信', '等待', '最后到达'],
  more: (count) => `另有 ${count} 项（--json）`,
  straggler: '其他在等它',
  log: (file, format, understood, read) => `${file}：${format}，读懂 ${understood} 行，共 ${read} 行`,
  stepTime: (median, p90) => `单步中位数 ${median}，十步之一达到 ${p90} 或更久`,
  data: (percent) => `等待数据：占单步 ${percent}`,
  resident: (percent) => `GPU 上有内核驻留的时间 ${percent}（不等于忙碌）`,
  memory: (peak, capacity) => `显存峰值 ${peak}${capacity ? `，容量 ${capacity}` : ''}`,
  nan: (count) => `${count} 个值为 NaN 或无穷`,
  skipped: (count) => `跳过 ${count} 步`,
  curves: (names, count) =>
    `曲线：${names.join('、')}${count > names.length ? `，另有 ${count - names.length} 条` : ''}`,
  change: '建议修改',
  noAdvice: '没有规则发现需要修改之处。',
  gain: (percent) => `最多节省单步的 ${percent}`,
  kernels: (count) => `GPU 工作，按总时间（${count} 个内核）`,
  modules: '各模块的时间（前向与反向）',
  health: '修补、略去或缺失之处',
  compared: (before, after) => `与之前比较：${before}，现在：${after}`,
  stepChange: (before, after, percent) => `单步原为 ${before}，现为 ${after}${percent ? `（${percent}）` : ''}`,
  noStep: '其中之一没有单步时间',
  solved: (codes) => `已不再需要：${codes.join('、')}`,
  appeared: (codes) => `新增：${codes.join('、')}`,
  changedKernels: '变化最大的内核（单步）',
};

export const RUN_SENTENCES: Readonly<Record<Language, RunSentences>> = { en: ENGLISH, zh: CHINESE };
