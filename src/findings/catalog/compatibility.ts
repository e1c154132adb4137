import { defineFinding } from '../finding.js';

const RELEASES = 'https://github.com/pytorch/pytorch/blob/main/RELEASE.md';
const PREVIOUS = 'https://pytorch.org/get-started/previous-versions/';

/** `11.8, 12.6 and 12.8`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A pair that does not exist, with what does; or a version of PyTorch that does not, with those that do. */
export type NoBuild =
  | {
      readonly what: string;
      readonly cuda: string;
      readonly builds: readonly string[];
      /** The last release for this CUDA; absent when there never was one. */
      readonly last: string | undefined;
      /** The index of the nearest build that exists. */
      readonly index: string;
      readonly version?: string;
      /** The nearest CUDA, where the build is one of conda. */
      readonly nearest?: string;
      readonly isConda?: boolean;
    }
  | { readonly what: string; readonly known: readonly string[] };

/** Findings about versions that do not go together, as far as the files say them. Codes `CMP-nn`. */
export const compatibilityFindings = {
  noBuild: defineFinding<NoBuild>({
    code: 'CMP-01',
    severity: 'error',
    title: 'A build of PyTorch does not exist',
    message: (params) =>
      'known' in params
        ? `There is no ${params.what}: there is ${listed(params.known)}`
        : `${params.what} has no CUDA ${params.cuda} build; its builds are ${params.builds.join(', ')}`,
    hint: (params) => {
      if ('known' in params) return `Write ${params.known.at(-1)}.`;
      const { version, index, cuda, last, isConda, nearest } = params;
      const keep = last === undefined ? '' : ` PyTorch ${last} is the last one for CUDA ${cuda}.`;
      if (isConda) return `Write pytorch-cuda=${nearest}.${keep}`;
      return version === undefined
        ? `Use --index-url ${index}.${keep}`
        : `Write torch==${version} --index-url ${index}.${keep}`;
    },
    page: {
      why: 'Each release of PyTorch is built for two or three versions of CUDA, each with an index of its own. For any other pair pip says "no matching distribution found", or takes another build than the one that was meant. The wheel brings its CUDA with it; within one major version another build runs on the same drivers, so nothing is lost by taking the next one.',
      bad: 'RUN pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu121',
      good: 'RUN pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126',
      sources: [PREVIOUS, RELEASES],
    },
  }),
  otherCompanion: defineFinding<{
    companion: string;
    version: string;
    torch: string;
    expected: string | undefined;
    belongsTo: string | undefined;
  }>({
    code: 'CMP-02',
    severity: 'error',
    title: 'A companion library belongs to another release of PyTorch',
    message: ({ companion, version, torch, belongsTo }) =>
      `${companion} ${version} does not go with PyTorch ${torch}${belongsTo === undefined ? '' : `: it belongs to PyTorch ${belongsTo}`}`,
    hint: ({ companion, expected }) =>
      expected === undefined ? `Take ${companion} of the same release.` : `Write ${companion}==${expected}.`,
    page: {
      why: 'torchvision and torchaudio hold code that is compiled against one release of PyTorch. In one command pip refuses two that do not belong together; in two commands the second one quietly replaces PyTorch, or the import fails. From torchaudio 2.11 on it works with every later PyTorch.',
      bad: 'RUN pip install torch==2.7.1 torchvision==0.20.1',
      good: 'RUN pip install torch==2.7.1 torchvision==0.22.1',
      sources: ['https://github.com/pytorch/vision#installation', PREVIOUS],
    },
  }),
  endedCompanion: defineFinding<{ companion: string; torch: string | undefined; last: string; lastTorch: string }>({
    code: 'CMP-03',
    severity: 'error',
    title: 'torchtext does not work with this PyTorch',
    message: ({ companion, torch, last, lastTorch }) =>
      torch === undefined
        ? `${companion} is installed with a PyTorch without version: pip takes the newest, and ${companion} works up to PyTorch ${lastTorch}`
        : `${companion} has no release for PyTorch ${torch}: its development ended with ${last}, for PyTorch ${lastTorch}`,
    hint: ({ companion, last, lastTorch }) =>
      `Leave ${companion} out (datasets and tokenizers do its work), or write torch==${lastTorch}.1 ${companion}==${last}.`,
    page: {
      why: 'The development of torchtext ended with 0.18.0 of April 2024, made for PyTorch 2.3. pip installs it beside any newer PyTorch without complaint; "import torchtext" then fails with an undefined symbol.',
      bad: 'RUN pip install torch==2.7.1 torchtext',
      good: 'RUN pip install torch==2.3.1 torchtext==0.18.0',
      sources: ['https://github.com/pytorch/text#installation', 'https://github.com/pytorch/text/issues/2272'],
    },
  }),
  noPython: defineFinding<{ torch: string; python: string; pythons: readonly string[]; newest: string | undefined }>({
    code: 'CMP-04',
    severity: 'error',
    title: 'PyTorch has no wheel for this Python',
    message: ({ torch, python, pythons }) =>
      `PyTorch ${torch} has no wheel for Python ${python}; it has them for ${pythons.join(', ')}`,
    hint: ({ pythons, newest, python }) =>
      newest === undefined
        ? `Take Python ${pythons.findLast((one) => !one.endsWith('t')) ?? pythons.at(-1)}.`
        : `Take Python ${pythons.findLast((one) => !one.endsWith('t')) ?? pythons.at(-1)}, or PyTorch ${newest}, which has one for ${python}.`,
    page: {
      why: 'A wheel is made for one version of Python. Where there is none, pip says "no matching distribution found". The tag of a base image decides which Python that is.',
      bad: 'FROM python:3.12\nRUN pip install torch==2.1.0',
      good: 'FROM python:3.11\nRUN pip install torch==2.1.0',
      sources: [RELEASES],
    },
  }),
  noImage: defineFinding<{ image: string; reason: string; nearest: readonly string[] }>({
    code: 'CMP-05',
    severity: 'error',
    title: 'The tag of a base image does not exist',
    message: ({ image, reason }) => `${image} cannot be pulled: ${reason}`,
    hint: ({ nearest }) => (nearest.length === 0 ? undefined : `There is ${nearest.join(', ')}.`),
    page: {
      why: 'The tags of pytorch/pytorch and nvidia/cuda follow a scheme, and not every combination was published. NVIDIA changed how cuDNN is written (cudnn8 up to CUDA 12.2, cudnn from 12.4), and deletes tags of old releases. A tag that looks right fails only when somebody builds.',
      bad: 'FROM nvidia/cuda:12.4.1-cudnn8-devel-ubuntu22.04',
      good: 'FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04',
      sources: [
        'https://hub.docker.com/r/nvidia/cuda/tags',
        'https://hub.docker.com/r/pytorch/pytorch/tags',
        'https://github.com/pytorch/builder/issues/1446',
      ],
    },
  }),
  otherToolkit: defineFinding<{ what: string; base: string; wheel: string; image: string | undefined }>({
    code: 'CMP-06',
    severity: 'warning',
    title: 'Code is compiled with another CUDA than that of PyTorch',
    message: ({ what, base, wheel }) =>
      `${what} is compiled with CUDA ${base} of the base image, and PyTorch is built for CUDA ${wheel}`,
    hint: ({ wheel, image }) =>
      image === undefined ? `Take a base image with CUDA ${wheel}.` : `Write FROM ${image}.`,
    page: {
      why: 'An extension is compiled by the nvcc of the base image and loaded into the CUDA that the wheel of PyTorch brings. When the major versions differ, PyTorch refuses to compile it ("the detected CUDA version mismatches"), or it fails when it is loaded.',
      bad: 'FROM nvidia/cuda:11.8.0-devel-ubuntu22.04\nRUN pip install torch==2.7.1 && pip install flash-attn --no-build-isolation',
      good: 'FROM nvidia/cuda:12.6.3-devel-ubuntu22.04\nRUN pip install torch==2.7.1 && pip install flash-attn --no-build-isolation',
      sources: ['https://github.com/mistralai/mistral-inference/issues/76'],
    },
  }),
  frozenIndex: defineFinding<{ cuda: string; last: string | undefined; newest: string; oldest: string }>({
    code: 'CMP-07',
    severity: 'warning',
    title: 'PyTorch without a version comes from an index that gets no new releases',
    message: ({ cuda, last, newest, oldest }) =>
      last === undefined
        ? `The index of CUDA ${cuda} ended before PyTorch ${oldest}: torch without a version stays there for ever`
        : `The index of CUDA ${cuda} ended with PyTorch ${last}: torch without a version stays there, while ${newest} is out`,
    hint: ({ last }) =>
      last === undefined
        ? 'Name the version that you mean, or take the index of a newer CUDA.'
        : `Write torch==${last} if that is meant, or take the index of a newer CUDA.`,
    page: {
      why: 'The index of a CUDA version stays when releases no longer come to it. Whoever installs from it without a version believes to get the newest PyTorch, and gets one that is years old: silently, and for ever.',
      bad: 'RUN pip install torch --index-url https://download.pytorch.org/whl/cu121',
      good: 'RUN pip install torch==2.5.1 --index-url https://download.pytorch.org/whl/cu121',
      sources: [PREVIOUS, RELEASES],
    },
  }),
  oldDriver: defineFinding<{ cuda: string; driver: string; minimum: string }>({
    code: 'CMP-08',
    severity: 'error',
    title: 'The driver of this machine is too old for the CUDA of PyTorch',
    message: ({ cuda, driver, minimum }) =>
      `PyTorch for CUDA ${cuda} needs driver ${minimum} or newer, and this machine has ${driver}`,
    hint: () => 'Update the driver of the host, or take a build for an older CUDA.',
    page: {
      why: 'The driver belongs to the host and is shared by all containers. Each major version of CUDA has an oldest driver that starts it: 450.80.02 for 11, 525.60.13 for 12, 580.65.06 for 13. Below it PyTorch finds no GPU.',
      bad: 'pip install torch==2.11.0   # CUDA 13.0, on driver 535',
      good: 'pip install torch==2.11.0 --index-url https://download.pytorch.org/whl/cu126',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/'],
    },
  }),
  noGpuCode: defineFinding<{
    torch: string;
    cuda: string;
    gpu: string;
    architectures: readonly string[];
    /** `PyTorch 2.7.1 for CUDA 12.6`. */
    other: string | undefined;
    /** The driver that PTX would need, where that is all there is. */
    ptxDriver: string | undefined;
  }>({
    code: 'CMP-09',
    severity: 'error',
    title: 'PyTorch holds no code for the GPU of this machine',
    message: ({ torch, cuda, gpu, architectures, ptxDriver }) =>
      ptxDriver === undefined
        ? `PyTorch ${torch} for CUDA ${cuda} holds no code for ${gpu}: it is built for ${architectures.join(', ')}`
        : `PyTorch ${torch} for CUDA ${cuda} runs on ${gpu} only by way of PTX, which needs driver ${ptxDriver} or newer`,
    hint: ({ other }) => (other === undefined ? undefined : `Take ${other}.`),
    page: {
      why: 'A wheel holds code for a list of compute capabilities. On a GPU outside of it PyTorch starts, finds the GPU, and fails at the first operation: "no kernel image is available for execution on the device". The list differs between the builds of one release.',
      bad: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126   # on an RTX 5090',
      good: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu128',
      sources: ['https://developer.nvidia.com/cuda-gpus', 'https://github.com/pytorch/pytorch/issues/157517'],
    },
  }),
  doubleCuda: defineFinding<{ image: string; brought: string; suggestion: string | undefined }>({
    code: 'CMP-10',
    severity: 'info',
    title: 'The image holds CUDA twice',
    message: ({ image, brought }) =>
      `${image} brings what the wheels of ${brought} bring too: several GB are there twice`,
    hint: ({ suggestion }) =>
      suggestion === undefined
        ? 'Install into an image without PyTorch, or keep the PyTorch of the image.'
        : `When nothing is compiled, ${suggestion} is enough.`,
    page: {
      why: 'The wheels of PyTorch bring CUDA, cuDNN and NCCL with them, and use nothing else. Those of a runtime or devel image are needed only to compile, and by programs other than PyTorch. An image that already holds PyTorch keeps it in its layers when another is installed over it.',
      bad: 'FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04\nRUN pip install torch==2.7.1',
      good: 'FROM nvidia/cuda:12.6.3-base-ubuntu22.04\nRUN pip install torch==2.7.1',
      sources: ['https://github.com/pytorch/pytorch/issues/125770'],
    },
  }),
  oldSystem: defineFinding<{
    torch: string;
    system: string;
    glibc: string | undefined;
    needed: string;
    last: string | undefined;
  }>({
    code: 'CMP-11',
    severity: 'error',
    title: 'The system is too old for the wheels of PyTorch, or has another C library',
    message: ({ torch, system, glibc, needed }) =>
      glibc === undefined
        ? `${system} has no glibc, and the wheels of ${torch} need it`
        : `The wheels of ${torch} need glibc ${needed} or newer, and ${system} has ${glibc}`,
    hint: ({ glibc, last }) =>
      glibc === undefined
        ? 'Take a base image with glibc, such as python:3.12-slim.'
        : `Take a newer system${last === undefined ? '' : `, or PyTorch ${last}, the last one for this`}.`,
    page: {
      why: 'The wheels are linked against glibc: since PyTorch 2.7 against version 2.28 (manylinux_2_28), before it 2.17. On an older system, or on Alpine with its musl, pip finds no wheel.',
      bad: 'FROM python:3.12-alpine\nRUN pip install torch==2.7.1',
      good: 'FROM python:3.12-slim\nRUN pip install torch==2.7.1',
      sources: ['https://github.com/pypa/manylinux#manylinux', RELEASES],
    },
  }),
  managedPython: defineFinding<{ system: string; others: number }>({
    code: 'CMP-12',
    severity: 'error',
    title: 'pip may not install into the Python of this system',
    message: ({ system, others }) => {
      const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'time' : 'times'} below)`;
      return `pip refuses to install into the Python of ${system}: "externally-managed-environment"${more}`;
    },
    hint: () =>
      'Make an environment first: python3 -m venv /opt/venv, with ENV PATH=/opt/venv/bin:$PATH. Or give pip --break-system-packages.',
    page: {
      why: 'Since Ubuntu 23.04 and Debian 12 the Python of the system is marked as managed by apt (PEP 668). pip stops, and the build with it. In a container an environment of its own is one line.',
      bad: 'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y python3-pip\nRUN pip install torch',
      good: 'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y python3-venv\nRUN python3 -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install torch',
      sources: ['https://peps.python.org/pep-0668/'],
    },
  }),
  otherIndex: defineFinding<{ torch: string; cuda: string; usual: string; index: string }>({
    code: 'CMP-13',
    severity: 'warning',
    title: 'Another build of PyTorch is installed than the index says',
    message: ({ torch, cuda, usual }) =>
      `The index of CUDA ${cuda} has no PyTorch ${torch}, so pip takes the one of PyPI, for CUDA ${usual}`,
    hint: ({ torch, index }) =>
      `If that is fine, leave the index out. Else write torch==${torch} --index-url ${index}.`,
    page: {
      why: '--extra-index-url adds an index to PyPI. When the added one does not have the version, pip silently takes the wheel of PyPI, made for another CUDA: perhaps for one that the driver does not run.',
      bad: 'RUN pip install torch==2.9.1 --extra-index-url https://download.pytorch.org/whl/cu121',
      good: 'RUN pip install torch==2.9.1 --index-url https://download.pytorch.org/whl/cu126',
      sources: [PREVIOUS, 'https://pip.pypa.io/en/stable/cli/pip_install/'],
    },
  }),
  olderThanToolkit: defineFinding<{ cuda: string; driver: string; toolkit: string }>({
    code: 'CMP-14',
    severity: 'info',
    title: 'The driver of this machine is older than the CUDA of PyTorch',
    message: ({ cuda, driver, toolkit }) =>
      `PyTorch for CUDA ${cuda} runs on driver ${driver}, but PTX and newer features need ${toolkit}`,
    page: {
      why: 'Within a major version CUDA runs on older drivers (minor-version compatibility). Code that has to be compiled from PTX, as torch.compile and Triton kernels sometimes have, and features of the newer CUDA need the driver that came with it.',
      bad: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu128   # on driver 535',
      good: 'pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126   # on driver 560 or newer',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html'],
    },
  }),
};
