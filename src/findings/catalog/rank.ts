import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const PROFILER = 'https://docs.pytorch.org/docs/stable/profiler.html';

/** Findings about the traces of several ranks together. Codes `RNK-01` to `RNK-04`. */
export const rankFindings = {
  unknownRank: defineFinding<{ files: readonly string[] }>({
    code: 'RNK-01',
    severity: 'info',
    title: 'A trace does not say of which rank it is',
    message: ({ files }) =>
      `${formatCount(files.length, 'trace')} not compared with the others, for nothing says the rank: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}`,
    hint: () => 'Put it into the name of the file: rank3.pt.trace.json.',
    page: {
      why: 'The profiler writes the rank into distributedInfo where torch.distributed was started before it; else the name of the file may say it. Without either nobody knows whose times they are.',
      bad: 'prof.export_chrome_trace("trace.json")',
      good: 'prof.export_chrome_trace(f"rank{dist.get_rank()}.json")',
      sources: [PROFILER],
    },
  }),
  unmatchedRanks: defineFinding<{ ranks: readonly number[] }>({
    code: 'RNK-02',
    severity: 'info',
    title: 'Collectives of ranks cannot be brought together',
    message: ({ ranks }) =>
      `of ${formatCount(ranks.length, 'rank')} (${ranks.slice(0, 8).join(', ')}${ranks.length > 8 ? ' …' : ''}) no collective could be found in the others: who waits for them is not known`,
    hint: () => 'Profile the same steps in all ranks, with one schedule.',
    page: {
      why: 'The n-th collective of a process group within a step is the same in all its ranks, if all have the same names in it. Where the traces have other steps, or other collectives, nothing says which is which; and nothing is guessed.',
      bad: 'prof = profile(schedule=schedule(wait=rank, warmup=1, active=3))',
      good: 'prof = profile(schedule=schedule(wait=5, warmup=1, active=3))',
      sources: [PROFILER],
    },
  }),
  differentWorlds: defineFinding<{ sizes: readonly number[] }>({
    code: 'RNK-03',
    severity: 'warning',
    title: 'Traces speak of runs of different size',
    message: ({ sizes }) =>
      `the traces are of runs with ${sizes.slice(0, 5).join(', ')} ranks: what is said of them together may be of no run`,
    hint: () => 'Give traces of one run.',
    page: {
      why: 'Each trace says how many ranks its run had. Where the numbers differ, the folder holds traces of several runs, and comparing their ranks says nothing.',
      bad: 'torchdock profile traces/   # of 8 and of 16 GPUs',
      good: 'torchdock profile traces/16 --against traces/8',
    },
  }),
  firstCollectives: defineFinding<{ compared: number; leftOut: number }>({
    code: 'RNK-04',
    severity: 'info',
    title: 'Not all collectives of a rank are compared',
    message: ({ compared, leftOut }) =>
      `of a rank the first ${compared} collectives are compared, the ${leftOut} behind them are not`,
    page: {
      why: 'Who waits for whom is seen in a few steps. Of each rank a bounded number of collectives is kept, so that a thousand traces can be compared.',
      bad: 'schedule(wait=1, warmup=1, active=500)',
      good: 'schedule(wait=1, warmup=1, active=5)',
      sources: [PROFILER],
    },
  }),
};
