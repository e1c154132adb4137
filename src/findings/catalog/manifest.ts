import { defineFinding } from '../finding.js';

/** Findings in requirements files, pyproject.toml and conda environment files. Codes `PKG-nn`. */
export const manifestFindings = {
  notRequirement: defineFinding<{ text: string; tool?: string; hint?: string }>({
    code: 'PKG-01',
    severity: 'warning',
    title: 'A line is not a requirement',
    message: ({ text, tool = 'pip' }) => `${text} is not a requirement that ${tool} understands, so it was skipped`,
    hint: ({ hint }) => hint ?? 'Write it as name, name==version, name>=version or name @ address.',
    page: {
      why: 'pip stops at the first line it cannot read, so nothing of the file gets installed.',
      bad: 'torch=2.7.1',
      good: 'torch==2.7.1',
      sources: [
        'https://peps.python.org/pep-0508/',
        'https://pip.pypa.io/en/stable/reference/requirements-file-format/',
      ],
    },
  }),
  missingInclude: defineFinding<{ path: string; option: string }>({
    code: 'PKG-02',
    severity: 'warning',
    title: 'An included requirements file is not there',
    message: ({ path, option }) => `${option} names ${path}, which cannot be read from here`,
    hint: () =>
      'The path is relative to the file that includes it; a file outside the root or on the network is not read.',
    page: {
      why: 'What the included file asks for is missing in the picture, and pip itself fails when the file is absent.',
      bad: '-r base.txt   # the file is requirements/base.txt',
      good: '-r requirements/base.txt',
    },
  }),
  includeCycle: defineFinding<{ path: string; isTooDeep: boolean }>({
    code: 'PKG-03',
    severity: 'warning',
    title: 'Requirements files include each other',
    message: ({ path, isTooDeep }) =>
      isTooDeep
        ? `${path} is included through too many files, so it was not read`
        : `${path} is already being read: the files include each other`,
    hint: () => 'Move what they share into a third file that both include.',
    page: {
      why: 'A circle of -r lines has no order. pip breaks off when it meets one; torchdock reads each file once.',
      bad: 'base.txt: -r gpu.txt\ngpu.txt: -r base.txt',
      good: 'base.txt: numpy\ngpu.txt: -r base.txt',
    },
  }),
  conflictingVersions: defineFinding<{ name: string; first: string; second: string }>({
    code: 'PKG-04',
    severity: 'error',
    title: 'A package is pinned to two versions',
    message: ({ name, first, second }) => `${name} is pinned to ${second} here and to ${first} before`,
    hint: ({ name }) => `Keep one version of ${name}, or tell the two apart by an environment marker.`,
    page: {
      why: 'No set of packages satisfies both pins, so the installation fails.',
      bad: 'torch==2.7.1\ntorch==2.6.0',
      good: 'torch==2.7.1',
    },
  }),
  unknownOption: defineFinding<{ option: string; suggestion?: string }>({
    code: 'PKG-05',
    severity: 'warning',
    title: 'A requirements file has an option that pip does not know',
    message: ({ option }) => `${option} is not an option of a requirements file`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Did you mean ${suggestion}?`),
    page: {
      why: 'pip refuses the file. A mistyped --index-url would otherwise silently take packages from another place.',
      bad: '--index https://download.pytorch.org/whl/cu126',
      good: '--index-url https://download.pytorch.org/whl/cu126',
      sources: ['https://pip.pypa.io/en/stable/reference/requirements-file-format/'],
    },
  }),
  credentials: defineFinding<{ what: string }>({
    code: 'PKG-06',
    severity: 'warning',
    title: 'An address in a manifest holds a password or token',
    message: ({ what }) => `The address after ${what} holds a password or token`,
    hint: () =>
      'Use a variable (${NAME} is expanded by pip), a keyring or a netrc file, and renew the token: it is in the history.',
    page: {
      why: 'Everyone who can read the repository, or an image that the file was copied into, can use the token. torchdock shows *** in its place.',
      bad: '--index-url https://user:secret@packages.example.com/simple',
      good: '--index-url https://${PACKAGES_USER}:${PACKAGES_TOKEN}@packages.example.com/simple',
    },
  }),
  unknownIndex: defineFinding<{ name: string; known: readonly string[] }>({
    code: 'PKG-07',
    severity: 'warning',
    title: 'A package is taken from an index that is not defined',
    message: ({ name }) => `No index is called ${name}`,
    hint: ({ known }) =>
      known.length === 0 ? 'Define it with [[tool.uv.index]].' : `Defined are: ${known.join(', ')}.`,
    page: {
      why: 'uv and poetry stop with an error; the package would not come from the place that was meant.',
      bad: '[tool.uv.sources]\ntorch = { index = "pytorch" }',
      good: '[tool.uv.sources]\ntorch = { index = "pytorch" }\n\n[[tool.uv.index]]\nname = "pytorch"\nurl = "https://download.pytorch.org/whl/cu126"\nexplicit = true',
      sources: ['https://docs.astral.sh/uv/concepts/indexes/'],
    },
  }),
  unknownGroup: defineFinding<{ name: string }>({
    code: 'PKG-08',
    severity: 'warning',
    title: 'A dependency group includes a group that is not there, or itself',
    message: ({ name }) => `The group ${name} is not defined, or includes itself`,
    page: {
      why: 'Tools refuse such a group (PEP 735), so what it lists is not installed.',
      bad: '[dependency-groups]\ntrain = [{ include-group = "gpuu" }]\ngpu = ["torch"]',
      good: '[dependency-groups]\ntrain = [{ include-group = "gpu" }]\ngpu = ["torch"]',
      sources: ['https://peps.python.org/pep-0735/'],
    },
  }),
  tooManyProblems: defineFinding<{ path: string; count: number }>({
    code: 'PKG-09',
    severity: 'info',
    title: 'A manifest has more problems than are listed',
    message: ({ path, count }) => `${path} has ${count} more lines that are not requirements`,
    hint: () => 'Perhaps it is not a requirements file, whatever its name says.',
    page: {
      why: 'A long list of the same problem hides the others.',
      bad: 'requirements.txt that holds a licence text',
      good: 'requirements.txt that lists packages',
    },
  }),
};
