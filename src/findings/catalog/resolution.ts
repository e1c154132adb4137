import { defineFinding } from '../finding.js';

/** Findings about tables of facts, and why versions do not fit together. Codes `RES-01` to `RES-19`. */
export const resolutionFindings = {
  malformedFacts: defineFinding<{ where: string; problem: string }>({
    code: 'RES-01',
    severity: 'error',
    title: 'A table of facts does not have its shape',
    message: ({ where, problem }) => `${where} ${problem}`,
    hint: () => 'facts/README.md says what each table holds; begin with a copy of the one that comes with torchdock.',
    page: {
      why: 'Versions that fit are read from tables. A table of your own (--facts DIR) replaces the whole of the one with the same name, so every row must be readable: what is skipped in silence would be said not to exist.',
      bad: '{"as_of": "2027-01-10", "releases": [{"torch": 2.15}]}',
      good: '{"as_of": "2027-01-10", "releases": [{"torch": "2.15.0", "python": ["3.12"], …}]}',
    },
  }),
  noFacts: defineFinding<{ directory: string; names: readonly string[] }>({
    code: 'RES-02',
    severity: 'error',
    title: 'A folder of facts holds none',
    message: ({ directory }) => `${directory} holds no table of facts`,
    hint: ({ names }) => `It may hold ${names.join(', ')}.`,
    page: {
      why: 'Whoever names a folder of facts wants them used. A folder without any would be ignored in silence.',
      bad: 'torchdock resolve --facts .',
      good: 'torchdock resolve --facts ./facts',
    },
  }),
  newerThanFacts: defineFinding<{ what: string; asOf: string; newest: string }>({
    code: 'RES-03',
    severity: 'error',
    title: 'A version is newer than the data',
    message: ({ what, asOf, newest }) => `${what} is newer than my data of ${asOf}, where the newest is ${newest}`,
    hint: () => 'A newer table can be named with --facts DIR.',
    page: {
      why: 'Nobody can say of an unknown release which CUDA, Python and GPUs it has. It is said to be unknown, and not guessed from the one before.',
      bad: 'torchdock resolve --torch 9.0',
      good: 'torchdock resolve --torch 9.0 --facts ./newer-facts',
    },
  }),
  notInFacts: defineFinding<{ problem: string; asOf: string; known: string }>({
    code: 'RES-04',
    severity: 'error',
    title: 'A version does not exist',
    message: ({ problem, asOf, known }) => `${problem}, by my data of ${asOf}: it has ${known}`,
    page: {
      why: 'Some versions were never released, and not every CUDA, cuDNN or Python ever had a build of PyTorch: CUDA 12.2 and 12.3 have none.',
      bad: 'torchdock resolve --cuda 12.2',
      good: 'torchdock resolve --cuda 12.1',
      sources: ['https://pytorch.org/get-started/previous-versions/'],
    },
  }),
  noCudaBuild: defineFinding<{ what: string; cuda: string; builds: string; span: string }>({
    code: 'RES-05',
    severity: 'error',
    title: 'A PyTorch release has no build for a CUDA version',
    message: ({ what, cuda, builds, span }) => `${what} has no ${cuda} build: its builds are ${builds}; ${span}`,
    page: {
      why: 'Each release of PyTorch is built for two or three versions of CUDA. The build brings its own CUDA and cuDNN; a CUDA that is installed beside it does not count. Within a major version another build runs on the same drivers, so nothing is lost by taking the next one.',
      bad: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu121',
      good: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126',
      sources: ['https://github.com/pytorch/pytorch/blob/main/RELEASE.md'],
    },
  }),
  otherCudnn: defineFinding<{ what: string; cudnn: string; builds: string; span: string }>({
    code: 'RES-06',
    severity: 'error',
    title: 'A PyTorch release comes with another cuDNN',
    message: ({ what, cudnn, builds, span }) => `${what} has no build with ${cudnn}: it comes with ${builds}; ${span}`,
    page: {
      why: 'cuDNN is part of the wheel: it is not chosen, it follows from the release and its CUDA. Another one in the system is not used, and one put in its place fails when it is loaded.',
      bad: 'torchdock resolve --torch 2.7 --cudnn 8.9',
      good: 'torchdock resolve --torch 2.7',
      sources: ['https://github.com/pytorch/pytorch/blob/main/RELEASE.md'],
    },
  }),
  noCompanion: defineFinding<{ companion: string; what: string; span: string }>({
    code: 'RES-07',
    severity: 'error',
    title: 'A companion library has no release for this PyTorch',
    message: ({ companion, what, span }) => `${companion} has no release for ${what}${span}`,
    page: {
      why: 'torchvision, torchaudio and torchtext hold code that is compiled against one release of PyTorch. pip often installs another pair without complaint; it fails when it is imported. The development of torchtext has ended with 0.18.0, for PyTorch 2.3.',
      bad: 'pip install torch==2.7.1 torchtext',
      good: 'pip install torch==2.3.1 torchtext==0.18.0',
      sources: ['https://github.com/pytorch/text#installation', 'https://github.com/pytorch/vision#installation'],
    },
  }),
  noPythonWheel: defineFinding<{ what: string; python: string; pythons: string; span: string }>({
    code: 'RES-08',
    severity: 'error',
    title: 'A PyTorch release has no wheel for a Python version',
    message: ({ what, python, pythons, span }) => `${what} has no wheel for ${python}: it has ${pythons}; ${span}`,
    page: {
      why: 'A wheel is made for one version of Python. Where there is none pip says "no matching distribution", or builds for hours from source.',
      bad: 'FROM python:3.8\nRUN pip install torch==2.7.1',
      good: 'FROM python:3.10\nRUN pip install torch==2.7.1',
      sources: ['https://github.com/pytorch/pytorch/blob/main/RELEASE.md'],
    },
  }),
  oldSystem: defineFinding<{ what: string; system: string; glibc: string | undefined; needed: string; span: string }>({
    code: 'RES-09',
    severity: 'error',
    title: 'The C library of a system is too old, or another one',
    message: ({ what, system, glibc, needed, span }) =>
      glibc === undefined
        ? `${system} has no glibc, and ${what} needs glibc ${needed} or newer`
        : `${what} needs glibc ${needed} or newer, and ${system} has ${glibc}${span}`,
    page: {
      why: 'The wheels are linked against glibc: since PyTorch 2.7 version 2.28 (manylinux_2_28), before it 2.17. On an older system, or on Alpine with its musl, pip finds no wheel.',
      bad: 'FROM ubuntu:18.04\nRUN pip install torch==2.7.1',
      good: 'FROM ubuntu:22.04\nRUN pip install torch==2.7.1',
      sources: ['https://github.com/pypa/manylinux#manylinux'],
    },
  }),
  noGpuCode: defineFinding<{ what: string; gpu: string; architectures: string; span: string }>({
    code: 'RES-10',
    severity: 'error',
    title: 'A build holds no code that a GPU can run',
    message: ({ what, gpu, architectures, span }) =>
      `${what} holds no code for ${gpu}: it is built for ${architectures}${span}`,
    page: {
      why: 'A wheel holds code for a list of compute capabilities. Code for X.Y runs on X.Z when Z is not smaller; PTX for X.Y can be compiled for anything newer. A GPU outside the list fails at the first kernel: "no kernel image is available for execution on the device". The list differs from one CUDA build to the other: V100 (7.0) is in the CUDA 12.8 builds of 2.8 to 2.10 only.',
      bad: 'torchdock resolve --gpu V100 --torch 2.7 --cuda 12.8',
      good: 'torchdock resolve --gpu V100 --torch 2.7',
      sources: ['https://developer.nvidia.com/cuda-gpus', 'https://github.com/pytorch/pytorch/issues/157517'],
    },
  }),
  oldDriver: defineFinding<{ what: string; driver: string; minimum: string; span: string }>({
    code: 'RES-11',
    severity: 'error',
    title: 'The driver is too old for a CUDA version',
    message: ({ what, driver, minimum, span }) =>
      `${what} needs driver ${minimum} or newer, and yours is ${driver}${span}`,
    hint: () => 'The driver belongs to the host: it cannot be updated inside a container.',
    page: {
      why: 'Each major version of CUDA has an oldest driver that starts it: 450.80.02 for 11, 525.60.13 for 12, 580.65.06 for 13. Below it PyTorch finds no GPU.',
      bad: 'torchdock resolve --cuda 13.0 --driver 535',
      good: 'torchdock resolve --cuda 12.6 --driver 535',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/'],
    },
  }),
  ptxDriver: defineFinding<{ what: string; gpu: string; driver: string; toolkit: string }>({
    code: 'RES-12',
    severity: 'error',
    title: 'The driver is too old to compile for a GPU',
    message: ({ what, gpu, driver, toolkit }) =>
      `${what} runs on ${gpu} only by way of PTX, which needs driver ${toolkit} or newer, and yours is ${driver}`,
    page: {
      why: 'A GPU newer than the wheel runs what the driver compiles from PTX. Minor-version compatibility does not cover that: the driver must be at least the one of the CUDA toolkit.',
      bad: 'torchdock resolve --gpu 13.0 --driver 580.65.06 --cuda 13.2',
      good: 'torchdock resolve --gpu 13.0 --driver 595.71.05 --cuda 13.2',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html'],
    },
  }),
  noGpuOnCpu: defineFinding<{ gpu: string }>({
    code: 'RES-13',
    severity: 'error',
    title: 'The CPU build uses no GPU',
    message: ({ gpu }) => `The CPU build of PyTorch cannot use ${gpu}`,
    page: {
      why: 'The build for the CPU holds no CUDA at all: torch.cuda.is_available() is false on every machine.',
      bad: 'torchdock resolve --cuda cpu --gpu V100',
      good: 'torchdock resolve --gpu V100',
    },
  }),
};
