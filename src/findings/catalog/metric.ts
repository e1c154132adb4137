import { formatBytes, formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const EVENT_FILE = 'https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details';
const NVIDIA_SMI = 'https://docs.nvidia.com/deploy/nvidia-smi/index.html';
const DCGM = 'https://docs.nvidia.com/datacenter/dcgm/latest/user-guide/feature-overview.html#profiling-metrics';
const MEMORY = 'https://docs.pytorch.org/docs/stable/torch_cuda_memory.html';
const PROFILER = 'https://docs.pytorch.org/docs/stable/profiler.html';

/** Findings about files of metrics: event files, what nvidia-smi and DCGM say, memory recordings. Codes `MTR-01` to `MTR-12`. */
export const metricFindings = {
  brokenRecords: defineFinding<{ broken: number; lostBytes: number; read: number }>({
    code: 'MTR-01',
    severity: 'warning',
    title: 'Records of an event file do not fit their checksum',
    message: ({ broken, lostBytes, read }) =>
      `${formatCount(broken, 'record')} could not be read${lostBytes > 0 ? ` and ${formatBytes(lostBytes)} belong to no record` : ''}; the other ${read} were`,
    hint: () =>
      'Copy the file again from where it was written; if it is broken there, two processes may write into it.',
    page: {
      why: 'Each record of an event file carries checksums of its length and of its data. Where one does not fit, the values of that record are not known: they are left out, and the next whole record is searched for. TensorBoard stops at such a place and shows nothing behind it.',
      bad: 'two processes with SummaryWriter("runs/same", filename_suffix="")',
      good: 'if rank == 0:\n    writer = SummaryWriter("runs/one")',
      sources: [EVENT_FILE],
    },
  }),
  cutFile: defineFinding<{ what: string }>({
    code: 'MTR-02',
    severity: 'info',
    title: 'A file of metrics ends in the middle',
    message: ({ what }) => `it ends within ${what}: the run still writes it, or was stopped; all before it was read`,
    page: {
      why: 'A run that is still going, or was killed, leaves the last thing that it wrote half done. All that stands before it is whole and is used.',
      bad: 'a file that was copied while the training wrote it',
      good: 'writer.close()   # at the end of the script',
      sources: [EVENT_FILE],
    },
  }),
  longRecords: defineFinding<{ count: number; mostBytes: number }>({
    code: 'MTR-03',
    severity: 'info',
    title: 'Records of an event file are longer than what is read',
    message: ({ count, mostBytes }) =>
      `${formatCount(count, 'record')} of more than ${formatBytes(mostBytes)} passed over: pictures, meshes or embeddings`,
    page: {
      why: 'A record with one number has some 60 bytes. Records of many megabytes hold pictures or whole tensors, which say nothing about where the time goes; they are passed over unread.',
      bad: 'writer.add_images("all", images)   # 500 MB in one record',
      good: 'writer.add_images("some", images[:16])',
      sources: [EVENT_FILE],
    },
  }),
  resumed: defineFinding<{ values: number; tags: number }>({
    code: 'MTR-04',
    severity: 'info',
    title: 'The steps of a run start again within its file',
    message: ({ values, tags }) =>
      `steps go back in ${formatCount(tags, 'curve')}: ${formatCount(values, 'value')} that were written before the run was resumed are replaced by the later ones`,
    hint: () => 'If they are several runs and not one that was resumed, give each a folder of its own.',
    page: {
      why: 'A run that is resumed from a checkpoint repeats the steps behind it. Of two values of the same step the one that was written later holds, as in TensorBoard.',
      bad: 'for fold in range(5):\n    train(fold, SummaryWriter("runs/all"))',
      good: 'for fold in range(5):\n    train(fold, SummaryWriter(f"runs/fold-{fold}"))',
      sources: ['https://github.com/tensorflow/tensorboard/blob/master/README.md'],
    },
  }),
  thinned: defineFinding<{ curves: number; leftOut: number; mostPoints: number }>({
    code: 'MTR-05',
    severity: 'info',
    title: 'Curves have more points than are kept',
    message: ({ curves, leftOut, mostPoints }) =>
      leftOut > 0
        ? `${formatCount(leftOut, 'curve')} left out, and ${formatCount(curves, 'curve')} thinned to ${mostPoints} points`
        : `${formatCount(curves, 'curve')} thinned to at most ${mostPoints} points; the lowest, the highest and what is no number stay`,
    page: {
      why: 'A picture shows some thousand points. Of more, neighbours are joined: the lowest and the highest of them stay, and a value that is no number is never hidden. Means and counts are taken before.',
      bad: 'writer.add_scalar(f"grad/{name}", ...)   # for each of 2,000 parameters, in each step',
      good: 'if step % 50 == 0:\n    writer.add_scalar("grad_norm", ...)',
    },
  }),
  strangeLines: defineFinding<{ count: number; read: number; what: string }>({
    code: 'MTR-06',
    severity: 'warning',
    title: 'Lines of a table of metrics are not what its head says',
    message: ({ count, read, what }) => `${count} of ${formatCount(read, 'line')} are no ${what} and were left out`,
    hint: () => 'Let each process write into a file of its own.',
    page: {
      why: 'A row has as many values as the head has names. Where it has not, two programs wrote into one file, or something else was printed between; the row is left out.',
      bad: 'nvidia-smi ... >> gpu.csv &   # on each of two machines, into one shared file',
      good: 'nvidia-smi ... > gpu-$(hostname).csv &',
      sources: [NVIDIA_SMI],
    },
  }),
  noValues: defineFinding<{ file?: string; what: string }>({
    code: 'MTR-07',
    severity: 'warning',
    title: 'A file of metrics holds no value',
    message: ({ file = 'it', what }) => `${file} is ${what} without a single value that can be shown`,
    page: {
      why: 'The form of the file was recognised and there is nothing in it: the run was stopped before its first value, or the values are in other files beside it (add_scalars and add_hparams of a SummaryWriter write into folders of their own).',
      bad: 'torchdock profile runs/one/events.out.tfevents.0',
      good: 'torchdock profile runs/one',
      sources: ['https://docs.pytorch.org/docs/stable/tensorboard.html'],
    },
  }),
  residentOnly: defineFinding<{ field: string }>({
    code: 'MTR-08',
    severity: 'info',
    title: 'GPU utilisation says that a kernel was there, not that the GPU was busy',
    message: ({ field }) =>
      `${field} is the share of time in which some kernel was resident: one block on one multiprocessor counts as 100 %`,
    hint: () =>
      'A profiler trace says more; so do DCGM_FI_PROF_SM_ACTIVE and DCGM_FI_PROF_PIPE_TENSOR_ACTIVE of the DCGM exporter.',
    page: {
      why: 'A low value proves that the GPU waits. A high one proves nothing: small kernels in a row, or a collective that waits for another rank, give 100 %. DCGM counts the share of multiprocessors that have work.',
      bad: 'nvidia-smi --query-gpu=utilization.gpu --format=csv -l 1',
      good: 'dcgmi dmon -e 1002,1003,1004   # SM_ACTIVE, SM_OCCUPANCY, PIPE_TENSOR_ACTIVE',
      sources: [NVIDIA_SMI, DCGM],
    },
  }),
  noTimes: defineFinding<{ file: string; schema: string; operators: number }>({
    code: 'MTR-09',
    severity: 'info',
    title: 'An execution trace holds no times',
    message: ({ file, schema, operators }) =>
      `${file} is an execution trace (${schema}) of ${formatCount(operators, 'operator')}: it says what ran with which shapes, and not how long`,
    hint: () =>
      'Give the trace that torch.profiler wrote beside it; torchdock profile --snippet shows how to make one.',
    page: {
      why: 'ExecutionTraceObserver writes operators, shapes and what depends on what, to be replayed elsewhere. Times stand in the trace of the profiler alone; the two are tied by their record function ids.',
      bad: 'observer = ExecutionTraceObserver().register_callback("et.json")',
      good: 'with profile(execution_trace_observer=observer, on_trace_ready=tensorboard_trace_handler("traces")):',
      sources: [PROFILER],
    },
  }),
  unreadableMetrics: defineFinding<{ file: string; what: string; reason: string }>({
    code: 'MTR-10',
    severity: 'warning',
    title: 'A file of metrics cannot be read',
    message: ({ file, what, reason }) => `${file} looks like ${what}, and cannot be read as one: ${reason}`,
    page: {
      why: 'How the file begins says what it is; what follows does not fit. It may have been cut while it was copied, or be larger than what is read at once.',
      bad: 'torchdock profile snapshot.pickle   # the first 4 MB of it',
      good: 'torch.cuda.memory._dump_snapshot("snapshot.pickle")',
      sources: [MEMORY],
    },
  }),
  noHistory: defineFinding<{ device: string }>({
    code: 'MTR-11',
    severity: 'info',
    title: 'A snapshot of GPU memory has no history',
    message: ({ device }) =>
      `of ${device} it says what was allocated when it was taken, and nothing of before: the peak is not known`,
    hint: () => 'Call torch.cuda.memory._record_memory_history() before the first step.',
    page: {
      why: 'Without the history there is only one moment. With it, each allocation has its time and the lines that made it, and the peak is known with what it was made of.',
      bad: 'train()\ntorch.cuda.memory._dump_snapshot("snapshot.pickle")',
      good: 'torch.cuda.memory._record_memory_history()\ntrain()\ntorch.cuda.memory._dump_snapshot("snapshot.pickle")',
      sources: [MEMORY],
    },
  }),
  fewMoments: defineFinding<{ moments: number }>({
    code: 'MTR-12',
    severity: 'info',
    title: 'A log of GPUs has too few moments to say anything of a training',
    message: ({ moments }) =>
      `it shows ${moments === 1 ? 'one moment' : `${moments} moments`}: neither how busy the GPUs are nor how much memory the training takes can be said of it`,
    hint: () => 'Let it run beside the training: nvidia-smi --query-gpu=… --format=csv -l 1 > gpu.csv',
    page: {
      why: 'Scripts like to print nvidia-smi before they start: the GPU is then idle and its memory empty. The capacity is taken from such a table, and nothing else.',
      bad: 'os.system("nvidia-smi")   # at the top of train.py',
      good: 'nvidia-smi --query-gpu=timestamp,index,utilization.gpu,memory.used,memory.total --format=csv -l 1 > gpu.csv &\npython train.py',
      sources: [NVIDIA_SMI],
    },
  }),
};
