import { showDuration, showPercent } from '../../base/show-numbers.js';
import type { Advice } from '../../runs/report/run-report.js';
import type { Language } from '../diagram.js';

interface AdviceWords {
  readonly title: string;
  readonly hint: string;
}

/** What a rule says, in Chinese, by its code. English texts are those of the catalog. */
export const CHINESE_ADVICE: Readonly<Record<string, AdviceWords>> = {
  'SLW-01': {
    title: '设备在等待 DataLoader',
    hint: '用子进程加载并增加 worker：DataLoader(…, num_workers=4, pin_memory=True, persistent_workers=True)，再试 8；或减轻预处理、提前解码数据。',
  },
  'SLW-02': {
    title: '内核太小，设备在等待主机发射',
    hint: "一次发射多个内核：torch.compile(model, mode='reduce-overhead') 或 CUDA Graphs；或加大批量，让每步工作更多。",
  },
  'SLW-03': {
    title: '主机在训练步内等待设备（同步）',
    hint: '让数值留在设备上：累加 loss.detach()，隔许多步才调用一次 .item()、.cpu() 或 print；用掩码代替 nonzero。',
  },
  'SLW-04': {
    title: '通信没有被计算掩盖',
    hint: '减少通信或让它与计算并行：更大的批量、配合 no_sync() 的梯度累积、bf16 梯度（通信钩子）、bucket_cap_mb、gradient_as_bucket_view=True；先看最慢的 rank。',
  },
  'SLW-05': {
    title: '通信与计算先后进行，几乎没有重叠',
    hint: 'DistributedDataParallel 按桶重叠通信：不要在 backward 之后手动 all_reduce，保持 find_unused_parameters=False，并检查 bucket_cap_mb。',
  },
  'SLW-06': {
    title: '矩阵计算用 float32，Tensor Core 闲置',
    hint: "使用 torch.autocast('cuda', dtype=torch.bfloat16)（Ampere 之前用 float16 加 GradScaler），或至少 torch.set_float32_matmul_precision('high') 启用 TF32。",
  },
  'SLW-07': {
    title: '优化器逐个参数更新',
    hint: '给优化器加 fused=True 或 foreach=True：所有参数只需少数几个内核。',
  },
  'SLW-08': {
    title: '批次从未锁页的内存拷贝',
    hint: 'DataLoader(…, pin_memory=True)，并使用 batch.to(device, non_blocking=True)。',
  },
  'SLW-09': {
    title: '设备显存几乎用满',
    hint: '再多一点就会中断运行：使用 bf16、激活重计算、更小批量加梯度累积，或分片优化器（FSDP）。',
  },
  'SLW-10': {
    title: 'DataParallel 每步都把模型复制到所有设备',
    hint: '改用 DistributedDataParallel，每个设备一个进程：torchrun --nproc-per-node=gpu train.py。',
  },
  'SLW-11': {
    title: '带 GPU 的 rank 经由主机通信（gloo）',
    hint: "使用 init_process_group('nccl')。",
  },
  'SLW-12': {
    title: '激活被计算了两次（激活重计算）',
    hint: '若显存允许：少做重计算的层，或只对激活大而计算便宜的层使用。',
  },
  'SLW-13': {
    title: '其他 rank 在等待较慢的 rank',
    hint: '查看该 rank 在集合通信之前做了什么：更长的序列、它的 DataLoader、rank 0 上的保存与日志、较慢的设备或主机。',
  },
  'SLW-14': {
    title: '部分训练步明显更慢',
    hint: '找出只有部分步才做的事：保存、日志、评估、长输入、每个 epoch 重新启动的 worker。',
  },
  'SLW-15': {
    title: '内核只占用了设备的一部分',
    hint: '让内核有更多工作：更大批量、更长序列、更少而更大的操作。',
  },
  'SLW-16': {
    title: '日志显示训练步在等待数据',
    hint: '增加 num_workers，使用 persistent_workers=True、prefetch_factor，简化预处理，提前解码数据。',
  },
  'SLW-17': {
    title: '日志中有被跳过的训练步',
    hint: 'float16 训练开始时跳过几步是正常的；之后仍然出现，应改用 bfloat16、梯度裁剪或更低学习率。',
  },
  'SLW-18': {
    title: '日志中有非数值（NaN 或无穷）',
    hint: '用 torch.autograd.detect_anomaly() 找出相应操作；此后的训练没有意义。',
  },
  'SLW-19': {
    title: 'GPU 有一半时间无事可做',
    hint: '采集几步的跟踪，看设备在等什么：torchdock profile --snippet。',
  },
  'SLW-20': {
    title: '梯度被清零而不是丢弃',
    hint: '使用 optimizer.zero_grad(set_to_none=True)（PyTorch 2.0 起为默认）；读取 .grad 的代码需能处理 None。',
  },
  'SLW-21': {
    title: 'Python 逐个取张量元素',
    hint: '用一次操作代替循环中的 x[i]：x[:, idx]、torch.where、gather、掩码或 torch.stack。',
  },
  'SLW-22': {
    title: '训练步直接向设备申请显存',
    hint: '保持形状不变（填充、drop_last=True），循环中不要调用 torch.cuda.empty_cache()；显存将满时先腾出空间，或设置 PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True。',
  },
  'SLW-23': {
    title: '显存空着一半，而设备工作不足',
    hint: '增大 batch_size，直到占用约 80 % 显存，并相应调整学习率。',
  },
  'SLW-24': {
    title: '分析器本身占用主机时间',
    hint: '测时间时用 with_stack=False、record_shapes=False、profile_memory=False 并在 schedule 中加 warmup；需要代码行时再另采集一次。',
  },
};

/** Of what only logs say. */
const OF_LOGS: ReadonlySet<string> = new Set(['SLW-16', 'SLW-17', 'SLW-18', 'SLW-19']);

/**
 * An advice in the words of a language, with its own numbers. Where these are more than a share of time the sentence of the
 * rule stands behind the title as it is, in English; so does all of an advice that has no words here.
 */
export function wordAdvice(advice: Advice, language: Language): Advice {
  const { code, message, part } = advice;
  const words = language === 'zh' && Object.hasOwn(CHINESE_ADVICE, code) ? CHINESE_ADVICE[code] : undefined;
  if (words === undefined) return advice;
  const numbers = part === undefined ? `（${message}）` : `：${showPart(part)}`;
  return {
    ...advice,
    message: `${words.title}${numbers}`,
    hint: words.hint,
    check: OF_LOGS.has(code)
      ? '修改后重新运行，比较日志中的同一数值。'
      : '修改后重新采集跟踪，比较同一数值和单步时间。',
  };
}

function showPart({ ns, ofNs, of }: NonNullable<Advice['part']>): string {
  return `${of === 'step' ? '每步' : '全程'} ${showDuration(ofNs)} 中占 ${showDuration(ns)}（${showPercent(ns / ofNs)}）`;
}
