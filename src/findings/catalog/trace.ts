import { formatBytes, formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const PROFILER = 'https://docs.pytorch.org/docs/stable/profiler.html';
const ISSUES = {
  invalid: 'https://github.com/pytorch/pytorch/issues/121219',
  clock: 'https://github.com/pytorch/kineto/issues/109',
  missing: 'https://github.com/pytorch/pytorch/issues/192021',
};

/** Findings about what a run left behind, as files: traces above all. Codes `TRC-nn`; what slows a training has codes `SLW-nn`. */
export const traceFindings = {
  notKnown: defineFinding<{ path: string; looksLike: string | undefined }>({
    code: 'TRC-01',
    severity: 'error',
    title: 'A file is neither a trace nor a log that is known',
    message: ({ path, looksLike }) =>
      `${path} holds nothing that a run leaves behind${looksLike ? `: ${looksLike}` : ''}`,
    hint: () => 'Give a trace of the PyTorch profiler, a log, an event file, a CSV of metrics, or a folder of these.',
    page: {
      why: 'torchdock looks at what a file contains, not at its name. A file that no reader understands is an error, so that an empty report is never taken for a fast training.',
      bad: 'torchdock profile model.pt',
      good: 'torchdock profile log/rank0.pt.trace.json.gz',
      sources: [PROFILER],
    },
  }),
  nothingInFolder: defineFinding<{ path: string; files: number }>({
    code: 'TRC-02',
    severity: 'error',
    title: 'A folder holds nothing that a run leaves behind',
    message: ({ path, files }) =>
      `${path} holds no trace, log or event file${files > 0 ? `; ${formatCount(files, 'file')} of other kinds` : ''}`,
    hint: () => 'torchdock profile --snippet prints the lines that make a trace.',
    page: {
      why: 'A folder is searched for traces (.json, .json.gz), event files, logs and tables of metrics, by their content. Nothing found is an error, never an empty success.',
      bad: 'torchdock profile src',
      good: 'torchdock profile log/',
    },
  }),
  cutShort: defineFinding<{ events: number }>({
    code: 'TRC-03',
    severity: 'warning',
    title: 'A trace ends in the middle',
    message: ({ events }) =>
      `it ends before its last bracket: ${formatCount(events, 'event')} before that were read, what came after is not known`,
    hint: () =>
      'Wait until the profiler has written the whole file; a job that is killed while it writes leaves half of one.',
    page: {
      why: 'The profiler writes a trace when its window ends. A killed job, a full disk or a copy made too early leaves the beginning of the file. All whole events are used; steps at the end may be missing or look too short.',
      bad: '{"traceEvents": [{"ph": "X", "name": "aten::add", "ts": 1',
      good: '{"traceEvents": [{"ph": "X", "name": "aten::add", "ts": 1, "dur": 2}]}',
    },
  }),
  brokenPacking: defineFinding<{ reason: string }>({
    code: 'TRC-04',
    severity: 'warning',
    title: 'A packed file is damaged or ends too early',
    message: ({ reason }) => `its gzip data cannot be unpacked to the end (${reason}): what came before was read`,
    hint: () => 'Copy the file again: gzip -t tells whether it is whole.',
    page: {
      why: 'A .gz that was cut or damaged can be unpacked up to that place. What was read is used, and the report says that it is not all.',
      bad: 'scp interrupted.pt.trace.json.gz .',
      good: 'gzip -t rank0.pt.trace.json.gz',
    },
  }),
  bomb: defineFinding<{ path: string; packedBytes: number; unpackedBytes: number }>({
    code: 'TRC-05',
    severity: 'error',
    title: 'A packed file grows without end',
    message: ({ path, packedBytes, unpackedBytes }) =>
      `${path} was not read to its end: ${formatBytes(packedBytes)} of it unpack to ${formatBytes(unpackedBytes)}, and no trace is packed so tightly`,
    page: {
      why: 'Traces shrink to a tenth or a thirtieth when packed. A file that grows two hundredfold was made to fill memory or time, so reading stops there.',
      bad: 'dd if=/dev/zero bs=1M count=10000 | gzip > trace.json.gz',
      good: 'prof.export_chrome_trace("trace.json.gz")',
    },
  }),
  unreadableEvents: defineFinding<{ count: number; firstByte: number }>({
    code: 'TRC-06',
    severity: 'warning',
    title: 'Parts of a trace could not be read as events',
    message: ({ count, firstByte }) =>
      `${formatCount(count, 'part')} of the list of events could not be read and ${count === 1 ? 'was' : 'were'} left out, the first at byte ${firstByte}`,
    hint: () => 'Look at the bytes there; newer versions of PyTorch escape what they write.',
    page: {
      why: 'Some versions of the profiler write JSON that is none. What can be mended is; the rest is left out up to the next event, counted, and never silently.',
      bad: '{"ph": "X", "name": C:\\new, …}',
      good: '{"ph": "X", "name": "C:\\\\new", …}',
      sources: [ISSUES.invalid],
    },
  }),
  mended: defineFinding<{ what: string; count: number; firstByte: number }>({
    code: 'TRC-07',
    severity: 'info',
    title: 'A trace is no JSON, and was read all the same',
    message: ({ what, count, firstByte }) => `${what}: ${count}, the first at byte ${firstByte}`,
    page: {
      why: 'Control characters, bytes that are no UTF-8, quotes that should have been escaped and decimal commas are known faults of profilers. They are read as what was meant; other programs may refuse the file.',
      bad: '"dur": 1,5',
      good: '"dur": 1.5',
      sources: [ISSUES.invalid],
    },
  }),
  noNumbers: defineFinding<{ count: number; firstByte: number }>({
    code: 'TRC-08',
    severity: 'info',
    title: 'Words stand where numbers should',
    message: ({ count, firstByte }) =>
      `${formatCount(count, 'value')} such as N/A or inf ${count === 1 ? 'is' : 'are'} taken as not said, the first at byte ${firstByte}`,
    page: {
      why: 'The profiler writes N/A, inf or nan where it has no number. Such a value is unknown, not 0: means leave it out.',
      bad: '"memory bandwidth (GB/s)": N/A',
      good: '"memory bandwidth (GB/s)": 12.5',
    },
  }),
  badTimes: defineFinding<{ what: string; count: number; firstByte: number }>({
    code: 'TRC-09',
    severity: 'warning',
    title: 'Events have times that cannot be',
    message: ({ what, count, firstByte }) => `${what}: ${count}, the first at byte ${firstByte}`,
    hint: () => 'Check the clock of the host; a profiler that starts or stops within a step writes such events, too.',
    page: {
      why: 'An event without a time, with a negative duration, or a hundred days from all others says nothing of when something ran. Without a time, or on another clock, it is left out; a negative duration is taken as none.',
      bad: '{"ph": "X", "name": "kernel", "ts": 0, "dur": -5}',
      good: '{"ph": "X", "name": "kernel", "ts": 4458677009853.422, "dur": 5.1}',
      sources: [ISSUES.clock],
    },
  }),
  tooManyEvents: defineFinding<{ kept: number; left: number }>({
    code: 'TRC-10',
    severity: 'warning',
    title: 'A trace has more events than are read',
    message: ({ kept, left }) => `the first ${formatCount(kept, 'event')} were read, ${left} more were not`,
    hint: () => 'Profile fewer steps: schedule(wait=1, warmup=1, active=3).',
    page: {
      why: 'Memory is bounded: the first ten million events are kept, of work on a device three million: more than two gigabytes of text. A trace of a few steps has far fewer, and tells the same.',
      bad: 'with profile() as prof:   # the whole training',
      good: 'with profile(schedule=schedule(wait=1, warmup=1, active=3)) as prof:',
      sources: [PROFILER],
    },
  }),
  noLaunch: defineFinding<{ count: number; percent: number }>({
    code: 'TRC-11',
    severity: 'info',
    title: 'Work on the device has no launch in the trace',
    message: ({ count, percent }) =>
      `${formatCount(count, 'piece')} of work on the device (${percent} % of its time) ${count === 1 ? 'was' : 'were'} launched outside the trace: what launched them is not known`,
    page: {
      why: 'Work that was launched before the window of the profiler, or whose launch the profiler dropped, cannot be given to an operator or a module. Its time counts for the device all the same.',
      bad: 'schedule(wait=0, warmup=0, active=1)',
      good: 'schedule(wait=1, warmup=1, active=3)',
      sources: [ISSUES.missing],
    },
  }),
  beforeLaunch: defineFinding<{ count: number }>({
    code: 'TRC-12',
    severity: 'warning',
    title: 'Work on the device starts before its launch',
    message: ({ count }) =>
      `${formatCount(count, 'piece')} of work on the device ${count === 1 ? 'starts' : 'start'} before the call that launched ${count === 1 ? 'it' : 'them'}: the clocks of host and device differ`,
    hint: () =>
      'Delays of launches and causes of idle time are doubtful in this trace; times on the device alone are not.',
    page: {
      why: 'Nothing can run before it is launched. Where a trace says so, the profiler could not bring the two clocks together, and what rests on both is uncertain by that much.',
      bad: 'cudaLaunchKernel at 105 µs, its kernel at 100 µs',
      good: 'cudaLaunchKernel at 95 µs, its kernel at 100 µs',
      sources: ['https://github.com/pytorch/kineto/issues/1380'],
    },
  }),
  noSteps: defineFinding<Record<never, never>>({
    code: 'TRC-13',
    severity: 'info',
    title: 'A trace does not say where steps begin',
    message: () => 'no ProfilerStep# in it: the whole trace is taken as one, with its start and its end',
    hint: () => 'Give profile() a schedule, and call prof.step() at the end of each step.',
    page: {
      why: 'Without steps nothing can be said of one: warming up, saving and the first batches count as if they were the training.',
      bad: 'with profile() as prof:\n    train()',
      good: 'with profile(schedule=schedule(wait=1, warmup=1, active=3)) as prof:\n    for batch in loader:\n        train_step(batch)\n        prof.step()',
      sources: [PROFILER],
    },
  }),
  unknownPhases: defineFinding<{ phases: readonly string[]; count: number }>({
    code: 'TRC-14',
    severity: 'info',
    title: 'A trace has events of kinds that are not read',
    message: ({ phases, count }) =>
      `${formatCount(count, 'event')} of ${phases.length === 1 ? 'phase' : 'phases'} ${phases.join(', ')} ${count === 1 ? 'was' : 'were'} not used`,
    page: {
      why: 'Complete events, instants and metadata say all that the report is made of. Begin and end events (B, E) and counters (C) are of other programs.',
      bad: '{"ph": "B", "name": "step", "ts": 1}, {"ph": "E", "ts": 5}',
      good: '{"ph": "X", "name": "step", "ts": 1, "dur": 4}',
    },
  }),
  unreadableMetadata: defineFinding<{ count: number; firstByte: number }>({
    code: 'TRC-15',
    severity: 'info',
    title: 'Metadata of a trace could not be read',
    message: ({ count, firstByte }) =>
      `${formatCount(count, 'value')} beside the events ${count === 1 ? 'is' : 'are'} no JSON or too long, the first at byte ${firstByte}`,
    page: {
      why: 'Rank, device and settings of the profiler stand beside the list of events. What of them cannot be read is unknown; the events are not touched by it.',
      bad: '"INFO": ["a "quoted" word"]',
      good: '"INFO": ["a \\"quoted\\" word"]',
      sources: ['https://github.com/pytorch/kineto/issues/1184'],
    },
  }),
  sameRank: defineFinding<{ rank: number; files: readonly string[] }>({
    code: 'TRC-16',
    severity: 'warning',
    title: 'Several traces are of the same rank',
    message: ({ rank, files }) =>
      `rank ${rank} is told by ${formatCount(files.length, 'trace')}: ${files.slice(0, 3).join(', ')}`,
    hint: () => 'Give traces of one run: the first of each rank is compared with the others.',
    page: {
      why: 'Ranks are compared as parts of one run. Two traces of one rank are of two runs, or of two windows of one.',
      bad: 'torchdock profile run-1/ run-2/',
      good: 'torchdock profile run-2/ --against run-1/',
    },
  }),
  missingRanks: defineFinding<{ missing: readonly number[]; worldSize: number }>({
    code: 'TRC-17',
    severity: 'info',
    title: 'Traces of some ranks are missing',
    message: ({ missing, worldSize }) =>
      `${formatCount(missing.length, 'rank')} of ${worldSize} left no trace here: ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ' …' : ''}`,
    hint: () =>
      'Who waits for whom can be said of the ranks that are here only; one rank alone may not be like the others.',
    page: {
      why: 'A collective ends when its last rank has come. Which one came last, and why, stands in its own trace.',
      bad: 'if rank == 0:\n    prof.start()',
      good: 'on_trace_ready=tensorboard_trace_handler("log", worker_name=f"rank{rank}")',
      sources: [PROFILER],
    },
  }),
  tooManySteps: defineFinding<{ told: number; left: number }>({
    code: 'TRC-18',
    severity: 'info',
    title: 'A trace has more steps than are told one by one',
    message: ({ told, left }) =>
      `the first ${formatCount(told, 'step')} are told one by one; the mean is of these and ${left} more`,
    page: {
      why: 'A list of more than ten thousand steps helps nobody. All of them count for the mean and for the verdict.',
      bad: 'schedule(active=100000)',
      good: 'schedule(wait=1, warmup=1, active=5)',
      sources: [PROFILER],
    },
  }),
  toldTogether: defineFinding<{ count: number; what: 'names' | 'threads' }>({
    code: 'TRC-19',
    severity: 'warning',
    title: 'A trace has more names or threads than are told apart',
    message: ({ count, what }) =>
      `${formatCount(count, 'event')} ${count === 1 ? 'is' : 'are'} of more ${what} than are told apart: they count as of one`,
    hint: () => 'Give record_function names that do not change from step to step.',
    page: {
      why: 'Memory is bounded: 262,144 names and 65,535 threads are told apart, many times what a profiler writes. The times of the device and of steps are right all the same; lists by name, and what rests on which call lies within which, are not for those events.',
      bad: "record_function(f'batch {index}')",
      good: "record_function('batch')",
    },
  }),
};
