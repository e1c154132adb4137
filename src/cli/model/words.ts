import type { Language } from '../../views/diagram.js';

/** Everything that the tree of a model says by itself. */
export interface TreeWords {
  readonly module: string;
  readonly madeAs: string;
  readonly output: string;
  readonly parameters: string;
  readonly share: string;
  readonly multiplyAdds: string;
  readonly shared: string;
  readonly allTrained: string;
  readonly partTrained: (count: string) => string;
  /** Of a number that may be more or less. */
  readonly moreOrFewer: string;
  readonly assumed: (what: string) => string;
  readonly weights: string;
  readonly withBuffers: (size: string) => string;
  readonly input: string;
  readonly isExample: string;
  readonly activations: string;
  readonly ifKept: (size: string) => string;
  readonly tied: string;
  readonly countedOnce: (paths: string) => string;
  readonly dataFlow: string;
  readonly flowUnknown: (reason: string) => string;
  readonly notKnown: string;
  readonly moreParts: (count: number) => string;
}

const ENGLISH: TreeWords = {
  module: 'Module',
  madeAs: 'Made as',
  output: 'Output',
  parameters: 'Parameters',
  share: 'Share',
  multiplyAdds: 'Mult-adds',
  shared: 'shared',
  allTrained: ', all of them trained',
  partTrained: (count) => `, of which ${count} are trained`,
  moreOrFewer: ' counted, perhaps more or fewer',
  assumed: (what) => `Taken to be so: ${what}`,
  weights: 'Weights',
  withBuffers: (size) => `${size} with buffers`,
  input: 'Input',
  isExample: ', an example that --input can change',
  activations: 'Activations',
  ifKept: (size) => `${size} if all are kept, as in training`,
  tied: 'Tied',
  countedOnce: (paths) => `${paths}, counted once`,
  dataFlow: 'Data flow',
  flowUnknown: (reason) => `not known: ${reason}`,
  notKnown: 'Not known:',
  moreParts: (count) => `and ${count} more ${count === 1 ? 'part' : 'parts'}`,
};

const CHINESE: TreeWords = {
  module: '模块',
  madeAs: '构造',
  output: '输出',
  parameters: '参数',
  share: '占比',
  multiplyAdds: '乘加',
  shared: '共享',
  allTrained: '，全部可训练',
  partTrained: (count) => `，其中可训练 ${count}`,
  moreOrFewer: '（已计数；实际可能更多或更少）',
  assumed: (what) => `假定：${what}`,
  weights: '权重',
  withBuffers: (size) => `${size}（含缓冲区）`,
  input: '输入',
  isExample: '（示例，可用 --input 更改）',
  activations: '激活',
  ifKept: (size) => `${size}（训练时全部保留）`,
  tied: '共享权重',
  countedOnce: (paths) => `${paths}，只计一次`,
  dataFlow: '数据流',
  flowUnknown: (reason) => `未知：${reason}`,
  notKnown: '未知：',
  moreParts: (count) => `另有 ${count} 处`,
};

export const TREE_WORDS: Readonly<Record<Language, TreeWords>> = { en: ENGLISH, zh: CHINESE };
