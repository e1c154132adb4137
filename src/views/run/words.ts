import type { ModuleTimes, UnattributedTime } from '../../runs/report/rank-report.js';
import type { AdviceSubject, VerdictKind } from '../../runs/report/run-report.js';
import type { Language } from '../diagram.js';
import type { StepPart } from './step-parts.js';

type Text = Readonly<Record<Language, string>>;

/** Every word of our own that pictures and pages of a run show. What traces and logs say is shown as they say it. */
const WORDS = {
  // Parts of the anatomy of a step
  kernelClass: { en: 'GPU kernels', zh: 'GPU 内核' },
  memcpyClass: { en: 'Copies', zh: '数据拷贝' },
  memsetClass: { en: 'Fills', zh: '显存填充' },
  communicationClass: { en: 'Communication', zh: '通信' },
  runtimeClass: { en: 'CUDA calls', zh: 'CUDA 调用' },
  dataloaderClass: { en: 'Waiting for data', zh: '等待数据' },
  cpuOpClass: { en: 'Operators on the host', zh: '主机端算子' },
  otherClass: { en: 'Nothing recorded', zh: '无记录' },
  // Time of the GPU
  gpuCompute: { en: 'computing', zh: '计算' },
  gpuExposedCommunication: { en: 'exposed communication', zh: '未被掩盖的通信' },
  gpuExposedCopies: { en: 'exposed copies', zh: '未被掩盖的拷贝' },
  gpuIdle: { en: 'idle', zh: '空闲' },
  // Causes of idle time
  idleDataloader: { en: 'waiting for the DataLoader', zh: '等待 DataLoader' },
  idleHostLaunch: { en: 'waiting for the host to launch', zh: '等待主机发射内核' },
  idleSync: { en: 'host was synchronising', zh: '主机正在同步' },
  idleKernelGap: { en: 'gaps between kernels', zh: '内核间隙' },
  idleOther: { en: 'other', zh: '其他' },
  // Titles of charts
  stepTimeline: { en: 'Time of each step', zh: '每一步的时间' },
  idleCauses: { en: 'Why the GPU was idle', zh: 'GPU 为何空闲' },
  kernelBars: { en: 'Kernels by total time', zh: '内核总时间排名' },
  moduleBars: { en: 'Modules by time on the device', zh: '各模块的设备时间' },
  moduleBarsOnHost: { en: 'Modules by time on the host', zh: '各模块的主机时间' },
  memoryCurve: { en: 'Memory', zh: '显存与内存' },
  metricCurves: { en: 'Metrics', zh: '训练指标' },
  rankBars: { en: 'Ranks', zh: '各 rank' },
  // Words around numbers
  ofStep: { en: 'of the step', zh: '占单步' },
  ofTrace: { en: 'of the trace', zh: '占全程' },
  meanStep: { en: 'mean step', zh: '平均单步' },
  wholeTrace: { en: 'whole trace', zh: '整个跟踪' },
  step: { en: 'step', zh: '步' },
  rank: { en: 'rank', zh: 'rank' },
  calls: { en: 'calls', zh: '次' },
  rest: { en: 'other kernels', zh: '其余内核' },
  forward: { en: 'forward', zh: '前向' },
  backward: { en: 'backward', zh: '反向' },
  otherModules: { en: 'other parts of modules', zh: '模块的其余部分' },
  unattributed: { en: 'in no module', zh: '未归属模块' },
  allocated: { en: 'allocated', zh: '已分配' },
  change: { en: 'change since the first event', zh: '自首个事件以来的变化' },
  peak: { en: 'peak', zh: '峰值' },
  reserved: { en: 'reserved at most', zh: '最多保留' },
  capacity: { en: 'memory of the device', zh: '设备容量' },
  time: { en: 'time', zh: '时间' },
  compute: { en: 'compute', zh: '计算' },
  exposed: { en: 'exposed communication', zh: '未被掩盖的通信' },
  waiting: { en: 'of communication: waiting for others', zh: '通信中等待他人的部分' },
  straggler: { en: 'others wait for it', zh: '其他 rank 在等它' },
  tensorCores: { en: 'tensor cores', zh: 'Tensor Core' },
  last: { en: 'last', zh: '最后' },
  points: { en: 'points', zh: '个点' },
  // Boxes of the view
  loaderPart: { en: 'Waiting for data', zh: '等待数据' },
  copiesPart: { en: 'Copies', zh: '数据拷贝' },
  forwardPart: { en: 'Forward', zh: '前向传播' },
  backwardPart: { en: 'Backward', zh: '反向传播' },
  communicationPart: { en: 'Communication', zh: '通信' },
  optimizerPart: { en: 'Optimizer', zh: '优化器' },
  kernelsPart: { en: 'Other kernels', zh: '其他内核' },
  hostPart: { en: 'Work of the host', zh: '主机端工作' },
  restPart: { en: 'Nothing recorded', zh: '无记录' },
  operatorsPart: { en: 'Other operators', zh: '其他算子' },
  restOfLog: { en: 'Rest of the step', zh: '单步其余部分' },
  stepGroup: { en: 'Step', zh: '训练步' },
  alsoGroup: { en: 'Also in the step', zh: '单步中的其他时间' },
  modulesGroup: { en: 'Modules · forward and backward', zh: '模块 · 前向与反向' },
  bottleneck: { en: 'bottleneck', zh: '瓶颈' },
  largest: { en: 'largest share', zh: '占比最大' },
  parameters: { en: 'parameters', zh: '个参数' },
  notMeasured: { en: 'Not known where the time goes', zh: '时间去向未知' },
} as const satisfies Readonly<Record<string, Text>>;

export type WordKey = keyof typeof WORDS;

export function word(key: WordKey, language: Language): string {
  return WORDS[key][language];
}

export const PART_WORDS: Readonly<Record<StepPart, WordKey>> = {
  loader: 'loaderPart',
  copies: 'copiesPart',
  forward: 'forwardPart',
  backward: 'backwardPart',
  communication: 'communicationPart',
  optimizer: 'optimizerPart',
  kernels: 'kernelsPart',
  host: 'hostPart',
  rest: 'restPart',
};

export const VERDICT_WORDS: Readonly<Record<VerdictKind, Text>> = {
  'input-bound': { en: 'Input-bound: training waits for data', zh: '受限于输入：训练在等待数据' },
  'host-bound': { en: 'Host-bound: the GPU waits for the host', zh: '受限于主机：GPU 在等待主机' },
  'communication-bound': { en: 'Communication-bound: ranks wait for each other', zh: '受限于通信：各 rank 相互等待' },
  'compute-bound': { en: 'Compute-bound: computing takes the time', zh: '受限于计算：时间用于计算' },
  'memory-bound': { en: 'Memory-bound: moving data takes the time', zh: '受限于访存：时间用于搬运数据' },
  unclear: { en: 'Unclear: nothing stands out', zh: '不明确：没有突出的瓶颈' },
};

export const CONFIDENCE_WORDS: Readonly<Record<'high' | 'medium' | 'low', Text>> = {
  high: { en: 'high confidence', zh: '置信度高' },
  medium: { en: 'medium confidence', zh: '置信度中等' },
  low: { en: 'low confidence', zh: '置信度低' },
};

/** Names of evidence; those that are not here are shown as they are. */
const EVIDENCE_WORDS: Readonly<Record<string, Text>> = {
  compute: { en: 'GPU computing', zh: 'GPU 在计算' },
  dataloader: { en: 'waiting for data', zh: '等待数据' },
  'data-of-step': { en: 'waiting for data', zh: '等待数据' },
  'host-launch': { en: 'GPU waiting for the host to launch', zh: 'GPU 等待主机发射内核' },
  synchronisation: { en: 'GPU idle while the host synchronises', zh: '主机同步时 GPU 空闲' },
  'exposed-communication': { en: 'communication that nothing covers', zh: '未被掩盖的通信' },
  'exposed-copies': { en: 'copies that nothing covers', zh: '未被掩盖的拷贝' },
  'bandwidth-kernels': { en: 'kernels limited by memory bandwidth', zh: '受显存带宽限制的内核' },
  operators: { en: 'operators on the host', zh: '主机端算子' },
  steps: { en: 'steps', zh: '步数' },
  'step-time': { en: 'median step', zh: '单步中位数' },
  'step-p90-of-median': { en: '90th percentile of a step, of the median', zh: '单步第 90 百分位与中位数之比' },
  'gpu-resident': { en: 'GPU in use by nvidia-smi', zh: 'nvidia-smi 所示 GPU 使用率' },
  'memory-used': { en: 'memory in use', zh: '显存使用' },
  imbalance: { en: 'longest rank over the mean', zh: '最慢 rank 超出平均' },
  'nan-values': { en: 'NaN values', zh: 'NaN 值' },
  'skipped-steps': { en: 'skipped steps', zh: '跳过的步' },
};

/** What an evidence measures: words of ours, or its name with spaces. */
export function evidenceWord(name: string, language: Language): string {
  const known = Object.hasOwn(EVIDENCE_WORDS, name) ? EVIDENCE_WORDS[name] : undefined;
  return known?.[language] ?? name.replaceAll('-', ' ');
}

export const REASON_WORDS: Readonly<Record<UnattributedTime['reason'], Text>> = {
  'no-launch': { en: 'its launch is not in the trace', zh: '跟踪中没有其发射记录' },
  'outside-modules': { en: 'launched outside of any module', zh: '在所有模块之外发射' },
  'backward-unlinked': { en: 'backward that no forward is known for', zh: '找不到对应前向的反向计算' },
  optimizer: { en: 'the optimizer', zh: '优化器' },
  communication: { en: 'communication', zh: '通信' },
  'no-modules': { en: 'the trace names no modules', zh: '跟踪中没有模块信息' },
};

export const MODULES_FROM_WORDS: Readonly<Record<ModuleTimes['from'], Text>> = {
  annotations: { en: 'paths as the script says them', zh: '路径由脚本标注' },
  frames: { en: 'classes numbered by their first call', zh: '按首次调用顺序编号的类' },
  none: { en: 'no modules in the trace', zh: '跟踪中没有模块' },
};

export const SUBJECT_WORDS: Readonly<Record<AdviceSubject, Text>> = {
  loader: { en: 'data loading', zh: '数据加载' },
  transfer: { en: 'copies to the device', zh: '到设备的拷贝' },
  optimizer: { en: 'optimizer', zh: '优化器' },
  precision: { en: 'precision', zh: '精度' },
  parallelism: { en: 'parallelism', zh: '并行' },
  model: { en: 'model', zh: '模型' },
  backward: { en: 'backward', zh: '反向传播' },
  step: { en: 'training step', zh: '训练步' },
  logging: { en: 'logging', zh: '日志' },
  checkpointing: { en: 'activation checkpointing', zh: '激活重计算' },
};

/** Sentences with numbers. */
export const runSentence = {
  description: (language: Language, name: string): string =>
    language === 'zh'
      ? `${name} 的时间去向：每个方框标出其占单步的份额。`
      : `Where the time of ${name} goes: each box with its share of the step.`,
  howToRead: (language: Language, of: 'step' | 'trace' | 'log'): string => {
    const whole = {
      step: { en: 'the mean step', zh: '平均单步' },
      trace: { en: 'the whole trace (it marks no steps)', zh: '整个跟踪（其中没有标记步）' },
      log: { en: 'the step, as the log says it', zh: '日志所述的单步' },
    }[of][language];
    return language === 'zh'
      ? `百分比：占${whole}的份额，每一瞬间只计一次；边框越粗、颜色越深，占用越多；灰色方框没有测量值。`
      : `Percentages are shares of ${whole}, each instant counted once; the thicker and warmer a box, the more it takes; grey boxes were not measured.`;
  },
  unattributed: (language: Language, on: 'device' | 'host', share: string, reasons: string): string =>
    language === 'zh'
      ? `${on === 'host' ? '主机' : '设备'}上 ${share} 的工作不属于任何模块：${reasons}。`
      : `${share} of the work on the ${on} belongs to no module: ${reasons}.`,
  noModules: (language: Language): string =>
    language === 'zh'
      ? '跟踪中没有模块信息：需用 with_stack=True 记录，或用 record_function 标出各模块。'
      : 'The trace names no modules: record it with with_stack=True, or mark modules with record_function.',
  ranks: (language: Language, count: number): string =>
    language === 'zh' ? `${count} 个 rank 的平均值。` : `Mean of ${count} ranks.`,
  nothingKnown: (language: Language): string =>
    language === 'zh' ? '跟踪与日志都没有说明时间去向。' : 'Neither trace nor log tells where the time goes.',
  unmatched: (language: Language, share: string): string =>
    language === 'zh'
      ? `跟踪中 ${share} 的模块时间无法对应到源码中的模块。`
      : `${share} of the time of modules could not be matched to modules of the source.`,
};
