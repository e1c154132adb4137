import { defineFinding } from '../finding.js';

/** Findings about `torchdock.lock`. Codes `LCK-nn`. */
export const lockFindings = {
  noBase: defineFinding<Record<never, never>>({
    code: 'LCK-01',
    severity: 'error',
    title: 'Nothing is installed, and no base image brings PyTorch',
    message: () => 'installer: none needs a base: without one nothing brings PyTorch',
    hint: () => 'Name the image that holds it, or one whose packages do: base: debian:12, apt: [python3-torch].',
    page: {
      why: 'With installer: none torchdock installs no PyTorch; it only measures the one that the base image or the system packages bring. The base is then the one thing that it cannot choose.',
      bad: 'installer: none',
      good: 'installer: none\nbase: debian:12\npackages:\n  apt: [python3-torch]',
    },
  }),
  mistypedVersion: defineFinding<{ problem: string; hint: string | undefined }>({
    code: 'LCK-02',
    severity: 'error',
    title: 'A version of torchdock.yaml means nothing',
    message: ({ problem }) => problem,
    hint: ({ hint }) => hint,
    page: {
      why: 'What cannot be read as a version, a system, a GPU or a library that is released with PyTorch cannot be resolved, and is not guessed.',
      bad: 'torch: newest',
      good: 'torch: "2.7"',
    },
  }),
  differentTorch: defineFinding<{ all: readonly string[] }>({
    code: 'LCK-03',
    severity: 'warning',
    title: 'The accelerators have no PyTorch in common',
    message: ({ all }) => `no release of PyTorch fits all accelerators: it is ${all.join(', ')}`,
    hint: () => 'Name accelerators that one release has builds for, so that every machine runs the same code.',
    page: {
      why: 'One lock serves several machines, a laptop without a GPU and a server with one. Where their PyTorch differs, what works on one may not work on the other.',
      bad: 'accelerators: [cu118, cu130]',
      good: 'accelerators: [cpu, cu130]',
    },
  }),
  unknownCompanion: defineFinding<{ name: string; torch: string; accelerator: string }>({
    code: 'LCK-04',
    severity: 'warning',
    title: 'The version of a companion library is not known',
    message: ({ name, torch, accelerator }) =>
      `my data does not say which ${name} goes with PyTorch ${torch} (${accelerator}); it is not locked`,
    hint: () => 'Name an older PyTorch, or a newer table with --facts DIR.',
    page: {
      why: 'A companion is compiled against one release of PyTorch. Where the tables do not name its version none is written into the lock, and pip chooses one that fits the PyTorch that is there.',
      bad: 'torch: "2.14.1"\nwith: [torchvision]',
      good: 'torch: "2.14.0"\nwith: [torchvision]',
    },
  }),
  malformed: defineFinding<{ where: string; problem: string }>({
    code: 'LCK-05',
    severity: 'error',
    title: 'torchdock.lock does not have its shape',
    message: ({ where, problem }) => `${where} ${problem}`,
    hint: () => 'torchdock lock writes it anew.',
    page: {
      why: 'The lock is written by torchdock. A half-merged or hand-edited one could install something else than was tested, so it is not used.',
      bad: 'lock: 1\nenvironments: cu126',
      good: 'lock: 1\nspec: 1f0c5a3e9b7d2468\nfacts: "2026-11-22"\nenvironments:\n  cu126: …',
    },
  }),
  newerFormat: defineFinding<{ format: string; known: number }>({
    code: 'LCK-06',
    severity: 'error',
    title: 'torchdock.lock was written by a newer torchdock',
    message: ({ format, known }) => `the lock has the format ${format}, and this torchdock knows ${known}`,
    hint: () => 'Update torchdock, or write the lock anew with torchdock lock.',
    page: {
      why: 'A newer format may say things that this version would not do. It is refused rather than half understood.',
      bad: 'lock: 2',
      good: 'lock: 1',
    },
  }),
  impossible: defineFinding<{ accelerator: string; problem: string }>({
    code: 'LCK-07',
    severity: 'error',
    title: 'torchdock.lock holds versions that do not exist together',
    message: ({ accelerator, problem }) => `${accelerator}: ${problem}`,
    hint: () => 'The lock follows from torchdock.yaml: say it there, and run torchdock lock.',
    page: {
      why: 'A lock that was edited by hand can name a build that was never published. It would fail in the middle of a long build, or install something else.',
      bad: 'cu121:\n  torch: "2.7.1"\n  cuda: "12.1"',
      good: 'cu126:\n  torch: "2.7.1"\n  cuda: "12.6"',
    },
  }),
  stale: defineFinding<{ file: string }>({
    code: 'LCK-08',
    severity: 'error',
    title: 'torchdock.lock is older than torchdock.yaml',
    message: ({ file }) => `${file} was made for another torchdock.yaml`,
    hint: () => 'torchdock lock brings it up to date; commit both.',
    page: {
      why: 'The lock holds a digest of what the spec says about versions, packages and mirrors. When they differ, what would be built is not what the spec asks for. With --frozen, and with lock --check, nothing is brought up to date in silence.',
      bad: 'torchdock up --frozen   # after torch: was changed',
      good: 'torchdock lock && git commit torchdock.yaml torchdock.lock',
    },
  }),
  missing: defineFinding<{ file: string }>({
    code: 'LCK-09',
    severity: 'error',
    title: 'There is no torchdock.lock',
    message: ({ file }) => `there is no ${file}`,
    hint: () => 'torchdock lock writes it; commit it.',
    page: {
      why: 'Without a lock the versions are chosen anew on each machine, and with newer tables they are others. With --frozen, and with lock --check, that is refused.',
      bad: 'torchdock up --frozen',
      good: 'torchdock lock && torchdock up --frozen',
    },
  }),
  notLocked: defineFinding<{ accelerator: string; locked: readonly string[] }>({
    code: 'LCK-10',
    severity: 'error',
    title: 'An accelerator is not in the lock',
    message: ({ accelerator, locked }) => `the lock has no ${accelerator}: it has ${locked.join(', ')}`,
    hint: ({ accelerator }) => `Add it to torchdock.yaml (accelerators: [${accelerator}]), and run torchdock lock.`,
    page: {
      why: 'Only what is locked is built. Each accelerator is a build of PyTorch of its own: cpu, cu126, cu130.',
      bad: 'accelerators: [cpu]\n# torchdock up --accelerator cu118',
      good: 'accelerators: [cpu, cu118]',
    },
  }),
  noneFits: defineFinding<{ accelerator: string }>({
    code: 'LCK-11',
    severity: 'error',
    title: 'Nothing fits what torchdock.yaml asks for',
    message: ({ accelerator }) =>
      accelerator === 'auto'
        ? 'no versions fit what torchdock.yaml asks for'
        : `no versions fit what torchdock.yaml asks for with ${accelerator}`,
    hint: () => 'The reasons follow; torchdock lock shows what comes nearest.',
    page: {
      why: 'Nothing is built from versions that do not exist together. torchdock resolve shows the same reasons and the nearest versions that fit.',
      bad: 'torch: "2.7"\ncuda: "12.1"',
      good: 'torch: "2.7"\ncuda: "12.6"',
    },
  }),
  noAnswer: defineFinding<{ reference: string }>({
    code: 'LCK-12',
    severity: 'warning',
    title: 'No registry said the digest of a base image',
    message: ({ reference }) => `the registry of ${reference} did not say its digest`,
    hint: () =>
      'Is the name right, and the registry in reach without a login? A digest can be written behind the base.',
    page: {
      why: 'A digest pins the very bytes of an image. It was asked for, and the registry did not answer, wants a login, or does not know the tag; the lock says the tag alone.',
      bad: 'base: registry.example/private/image:1',
      good: 'base: registry.example/private/image:1@sha256:…',
    },
  }),
  packagesOfAnother: defineFinding<{ name: string }>({
    code: 'LCK-13',
    severity: 'error',
    title: 'The container that runs was made from another image than the lock asks for',
    message: ({ name }) => `${name} was made from another image than torchdock.lock asks for`,
    hint: () => 'Bring it up to date with torchdock up, try it, and lock its packages then.',
    page: {
      why: 'lock --packages says that the next build gets what runs now. When the spec or the lock has changed since, what runs is something else than what would be built, and its packages need not fit.',
      bad: 'edit torchdock.yaml\ntorchdock lock --packages',
      good: 'edit torchdock.yaml\ntorchdock up\ntorchdock lock --packages',
    },
  }),
  installsNothing: defineFinding<Record<never, never>>({
    code: 'LCK-14',
    severity: 'error',
    title: 'There are no packages to lock',
    message: () => 'installer: none installs no Python packages, so there is nothing whose versions could be locked',
    hint: () => 'Versions of Debian packages are pinned under packages.apt: python3-numpy=1:1.24.2-1.',
    page: {
      why: 'Locked packages are constraints of pip and uv. Where the base image or the system brings all Python packages, nobody would read them; the base is pinned by its digest instead.',
      bad: 'installer: none\n# torchdock lock --packages',
      good: 'installer: none\n# torchdock lock --digests',
    },
  }),
  unreadablePackages: defineFinding<{ problem: string }>({
    code: 'LCK-15',
    severity: 'error',
    title: 'The packages of the container cannot be read',
    message: ({ problem }) => `The Python packages of the container cannot be read: ${problem}`,
    hint: () => 'Does torchdock exec -- python3 --version answer?',
    page: {
      why: 'A Python in the container lists what is installed. Without one, or when it fails, nothing is written.',
      bad: 'torchdock lock --packages     # and the base has no Python',
      good: 'torchdock exec -- python3 --version\ntorchdock lock --packages',
    },
  }),
  packagesForgotten: defineFinding<{ count: number; accelerator: string }>({
    code: 'LCK-16',
    severity: 'info',
    title: 'The versions of packages are not locked any more',
    message: ({ count, accelerator }) =>
      `the ${count} Python packages that were locked for ${accelerator} are not any more: they are chosen anew`,
    hint: () => 'Once it is up and tried: torchdock lock --packages.',
    page: {
      why: 'Packages are locked as they were found in a container of the spec as it was. A changed spec may ask for others, and old constraints would be in its way.',
      bad: 'edit torchdock.yaml\ntorchdock lock',
      good: 'edit torchdock.yaml\ntorchdock up\ntorchdock lock --packages',
    },
  }),
  leadsAway: defineFinding<{ file: string }>({
    code: 'LCK-17',
    severity: 'error',
    title: 'torchdock.lock is a link out of the folder',
    message: ({ file }) => `${file} is a link that leads out of the folder, or nowhere; nothing is written through it`,
    hint: () => 'Remove it; torchdock lock writes the file.',
    page: {
      why: 'The lock is written by torchdock. A repository could bring a link in its place, and a file of yours would be written over.',
      bad: 'ln -s ~/.bashrc torchdock.lock',
      good: 'rm torchdock.lock && torchdock lock',
    },
  }),
};
