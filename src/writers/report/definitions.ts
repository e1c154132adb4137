import type { Language } from '../../views/diagram.js';

type Definition = Readonly<Record<Language, readonly [term: string, meaning: string]>>;

/** What the numbers of the page mean, as the engine computes them; `docs/definitions.md` has them with formulas. */
export const DEFINITIONS: readonly Definition[] = [
  {
    en: [
      'Step',
      'From its mark in the trace (or the end of the step before) to the end of the last thing that it launched on the device.',
    ],
    zh: ['步', '从跟踪中的标记（或上一步结束）到该步在设备上发射的最后一项工作结束。'],
  },
  {
    en: [
      'Anatomy of a step',
      'Each instant belongs to the first of these that covers it: kernel, copy, fill, communication, CUDA call, DataLoader, operator of the host, nothing. The parts sum to the step.',
    ],
    zh: [
      '单步构成',
      '每一瞬间归于首个覆盖它的类别：内核、拷贝、填充、通信、CUDA 调用、DataLoader、主机算子、无。各部分之和等于单步。',
    ],
  },
  {
    en: ['Compute', 'Time in which at least one kernel that does not communicate, or a fill, runs on the device.'],
    zh: ['计算', '设备上至少有一个非通信内核或填充在运行的时间。'],
  },
  {
    en: [
      'Exposed communication',
      'Time in which communication runs and no compute. Exposed copies: copies while neither compute nor communication runs.',
    ],
    zh: ['未被掩盖的通信', '通信在运行而没有计算的时间。未被掩盖的拷贝：拷贝时既无计算也无通信。'],
  },
  {
    en: [
      'Busy, idle',
      'Busy: anything runs on the device. Idle: the rest of the time from the first start to the last end of anything on it.',
    ],
    zh: ['忙碌与空闲', '忙碌：设备上有任何工作。空闲：从首项工作开始到末项工作结束之间的其余时间。'],
  },
  {
    en: ['Overlap', 'Communication that compute covers, of all communication.'],
    zh: ['掩盖率', '被计算掩盖的通信占全部通信的比例。'],
  },
  {
    en: [
      'Gain at most',
      'The step without all of the time that the advice is about. What is really gained is less: something else becomes the limit.',
    ],
    zh: ['最大收益', '去掉建议所涉及的全部时间后的收益上限。实际收益更小，因为别处会成为新的瓶颈。'],
  },
  {
    en: [
      'Time of a module',
      'Work on the device that its operators launched, with the modules inside; backward by the sequence numbers of autograd.',
    ],
    zh: ['模块时间', '其算子发射的设备工作，含内部模块；反向按 autograd 的序号归属。'],
  },
];
