import type { ReaderEntry } from './reader.js';

/** The one list of readers. A file may be read by several; the order does not matter. */
export const READERS: readonly ReaderEntry[] = [
  {
    kind: 'requirements',
    title: 'pip requirements file',
    files: ['requirements*.txt', 'requirements/*.txt', '*-requirements.txt', 'constraints*.txt'],
    matches: (path) =>
      /(?:^|\/)(?:(?:requirements|constraints)[^/]*|[^/]*[-_.]requirements)\.txt$|(?:^|\/)requirements\/[^/]+\.txt$/.test(
        path,
      ),
    load: async () => (await import('./requirements/read-requirements.js')).requirementsReader,
  },
  {
    kind: 'pyproject',
    title: 'Python project',
    files: ['pyproject.toml'],
    matches: (path) => /(?:^|\/)pyproject\.toml$/.test(path),
    load: async () => (await import('./pyproject/read-pyproject.js')).pyprojectReader,
  },
  {
    kind: 'conda-environment',
    title: 'conda environment',
    files: ['environment*.yml', 'environment*.yaml', 'conda*.yml', 'conda*.yaml'],
    matches: (path) => /(?:^|\/)(?:environment|conda)[^/]*\.ya?ml$/.test(path),
    accepts: (text) => /^dependencies\s*:/m.test(text),
    load: async () => (await import('./conda-environment/read-conda-environment.js')).condaEnvironmentReader,
  },
];
