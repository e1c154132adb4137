import { defineFinding } from '../finding.js';

/** Findings about the comments that ignore findings. Codes `IGN-nn`. */
export const ignoreFindings = {
  matchesNothing: defineFinding<{ code: string; isWholeFile: boolean }>({
    code: 'IGN-01',
    severity: 'info',
    title: 'A comment ignores what is not found',
    message: ({ code, isWholeFile }) =>
      `${code} is ignored here, but it is not found ${isWholeFile ? 'in this file' : 'on the lines that the comment speaks of'}`,
    hint: ({ isWholeFile }) =>
      isWholeFile
        ? 'Remove the comment, unless the finding shows only together with other files.'
        : 'Remove the comment, or move it to the line before what is found; ignore-file= is for the whole file.',
    page: {
      why: 'A comment that ignores nothing hides the finding when it comes back, and makes people think that something is wrong. Some findings need several files: they show when the whole folder is checked.',
      bad: '# torchdock ignore=NET-02\nipc: host',
      good: '# torchdock ignore=SHM-03 NCCL needs it here\nipc: host',
    },
  }),
  unknownCode: defineFinding<{ code: string; suggestion: string | undefined }>({
    code: 'IGN-02',
    severity: 'warning',
    title: 'A comment ignores a code that does not exist',
    message: ({ code }) => `There is no finding ${code} to ignore`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? 'torchdock explain lists all codes.' : `Did you mean ${suggestion}?`,
    page: {
      why: 'The comment has no effect. Codes of hadolint are understood in its own comments: # hadolint ignore=DL3024.',
      bad: '# torchdock ignore=SHM-3\nipc: host',
      good: '# torchdock ignore=SHM-03\nipc: host',
    },
  }),
  unreadable: defineFinding<{ text: string }>({
    code: 'IGN-03',
    severity: 'warning',
    title: 'A comment that should ignore something cannot be read',
    message: ({ text }) => `"${text}" does not say which codes to ignore`,
    hint: () => 'Write torchdock ignore=CODE, or ignore=CODE,CODE and then the reason.',
    page: {
      why: 'The comment has no effect. Without a code nothing is ignored, so that a comment never hides more than it says.',
      bad: '# torchdock ignore SHM-03\nipc: host',
      good: '# torchdock ignore=SHM-03\nipc: host',
    },
  }),
};
