import { defineFinding } from '../finding.js';

const SBATCH = 'https://slurm.schedmd.com/sbatch.html';

/** Findings in Slurm batch scripts. Codes `SLM-nn`. */
export const slurmFindings = {
  unknownOption: defineFinding<{ command: string; option: string; suggestion?: string | undefined }>({
    code: 'SLM-01',
    severity: 'error',
    title: 'A Slurm option does not exist',
    message: ({ command, option }) => `${command} has no option ${option}`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? 'Remove it, or look it up in the manual.' : `Did you mean ${suggestion}?`,
    page: {
      why: 'Slurm rejects the job when it meets an option that it does not know, often after the job was prepared at length. Options of site plugins are unknown to torchdock; pyxis is known.',
      bad: '#SBATCH --task-per-node=8',
      good: '#SBATCH --ntasks-per-node=8',
      sources: [SBATCH, 'https://github.com/NVIDIA/pyxis'],
    },
  }),
  missingValue: defineFinding<{ command: string; option: string }>({
    code: 'SLM-02',
    severity: 'error',
    title: 'A Slurm option has no value',
    message: ({ command, option }) => `${option} of ${command} needs a value`,
    hint: ({ option }) => `Write ${option}=VALUE, or remove it.`,
    page: {
      why: 'Slurm rejects the job. A value after a # is lost too: the # begins a comment unless it is quoted.',
      bad: '#SBATCH --nodes',
      good: '#SBATCH --nodes=2',
      sources: [SBATCH],
    },
  }),
  invalidValue: defineFinding<{ option: string; text: string; expected: string }>({
    code: 'SLM-03',
    severity: 'error',
    title: 'The value of a Slurm option is not valid',
    message: ({ option, text, expected }) => `${option} takes ${expected}, not ${text || 'an empty value'}`,
    hint: ({ text }) =>
      /[$`]/.test(text) ? 'The shell does not read #SBATCH lines, so variables in them stay text.' : undefined,
    page: {
      why: 'Slurm rejects the job when a number, a time or a size cannot be read. Lines that begin with #SBATCH are comments for the shell: no variable is put in.',
      bad: '#SBATCH --nodes=$NODES',
      good: '#SBATCH --nodes=2',
      sources: [SBATCH],
    },
  }),
  ignoredDirective: defineFinding<{ text: string }>({
    code: 'SLM-04',
    severity: 'warning',
    title: 'An #SBATCH line stands after the first command',
    message: ({ text }) => `${text} has no effect: it stands after the first command`,
    hint: () => 'Move it above the first command of the script.',
    page: {
      why: 'Slurm stops looking for options at the first line that is neither blank nor a comment. Later #SBATCH lines are silently ignored, so the job runs with other resources than the script seems to ask for.',
      bad: 'module load cuda\n#SBATCH --gpus-per-node=4',
      good: '#SBATCH --gpus-per-node=4\nmodule load cuda',
      sources: [SBATCH],
    },
  }),
  notDirective: defineFinding<{ text: string }>({
    code: 'SLM-05',
    severity: 'warning',
    title: 'A line looks like an #SBATCH line but is a comment',
    message: ({ text }) => `${text} is a comment for Slurm, not an option`,
    hint: () => 'Write #SBATCH at the start of the line, in capitals and without a space after #.',
    page: {
      why: 'Only lines that begin with exactly #SBATCH are options. Others are silently ignored.',
      bad: '# SBATCH --time=01:00:00',
      good: '#SBATCH --time=01:00:00',
      sources: [SBATCH],
    },
  }),
  noInterpreter: defineFinding<Record<never, never>>({
    code: 'SLM-06',
    severity: 'error',
    title: 'A batch script does not begin with #!',
    message: () => 'The first line of a batch script must name its interpreter',
    hint: () => 'Begin the file with #!/bin/bash',
    page: {
      why: 'sbatch refuses a script whose first line does not begin with #!.',
      bad: '#SBATCH --nodes=2\nsrun python train.py',
      good: '#!/bin/bash\n#SBATCH --nodes=2\nsrun python train.py',
      sources: [SBATCH],
    },
  }),
  cutByComment: defineFinding<{ text: string }>({
    code: 'SLM-07',
    severity: 'error',
    title: 'A # cuts the value of an option off',
    message: ({ text }) => `Slurm reads this value only up to the #: ${text}`,
    hint: () => 'Put the value in quotes, or write a backslash before the #.',
    page: {
      why: 'In an #SBATCH line an unquoted # begins a comment. pyxis separates registry and image by #, so the image is lost and another one, or none, is started.',
      bad: '#SBATCH --container-image=nvcr.io#nvidia/pytorch:25.03-py3',
      good: '#SBATCH --container-image="nvcr.io#nvidia/pytorch:25.03-py3"',
      sources: ['https://github.com/NVIDIA/pyxis', SBATCH],
    },
  }),
};
