import { defineFinding } from '../finding.js';

const ALL_TARGETS = 'docs/export.md says what goes where in each target.';

/** Findings about exported plans. Codes `EXP-nn`. */
export const exportFindings = {
  lost: defineFinding<{ target: string; what: string; reason: string }>({
    code: 'EXP-01',
    severity: 'warning',
    title: 'A target cannot carry something of the plan',
    message: ({ target, what }) => `${target} does not carry this: ${what}`,
    hint: ({ reason }) => reason,
    page: {
      why: `What torchdock.yaml asks for is not in the exported text, because the target has no word for it: whoever starts it gets something else than torchdock up gives. ${ALL_TARGETS}`,
      bad: 'torchdock export slurm      # pids: 4096 in torchdock.yaml, and no limit in the job',
      good: 'torchdock export compose    # pids_limit: 4096',
    },
  }),
  changed: defineFinding<{ target: string; what: string; difference: string }>({
    code: 'EXP-02',
    severity: 'info',
    title: 'A target carries something of the plan in another way',
    message: ({ target, what }) => `${target} carries this otherwise: ${what}`,
    hint: ({ difference }) => difference,
    page: {
      why: `The exported text says it as nearly as the target can, and what comes of it is not the same: a volume begins empty, a file must be made first, a port is reached another way. ${ALL_TARGETS}`,
      bad: 'kubectl apply -f kubernetes.yaml    # without the Secret that the head of the file names',
      good: 'kubectl create secret generic lab-secrets --from-file=jupyter-token=.torchdock/jupyter-token\nkubectl apply -f kubernetes.yaml',
    },
  }),
  noLimits: defineFinding<{ names: readonly string[] }>({
    code: 'EXP-04',
    severity: 'info',
    title: 'No limit is exported where torchdock.yaml names none',
    message: ({ names }) => `no limit of ${names.join(' and ')} is exported: torchdock.yaml names none`,
    hint: ({ names }) =>
      `Name it under limits: ${names.join(', ')}. What torchdock up takes from this machine is not for others.`,
    page: {
      why: 'Where torchdock.yaml names no limits, torchdock up gives the container what the machine has, less what the system needs. An exported text is for other machines as well: a limit of this one would be refused by a smaller one and waste a larger one, so none is written. A container without a limit can take all memory of its host.',
      bad: 'name: lab',
      good: 'name: lab\nlimits:\n  memory: 16g\n  cpus: 4',
    },
  }),
  notOurs: defineFinding<{ path: string }>({
    code: 'EXP-03',
    severity: 'error',
    title: 'A file was not written by torchdock',
    message: ({ path }) => `${path} is there, and torchdock did not write it`,
    hint: () => 'Name another file with -o, or overwrite this one with --force.',
    page: {
      why: 'An exported file begins with a line that says who wrote it. A file without that line is yours, and is not overwritten unless you say so; nothing at all is written then.',
      bad: 'torchdock export compose -o compose.yaml            # your own compose.yaml',
      good: 'torchdock export compose -o compose.torchdock.yaml',
    },
  }),
};
