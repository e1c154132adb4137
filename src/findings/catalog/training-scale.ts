import { defineFinding } from '../finding.js';

const AMP = 'https://docs.pytorch.org/docs/stable/notes/amp_examples.html';
const DDP_TUTORIAL = 'https://docs.pytorch.org/tutorials/intermediate/ddp_tutorial.html';

/** Findings about what a training script needs of files, devices, precision and processes. Codes `TRN-11` and up. */
export const trainingScaleFindings = {
  everyRankSaves: defineFinding<{ file: string | undefined }>({
    code: 'TRN-11',
    severity: 'warning',
    title: 'Every process writes the same checkpoint',
    message: ({ file }) =>
      `Every process of the distributed training writes ${file ?? 'the same file'}: no condition on the rank stands before it`,
    hint: () => 'Write if dist.get_rank() == 0: before it.',
    page: {
      why: 'All processes run the same script. Those that write one file at the same time can leave a mixture that no load reads, most of all on a network disk.',
      bad: 'model = DDP(model)\n...\ntorch.save(model.state_dict(), "last.pt")',
      good: 'model = DDP(model)\n...\nif dist.get_rank() == 0:\n    torch.save(model.state_dict(), "last.pt")',
      sources: [`${DDP_TUTORIAL}#save-and-load-checkpoints`],
    },
  }),
  missingInCheckpoint: defineFinding<{ key: string; what: string; keys: readonly string[]; readLine: number }>({
    code: 'TRN-12',
    severity: 'warning',
    title: 'A checkpoint has not what resuming reads of it',
    message: ({ key, what, keys, readLine }) =>
      `The checkpoint has ${keys.map((name) => `'${name}'`).join(', ')}, and line ${readLine} reads the state of the ${what} from '${key}'`,
    hint: ({ key, what }) => `Save '${key}': ${what}.state_dict() with it.`,
    page: {
      why: 'Resuming ends with KeyError, days later. Without the state of the optimizer its momenta start anew, and the loss jumps.',
      bad: "torch.save({'model': model.state_dict()}, path)\n...\noptimizer.load_state_dict(torch.load(path)['optimizer'])",
      good: "torch.save({'model': model.state_dict(), 'optimizer': optimizer.state_dict()}, path)\n...\noptimizer.load_state_dict(torch.load(path)['optimizer'])",
      sources: ['https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html'],
    },
  }),
  unsyncedBatchNorm: defineFinding<{ layer: string; batchSize: number }>({
    code: 'TRN-17',
    severity: 'info',
    title: 'Batch norm sees only the few samples of one process',
    message: ({ layer, batchSize }) =>
      `${layer} under DistributedDataParallel takes its statistics of ${batchSize} samples: those of one process`,
    hint: () => 'Write model = nn.SyncBatchNorm.convert_sync_batchnorm(model) before DistributedDataParallel.',
    page: {
      why: 'DistributedDataParallel averages gradients and not the statistics of batch norm. With few samples in each process they are noise, and the model gets worse the more processes share a batch.',
      bad: 'loader = DataLoader(train_set, batch_size=4, sampler=sampler)\nmodel = DistributedDataParallel(resnet50().to(rank))',
      good: 'loader = DataLoader(train_set, batch_size=4, sampler=sampler)\nmodel = nn.SyncBatchNorm.convert_sync_batchnorm(resnet50())\nmodel = DistributedDataParallel(model.to(rank))',
      sources: ['https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html'],
    },
  }),
  runsCode: defineFinding<{ file: string }>({
    code: 'TRN-18',
    severity: 'warning',
    title: 'A file that comes from elsewhere may run code when it is loaded',
    message: ({ file }) => `torch.load(${file}, weights_only=False) runs whatever the file says`,
    hint: () => 'Write weights_only=True, or load safetensors.',
    page: {
      why: 'A checkpoint is a pickle, and a pickle can call any function. weights_only=True, the default since PyTorch 2.6, refuses what is no tensor. Files that the script itself writes are passed over.',
      bad: 'state = torch.load("downloaded.pth", weights_only=False)',
      good: 'state = torch.load("downloaded.pth", weights_only=True)',
      sources: [
        'https://docs.pytorch.org/docs/stable/generated/torch.load.html',
        'https://github.com/pytorch/pytorch/security/advisories/GHSA-53q9-r3pm-6pq6',
      ],
    },
  }),
  mayRunCode: defineFinding<{ file: string }>({
    code: 'TRN-26',
    severity: 'info',
    title: 'A foreign file is loaded in a way that may run code before PyTorch 2.6',
    message: ({ file }) =>
      `torch.load(${file}) does not say weights_only: before PyTorch 2.6 it runs whatever the file says`,
    hint: () => 'Write weights_only=True, or load safetensors.',
    page: {
      why: 'A checkpoint is a pickle, and a pickle can call any function. Since PyTorch 2.6 weights_only=True is the default; a script that says it is safe with every version. Files that the script itself writes, and those named by a switch, are passed over.',
      bad: 'state = torch.load("downloaded.pth")',
      good: 'state = torch.load("downloaded.pth", weights_only=True)',
      sources: [
        'https://docs.pytorch.org/docs/stable/generated/torch.load.html',
        'https://pytorch.org/blog/pytorch2-6/',
      ],
    },
  }),
  onlyCuda: defineFinding<{ text: string }>({
    code: 'TRN-19',
    severity: 'info',
    title: 'A device is written into the script',
    message: ({ text }) => `${text} needs an NVIDIA or AMD GPU: on any other machine the script ends here`,
    hint: () => 'Write device = torch.device("cuda" if torch.cuda.is_available() else "cpu") and .to(device).',
    page: {
      why: 'A script that runs on a CPU can be tried in a minute, in CI and on a laptop. Scripts that start processes with NCCL need GPUs anyway, and nothing is said of them.',
      bad: 'model = Net().cuda()',
      good: 'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\nmodel = Net().to(device)',
      sources: ['https://docs.pytorch.org/docs/stable/notes/cuda.html#device-agnostic-code'],
    },
  }),
  clippedScaled: defineFinding<{ clip: string; limit: string | undefined }>({
    code: 'TRN-20',
    severity: 'warning',
    title: 'Gradients are clipped while they are still scaled',
    message: ({ clip, limit }) =>
      `${clip} clips gradients that GradScaler has multiplied, by 65,536 at first${limit === undefined ? '' : `: a limit of ${limit} then clips nearly every step`}`,
    hint: () => 'Write scaler.unscale_(optimizer) before it.',
    page: {
      why: 'After scaler.scale(loss).backward() the gradients are those of a loss times the scale (2^16 at first). A limit that is meant for real gradients clips all of them, to nearly nothing once scaler.step divides.',
      bad: 'scaler.scale(loss).backward()\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\nscaler.step(optimizer)',
      good: 'scaler.scale(loss).backward()\nscaler.unscale_(optimizer)\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\nscaler.step(optimizer)',
      sources: [`${AMP}#gradient-clipping`],
    },
  }),
  scaledBfloat16: defineFinding<Record<never, never>>({
    code: 'TRN-21',
    severity: 'info',
    title: 'GradScaler beside bfloat16',
    message: () => 'GradScaler has nothing to do: autocast is to bfloat16, which has the range of float32',
    hint: () => 'Leave GradScaler out, or write GradScaler(enabled=False).',
    page: {
      why: 'Scaling keeps small gradients from vanishing in float16. bfloat16 has the exponents of float32, so nothing vanishes; the scaler only checks for infinities, and makes each step wait for that.',
      bad: 'scaler = torch.amp.GradScaler()\nwith torch.autocast("cuda", dtype=torch.bfloat16):\n    loss = model(x)',
      good: 'with torch.autocast("cuda", dtype=torch.bfloat16):\n    loss = model(x)\nloss.backward()',
      sources: ['https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling'],
    },
  }),
  optimizerBeforeSharding: defineFinding<{ optimizer: string; wrapLine: number }>({
    code: 'TRN-22',
    severity: 'warning',
    title: 'An optimizer is made before the model is sharded',
    message: ({ optimizer, wrapLine }) =>
      `${optimizer} is given the parameters that the model has before line ${wrapLine} shards it: they are not those that are trained`,
    hint: () => 'Make the optimizer after FSDP(model).',
    page: {
      why: 'FSDP puts sharded parameters in the place of the old ones. An optimizer made before holds on to the old ones: memory is not saved, and the model does not learn.',
      bad: 'optimizer = AdamW(model.parameters())\nmodel = FSDP(model)',
      good: 'model = FSDP(model)\noptimizer = AdamW(model.parameters())',
      sources: ['https://docs.pytorch.org/docs/stable/fsdp.html'],
    },
  }),
  dataParallel: defineFinding<Record<never, never>>({
    code: 'TRN-24',
    severity: 'info',
    title: 'DataParallel is used',
    message: () => 'DataParallel drives all GPUs from one process: the model is copied to each of them in each step',
    hint: () => 'Use DistributedDataParallel and torchrun, also on one machine.',
    page: {
      why: 'DataParallel has one process with Python’s one lock, copies the model in each forward and gathers on the first GPU. PyTorch advises DistributedDataParallel even on one machine.',
      bad: 'model = nn.DataParallel(model).cuda()',
      good: 'dist.init_process_group("nccl")\nmodel = DistributedDataParallel(model.to(local_rank), device_ids=[local_rank])',
      sources: [
        'https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html',
        `${DDP_TUTORIAL}#comparison-between-dataparallel-and-distributeddataparallel`,
      ],
    },
  }),
};
