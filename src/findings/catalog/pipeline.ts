import { defineFinding } from '../finding.js';

/** Findings about training pipelines read from their scripts. Codes `PPL-nn`. */
export const pipelineFindings = {
  noScript: defineFinding<{ path: string }>({
    code: 'PPL-01',
    severity: 'error',
    title: 'No script that trains was found',
    message: ({ path }) => `${path} holds no script that trains`,
    hint: () => 'Name the script: torchdock draw pipeline train.py.',
    page: {
      why: 'Without a name torchdock takes the script that a Dockerfile, compose file, job or container command starts, else the only Python file that trains. Nothing found is an error, never an empty success.',
      bad: 'torchdock draw pipeline src',
      good: 'torchdock draw pipeline src/train.py',
    },
  }),
  severalScripts: defineFinding<{ path: string; known: readonly string[] }>({
    code: 'PPL-02',
    severity: 'error',
    title: 'A picture shows one script, and several train',
    message: ({ path, known }) => `${path} has ${known.length} scripts that train`,
    hint: ({ known }) => `Name one: ${known.slice(0, 6).join(', ')}${known.length > 6 ? ' …' : ''}.`,
    page: {
      why: 'A picture is of one script. Which of several is meant cannot be guessed, unless one alone is started by the files beside them.',
      bad: 'torchdock draw pipeline .',
      good: 'torchdock draw pipeline train.py',
    },
  }),
  tooManyScripts: defineFinding<{ most: number; left: readonly string[] }>({
    code: 'PPL-04',
    severity: 'info',
    title: 'More scripts are started than are followed',
    message: ({ most, left }) =>
      `${most} of the scripts that are started here were followed; how ${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''} ${left.length === 1 ? 'trains' : 'train'} is not in this graph`,
    hint: ({ left }) => `Draw one by its name: torchdock draw pipeline ${left[0] ?? 'train.py'}.`,
    page: {
      why: 'Following a script takes some tenths of a second, so that one graph takes the first ones only. What their checkpoints and data are is known; of the others it is not, and a picture that does not say so would look whole.',
      bad: 'torchdock draw deployment /srv/everything',
      good: 'torchdock draw deployment /srv/everything/ranking',
    },
  }),
  nothingTrains: defineFinding<{ path: string; reason: string | undefined }>({
    code: 'PPL-03',
    severity: 'error',
    title: 'A script trains nothing',
    message: ({ path, reason }) =>
      `${path} shows no part of a training${reason === undefined ? '' : `; it was followed up to: ${reason}`}`,
    hint: () => 'Name the script that is started, not a module of it; its arguments may decide: -- --train.',
    page: {
      why: 'The picture shows datasets, loaders, models, losses, optimizers and loops that the script comes to. A file that only defines functions comes to none.',
      bad: 'torchdock draw pipeline model.py',
      good: 'torchdock draw pipeline train.py -- --epochs 3',
    },
  }),
} as const;
