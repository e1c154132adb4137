import type { Language } from '../../views/diagram.js';

type Text = Readonly<Record<Language, string>>;

/** Every word of the page that is not of the pictures too. */
const WORDS = {
  page: { en: 'Training run', zh: '训练运行报告' },
  verdict: { en: 'Verdict', zh: '结论' },
  evidence: { en: 'Evidence', zh: '依据' },
  advice: { en: 'What to change', zh: '改进建议' },
  noAdvice: { en: 'No rule has anything to say.', zh: '没有规则给出建议。' },
  gain: { en: 'saves at most', zh: '最多可省' },
  ofStep: { en: 'of the step', zh: '的单步时间' },
  gainUnknown: { en: 'gain not bounded by the trace', zh: '跟踪无法给出收益上限' },
  warning: { en: 'Warning', zh: '警告' },
  info: { en: 'Note', zh: '提示' },
  place: { en: 'Place', zh: '位置' },
  doThis: { en: 'Do', zh: '做法' },
  check: { en: 'Check', zh: '验证' },
  about: { en: 'about', zh: '关于' },
  numbers: { en: 'Numbers', zh: '关键数字' },
  pictures: { en: 'Pictures', zh: '图表' },
  tables: { en: 'Tables', zh: '表格' },
  health: { en: 'Health of the files', zh: '文件健康状况' },
  healthy: { en: 'Nothing was mended or left out.', zh: '没有修补或遗漏。' },
  definitions: { en: 'Definitions', zh: '定义' },
  files: { en: 'Files', zh: '文件' },
  kernels: { en: 'Kernels', zh: '内核' },
  modules: { en: 'Modules', zh: '模块' },
  operators: { en: 'Operators', zh: '算子' },
  syncs: { en: 'Synchronising calls', zh: '同步调用' },
  ranks: { en: 'Ranks', zh: '各 rank' },
  steps: { en: 'Steps', zh: '训练步' },
  logs: { en: 'Logs', zh: '日志' },
  name: { en: 'Name', zh: '名称' },
  class: { en: 'Class', zh: '类别' },
  calls: { en: 'Calls', zh: '次数' },
  total: { en: 'Total', zh: '合计' },
  share: { en: 'Share', zh: '占比' },
  mean: { en: 'Mean', zh: '平均' },
  longest: { en: 'Longest', zh: '最长' },
  occupancy: { en: 'Occupancy', zh: '占用率' },
  tensorCores: { en: 'Tensor cores', zh: 'Tensor Core' },
  type: { en: 'Type', zh: '类型' },
  forward: { en: 'Forward', zh: '前向' },
  backward: { en: 'Backward', zh: '反向' },
  self: { en: 'Self', zh: '自身' },
  host: { en: 'Host', zh: '主机' },
  device: { en: 'Device', zh: '设备' },
  optimizer: { en: 'Optimizer', zh: '优化器' },
  operator: { en: 'Operator', zh: '算子' },
  line: { en: 'Line', zh: '代码行' },
  rank: { en: 'Rank', zh: 'rank' },
  compute: { en: 'Compute', zh: '计算' },
  communication: { en: 'Communication', zh: '通信' },
  exposed: { en: 'Exposed', zh: '未被掩盖' },
  waiting: { en: 'Waiting', zh: '等待' },
  last: { en: 'Came last', zh: '最后到达' },
  heldUp: { en: 'Others waited', zh: '他人等待' },
  format: { en: 'Format', zh: '格式' },
  step: { en: 'Step', zh: '步' },
  data: { en: 'Waiting for data', zh: '等待数据' },
  throughput: { en: 'Throughput', zh: '吞吐量' },
  understood: { en: 'Lines understood', zh: '识别的行' },
  duration: { en: 'Duration', zh: '时长' },
  busy: { en: 'GPU busy', zh: 'GPU 忙碌' },
  idle: { en: 'Idle', zh: '空闲' },
  code: { en: 'Code', zh: '代码' },
  message: { en: 'What', zh: '内容' },
  count: { en: 'Count', zh: '次数' },
  file: { en: 'File', zh: '文件' },
  meanStep: { en: 'Mean step', zh: '平均单步' },
  stepsRead: { en: 'Steps', zh: '步数' },
  overlap: { en: 'Communication covered by compute', zh: '被计算掩盖的通信' },
  multiprocessors: { en: 'Multiprocessors (estimated)', zh: '多处理器利用率（估计）' },
  peakMemory: { en: 'Peak of memory', zh: '显存峰值' },
  launches: { en: 'Launches', zh: '内核发射' },
  shortKernels: { en: 'Kernels shorter than their launch', zh: '短于其发射的内核' },
  events: { en: 'Events read', zh: '读取的事件' },
  skipped: { en: 'Skipped steps', zh: '跳过的步' },
  nan: { en: 'NaN values', zh: 'NaN 值' },
  madeBy: {
    en: 'Made by torchdock. This page loads nothing and sends nothing.',
    zh: '由 torchdock 生成。本页不加载也不发送任何内容。',
  },
} as const satisfies Readonly<Record<string, Text>>;

export type ReportWord = keyof typeof WORDS;

export function say(key: ReportWord, language: Language): string {
  return WORDS[key][language];
}

/** `500 of 10,000 rows, the longest first` */
export function rowsShown(language: Language, shown: string, all: string): string {
  return language === 'zh' ? `显示 ${all} 行中最长的 ${shown} 行` : `the first ${shown} of ${all} rows`;
}
