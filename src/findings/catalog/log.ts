import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

/** Findings about logs of a training. Codes `LOG-nn`. */
export const logFindings = {
  unknownFormat: defineFinding<{ path: string; line: string }>({
    code: 'LOG-01',
    severity: 'warning',
    title: 'A log has a format that torchdock does not know',
    message: ({ path, line }) => `No line of ${path} is one of a known log; the first is: ${shorten(line)}`,
    hint: () =>
      "Say what its lines look like, with the numbers in braces: --pattern 'step {step} loss {loss} time {seconds}s'.",
    page: {
      why: 'Numbers mean something only where it is known what they are: 12 after the word time may be seconds, milliseconds or a clock. torchdock does not guess. Known are torchvision, the ImageNet example, timm, MMEngine, detectron2, Lightning, the Trainer of Hugging Face, nanoGPT, llm.c, torchtitan, Megatron, DeepSpeed, YOLO, progress bars of tqdm and rich, what tutorials print (Epoch [1/5], Loss: 0.3), lines of key=value, JSON and CSV.',
      bad: 'torchdock profile my.log\n\n[A] 100 | 0.512 | 0.23',
      good: "torchdock profile my.log --pattern '[A] {step} | {loss} | {seconds}'",
    },
  }),
  empty: defineFinding<{ path: string }>({
    code: 'LOG-02',
    severity: 'warning',
    title: 'A log is empty',
    message: ({ path }) => `${path} has no lines`,
    hint: () =>
      'Python holds its output back when it goes to a file: start it with python -u, or set PYTHONUNBUFFERED=1.',
    page: {
      why: 'A run that was killed before its buffer was full leaves an empty file, though it printed for hours.',
      bad: 'python train.py > train.log',
      good: 'python -u train.py > train.log',
      sources: ['https://docs.python.org/3/using/cmdline.html#cmdoption-u'],
    },
  }),
  restarted: defineFinding<{ path: string; times: number }>({
    code: 'LOG-03',
    severity: 'info',
    title: 'Steps of a log start again',
    message: ({ path, times }) =>
      `In ${path} the steps start again below where they were, ${formatCount(times, 'time')}; of steps that are there twice the later values were taken`,
    hint: () => 'If these are several runs, give each its own file.',
    page: {
      why: 'A run that is resumed from a checkpoint does the steps after it once more, and a log that is appended to holds both. The curve goes on from the later ones; times of steps are counted from both.',
      bad: 'step:900 train_loss:3.41\nstep:1000 train_loss:3.38\nstep:900 train_loss:3.41',
      good: 'step:900 train_loss:3.41\nstep:1000 train_loss:3.38\nstep:1100 train_loss:3.35',
    },
  }),
  thinned: defineFinding<{ path: string; curves: number; points: number; kept: number }>({
    code: 'LOG-04',
    severity: 'info',
    title: 'A curve has more points than are kept',
    message: ({ path, curves, points, kept }) =>
      `${formatCount(curves, 'curve')} of ${path} ${curves === 1 ? 'has' : 'have'} up to ${points} points; at most ${kept} of each were kept, the lowest and the highest of each stretch`,
    page: {
      why: 'A picture is less than 2,000 dots wide. Peaks, dips and values that are no number stay; medians and other numbers of the report are made of all values.',
      bad: '(a curve of 1,000,000 points)',
      good: '(its first, its last, and the lowest and highest of each stretch)',
    },
  }),
  brokenValue: defineFinding<{ name: string; step: number | undefined; values: number }>({
    code: 'LOG-05',
    severity: 'warning',
    title: 'A value became NaN or infinite',
    message: ({ name, step, values }) =>
      `${name} is no number${step === undefined ? '' : ` at step ${step}`}; ${formatCount(values, 'value')} of this log ${values === 1 ? 'is' : 'are'} none`,
    hint: () =>
      'Look at the steps before: lower the learning rate, clip gradients, or find the operation with torch.autograd.set_detect_anomaly(True).',
    page: {
      why: 'A loss that is NaN once makes all weights NaN with the next step; from there on the run only costs money.',
      bad: 'iter 4120: loss 3.1, time 130.1ms\niter 4130: loss nan, time 130.2ms',
      good: 'iter 4120: loss 3.1, time 130.1ms\niter 4130: loss 3.1, time 130.2ms',
      sources: ['https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection'],
    },
  }),
  wrongPattern: defineFinding<{ pattern: string; reason: string }>({
    code: 'LOG-06',
    severity: 'error',
    title: 'A pattern for logs cannot be read',
    message: ({ pattern, reason }) => `The pattern ${shorten(pattern)} cannot be used: ${reason}`,
    hint: () =>
      'Write the line as it is, with the numbers in braces: step {step} loss {loss} time {seconds}s. {_} passes over anything.',
    page: {
      why: 'A pattern is a line of the log with its numbers replaced by their names. It is no regular expression, so that it is read the same everywhere and no line makes it slow.',
      bad: "--pattern 'step (\\d+) loss {loss'",
      good: "--pattern 'step {step} loss {loss}'",
    },
  }),
  patternMatchesNothing: defineFinding<{ path: string; pattern: string; line: string }>({
    code: 'LOG-07',
    severity: 'error',
    title: 'A pattern matches no line of a log',
    message: ({ path, pattern, line }) =>
      `No line of ${path} is like ${shorten(pattern)}${line === '' ? '' : `; its first line is: ${shorten(line)}`}`,
    hint: () =>
      'Copy a line of the log and put names in braces where its numbers are; one blank stands for any number of them.',
    page: {
      why: 'All that stands outside of braces must be in the line as it is, capitals and punctuation included.',
      bad: "--pattern 'step {step} loss {loss}'\n\nStep 100, Loss: 0.512",
      good: "--pattern 'Step {step}, Loss: {loss}'\n\nStep 100, Loss: 0.512",
    },
  }),
  longLines: defineFinding<{ path: string; lines: number }>({
    code: 'LOG-08',
    severity: 'info',
    title: 'Lines of a log are too long to be read',
    message: ({ path, lines }) =>
      `${formatCount(lines, 'line')} of ${path} ${lines === 1 ? 'is' : 'are'} longer than 16384 characters and ${lines === 1 ? 'was' : 'were'} passed over`,
    page: {
      why: 'No logger writes such lines about a step; they are most often a tensor or a file that was printed by mistake.',
      bad: 'print(model.state_dict())',
      good: 'print(f"step={step} loss={loss.item()}")',
    },
  }),
  manyRanks: defineFinding<{ path: string; lines: number }>({
    code: 'LOG-09',
    severity: 'info',
    title: 'Several ranks write into one log',
    message: ({ path, lines }) =>
      `${path} has lines of several ranks; the first rank that speaks is shown, ${formatCount(lines, 'line')} of others ${lines === 1 ? 'is' : 'are'} not`,
    hint: () => 'Start with torchrun --log-dir logs --tee 3 --local-ranks-filter 0, or print on rank 0 only.',
    page: {
      why: 'Each rank writes each step, so that a curve of all would go back and forth between them.',
      bad: '[rank0]: step: 10  loss: 3.1  tps: 4,000\n[rank1]: step: 10  loss: 3.2  tps: 4,000',
      good: '[rank0]: step: 10  loss: 3.1  tps: 4,000\n[rank0]: step: 20  loss: 3.0  tps: 4,000',
      sources: ['https://docs.pytorch.org/docs/stable/elastic/run.html'],
    },
  }),
  manyCurves: defineFinding<{ path: string; values: number }>({
    code: 'LOG-10',
    severity: 'info',
    title: 'A log names more metrics than are kept',
    message: ({ path, values }) =>
      `${path} names more than 256 metrics; ${formatCount(values, 'value')} of those that came later ${values === 1 ? 'was' : 'were'} left out`,
    page: {
      why: 'Names that hold a number or an address make a new metric with each line. The first 256 are kept, so that memory stays small.',
      bad: '{"step": 1, "loss_of_batch_0001": 0.5}',
      good: '{"step": 1, "loss": 0.5}',
    },
  }),
};

function shorten(line: string): string {
  const text = line.trim();
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
