import { defineFinding } from '../finding.js';

/** Findings about files as such: unreadable, binary, too large, not found. Codes `SRC-nn`. */
export const sourceFindings = {
  unreadable: defineFinding<{ path: string; reason: string }>({
    code: 'SRC-01',
    severity: 'error',
    title: 'A file cannot be read',
    message: ({ path, reason }) => `${path} cannot be read: ${reason}`,
    hint: () => 'Check that it exists and that you may read it.',
    page: {
      why: 'torchdock draws only what it has read. A source that cannot be read would make the picture incomplete without saying so.',
      bad: 'torchdock draw deployment Dockerfle',
      good: 'torchdock draw deployment Dockerfile',
    },
  }),
  binary: defineFinding<{ path: string; isUtf16?: boolean }>({
    code: 'SRC-02',
    severity: 'warning',
    title: 'A file with the name of a text file is binary',
    message: ({ path, isUtf16 }) =>
      `${path} is ${isUtf16 ? 'UTF-16' : 'not text (it contains NUL bytes)'}, so it was skipped`,
    hint: ({ isUtf16 }) =>
      isUtf16
        ? 'Save it as UTF-8, which is what every program that runs it expects.'
        : 'Rename it, or list it in .gitignore if it does not belong to the repository.',
    page: {
      why: 'The name says Dockerfile or YAML, the bytes say otherwise. Reading them as text would give nonsense.',
      bad: 'cp model.bin Dockerfile',
      good: 'cp model.bin weights/model.bin',
    },
  }),
  tooLarge: defineFinding<{ path: string; sizeBytes: number; limitBytes: number }>({
    code: 'SRC-03',
    severity: 'warning',
    title: 'A file is too large to be a configuration file',
    message: ({ path, sizeBytes, limitBytes }) =>
      `${path} has ${sizeBytes} bytes, more than the ${limitBytes} that are read of a configuration file, so it was skipped`,
    hint: () => 'Split it, or name the part that matters as a source of its own.',
    page: {
      why: 'Files that people write by hand are small. A limit keeps a mistaken dump from taking all memory and time.',
      bad: 'mysqldump everything > compose.yaml',
      good: 'mysqldump everything > backup/everything.sql',
    },
  }),
  nothingFound: defineFinding<{ path: string }>({
    code: 'SRC-04',
    severity: 'error',
    title: 'Nothing to read was found',
    message: ({ path }) => `${path} holds no file that torchdock reads`,
    hint: () =>
      'It reads Dockerfile, compose.yaml, devcontainer.json, Kubernetes manifests, Slurm scripts, requirements and docker run lines in shell scripts and Markdown.',
    page: {
      why: 'An empty picture that looks like success would be a lie: nothing matched is an error.',
      bad: 'torchdock draw deployment ./empty',
      good: 'torchdock draw deployment ./examples/resnet50',
    },
  }),
  nothingToDraw: defineFinding<{ view: string; path: string }>({
    code: 'SRC-07',
    severity: 'error',
    title: 'There is nothing that a view shows',
    message: ({ view, path }) => `${path} holds nothing that the view ${view} shows`,
    hint: () => 'torchdock overview says which views can be drawn and what was read.',
    page: {
      why: 'Each view answers one question. A folder without Dockerfile, compose file, manifest or run command has no deployment to draw.',
      bad: 'torchdock draw deployment ./src',
      good: 'torchdock draw deployment .',
    },
  }),
  symlinkLoop: defineFinding<{ path: string }>({
    code: 'SRC-05',
    severity: 'info',
    title: 'A symbolic link was not followed',
    message: ({ path }) => `${path} is a symbolic link to a folder or leads outside the root; it was not followed`,
    page: {
      why: 'Links can form loops or lead out of the repository. What they point to is read under its own name if it lies inside.',
      bad: 'ln -s . loop',
      good: 'rm loop',
    },
  }),
  readerFailed: defineFinding<{ path: string; reader: string; reason: string }>({
    code: 'SRC-06',
    severity: 'error',
    title: 'A reader failed on a file',
    message: ({ path, reader, reason }) => `The ${reader} reader failed on ${path}: ${reason}`,
    hint: () => 'This is a fault of torchdock. The rest of the graph is complete; please report the file.',
    page: {
      why: 'No input should make a reader fail. If one does, the other files are still read and the failure is shown.',
      bad: '(any input)',
      good: '(a finding with file, line and hint instead)',
    },
  }),
  notUtf8: defineFinding<object>({
    code: 'SRC-08',
    severity: 'info',
    title: 'A file is not UTF-8',
    message: () => 'From here on some bytes are not UTF-8; each was read as U+FFFD',
    hint: () => 'Save the file as UTF-8.',
    page: {
      why: 'Names with such bytes cannot be shown as they are, and programs disagree about what they mean. The rest of the file is read as it is.',
      bad: "printf 'LABEL author=Andr\\351' >> Dockerfile",
      good: "printf 'LABEL author=André' >> Dockerfile",
    },
  }),
  tooMuch: defineFinding<{ path: string; others: number }>({
    code: 'SRC-09',
    severity: 'error',
    title: 'There is more than can be read at once',
    message: ({ path, others }) =>
      `${others === 0 ? `${path} was` : `${path} and ${others} more files were`} not read: those before hold more than fits into one picture`,
    hint: () => 'Name the folders or files that belong together, or list generated ones in .gitignore.',
    page: {
      why: 'Reading goes on until the memory of a small machine would be full. What was left out is said, because a picture without it is not the whole truth.',
      bad: 'torchdock draw deployment /srv/everything',
      good: 'torchdock draw deployment /srv/everything/training',
    },
  }),
};
