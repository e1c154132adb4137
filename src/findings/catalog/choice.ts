import { defineFinding } from '../finding.js';

/** Why versions were chosen, and what to know about them. Codes `RES-20` and up. */
export const choiceFindings = {
  release: defineFinding<{ torch: string; asked: string | undefined; demands: string }>({
    code: 'RES-20',
    severity: 'info',
    title: 'Why this release of PyTorch',
    message: ({ torch, asked, demands }) =>
      asked === torch
        ? `PyTorch ${torch} is the one you asked for`
        : `PyTorch ${torch} is the newest ${asked === undefined ? 'release' : asked} in my data${demands}`,
    page: {
      why: 'Of all releases that meet every demand the newest is taken; a version that is given in part stands for the newest that begins with it.',
      bad: 'torchdock resolve --torch 2.7.0',
      good: 'torchdock resolve --torch 2.7',
    },
  }),
  newerRelease: defineFinding<{ newer: string; torch: string; companion: string }>({
    code: 'RES-21',
    severity: 'info',
    title: 'A newer release was left out',
    message: ({ newer, companion }) => `PyTorch ${newer} is newer, but my data does not say its ${companion}`,
    page: {
      why: 'Versions are proved to fit before they are chosen. A release whose companion is not in the data is taken only when it is asked for by its number.',
      bad: 'torchdock resolve --with torchvision',
      good: 'torchdock resolve --with torchvision --facts ./newer-facts',
    },
  }),
  cuda: defineFinding<{ torch: string; cuda: string; usual: string; why: string | undefined }>({
    code: 'RES-22',
    severity: 'info',
    title: 'Why this CUDA',
    message: ({ torch, cuda, usual, why }) =>
      cuda === usual
        ? `CUDA ${cuda} is what PyPI gives with PyTorch ${torch}`
        : why === undefined
          ? `CUDA ${cuda} is the one you asked for; PyPI gives ${usual} with PyTorch ${torch}`
          : `CUDA ${cuda}, because the ${usual} that PyPI gives with PyTorch ${torch} does not go with ${why}`,
    page: {
      why: 'A release has several builds. The one on PyPI is usual, unless the GPU or the driver needs another; then plain "pip install torch" gives one that does not run, and the index URL matters.',
      bad: 'pip install torch  # with a driver of 535',
      good: 'pip install torch --index-url https://download.pytorch.org/whl/cu126',
    },
  }),
  python: defineFinding<{ python: string; system: string; from: 'image' | 'system' | 'elsewhere'; own: string }>({
    code: 'RES-23',
    severity: 'info',
    title: 'Where Python comes from',
    message: ({ python, system, from, own }) =>
      ({
        image: `Python ${python} is in the base image`,
        system: `Python ${python} is the one of ${system}`,
        elsewhere: `Python ${python} is not the one of ${system}, which has ${own}: install it with uv or conda`,
      })[from],
    page: {
      why: 'Each system has one Python of its own. Another one comes from uv, conda or an additional archive; python3 from the package manager would be the wrong one.',
      bad: 'FROM ubuntu:20.04\nRUN apt-get install -y python3.10',
      good: 'FROM ubuntu:22.04\nRUN apt-get install -y python3.10',
    },
  }),
  image: defineFinding<{ image: string; says: string; evidence: string }>({
    code: 'RES-24',
    severity: 'info',
    title: 'Which base image, and how it is known to exist',
    message: ({ image, says, evidence }) => `${image} ${says} (${evidence})`,
    page: {
      why: 'Tags of images that never existed are in many documents. Here a tag is either listed, or follows from the rule by which its siblings are named. The wheels bring CUDA and cuDNN, so a base image that holds them too carries them twice.',
      bad: 'FROM pytorch/pytorch:2.7-cuda12.1',
      good: 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
      sources: ['https://hub.docker.com/r/pytorch/pytorch/tags', 'https://hub.docker.com/r/nvidia/cuda/tags'],
    },
  }),
  driver: defineFinding<{ cuda: string; minimum: string; toolkit: string; given: string | undefined }>({
    code: 'RES-25',
    severity: 'info',
    title: 'Which driver is enough',
    message: ({ cuda, minimum, toolkit, given }) =>
      given === undefined
        ? `CUDA ${cuda} runs with driver ${minimum} or newer, and all of it with ${toolkit} or newer`
        : `Driver ${given} has all that CUDA ${cuda} needs`,
    page: {
      why: 'There are two answers. From the minimum on, programs built with any CUDA of the same major version start (minor-version compatibility). From the driver of the toolkit on nothing is missing: PTX can be compiled, and new functions work.',
      bad: 'nvidia-smi says "CUDA Version: 12.2", so only cu121 is tried',
      good: 'torchdock resolve --driver 535',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/'],
    },
  }),
  olderDriver: defineFinding<{ cuda: string; driver: string; toolkit: string }>({
    code: 'RES-26',
    severity: 'warning',
    title: 'A driver runs a CUDA, but not all of it',
    message: ({ cuda, driver, toolkit }) =>
      `Driver ${driver} runs CUDA ${cuda} by minor-version compatibility; PTX and newer functions need ${toolkit}`,
    page: {
      why: 'Within a major version of CUDA an older driver is enough for what PyTorch itself does. What is compiled on the machine (PTX, some kernels of Triton and extensions) needs the driver of the toolkit.',
      bad: 'torchdock resolve --torch 2.8 --cuda 12.8 --driver 535',
      good: 'torchdock resolve --torch 2.8 --cuda 12.8 --driver 570.133.20',
      sources: ['https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html'],
    },
  }),
  vagueDriver: defineFinding<{ driver: string; needed: string }>({
    code: 'RES-27',
    severity: 'warning',
    title: 'A driver is given in too few numbers',
    message: ({ driver, needed }) => `Driver ${driver} may be older than ${needed}: its other numbers are missing`,
    page: {
      why: 'Drivers of one branch differ. 525 alone does not say whether it is at least 525.60.13.',
      bad: 'torchdock resolve --driver 525',
      good: 'torchdock resolve --driver 525.147.05',
    },
  }),
  exactGpu: defineFinding<{ gpu: string; build: string; isViaPtx: boolean }>({
    code: 'RES-28',
    severity: 'info',
    title: 'A build holds code for the GPU',
    message: ({ gpu, build, isViaPtx }) =>
      `${build} holds binary code for ${gpu}${isViaPtx ? ', and PTX that it could compile' : ''}`,
    page: {
      why: 'Binary code starts at once and needs only the minimum driver.',
      bad: 'torchdock resolve --gpu V100 --torch 2.7 --cuda 12.8',
      good: 'torchdock resolve --gpu V100 --torch 2.7 --cuda 12.6',
    },
  }),
  ptxGpu: defineFinding<{ gpu: string; build: string; toolkit: string }>({
    code: 'RES-29',
    severity: 'warning',
    title: 'A GPU runs a build only by way of PTX',
    message: ({ gpu, build, toolkit }) =>
      `${build} holds no binary code for ${gpu}, only PTX: the first start is slow, and it needs driver ${toolkit} or newer`,
    page: {
      why: 'PTX is compiled by the driver when a kernel is first used. That takes minutes, and is not covered by minor-version compatibility.',
      bad: 'torchdock resolve --gpu 13.0 --torch 2.14',
      good: 'torchdock resolve --gpu 12.0 --torch 2.14',
    },
  }),
  unknownGpu: defineFinding<{ gpu: string }>({
    code: 'RES-30',
    severity: 'warning',
    title: 'It is not known whether a build runs on a GPU',
    message: ({ gpu }) =>
      `Whether it runs on ${gpu} is not known: my lists are of the x86_64 wheels, and it stands in an ARM machine`,
    page: {
      why: 'The wheels for aarch64 hold code for other GPUs than those for x86_64, and Jetson has wheels of its own. The tables hold only the x86_64 lists, so nothing is claimed.',
      bad: 'torchdock resolve --gpu GH200',
      good: 'torchdock resolve --gpu H200',
    },
  }),
  inferredArchitectures: defineFinding<{ build: string }>({
    code: 'RES-31',
    severity: 'info',
    title: 'The GPU list of a build was not read in the wheel',
    message: ({ build }) => `The list of GPUs of ${build} follows from its neighbours; it was not read in the wheel`,
    page: {
      why: 'Most lists were read from build scripts or measured. A few follow from the releases before and after.',
      bad: 'torchdock resolve --torch 2.7 --cuda 11.8 --gpu V100',
      good: 'python -c "import torch; print(torch.cuda.get_arch_list())"',
    },
  }),
  companion: defineFinding<{ companion: string; version: string; torch: string }>({
    code: 'RES-32',
    severity: 'info',
    title: 'Which companion belongs to a release',
    message: ({ companion, version, torch }) => `${companion} ${version} belongs to PyTorch ${torch}`,
    page: {
      why: 'Each release of PyTorch has its own torchvision, torchaudio and, up to 2.3, torchtext. torchaudio 2.11 serves all later releases too.',
      bad: 'pip install torch==2.7.1 torchvision==0.20.1',
      good: 'pip install torch==2.7.1 torchvision==0.22.1',
    },
  }),
  unknownCompanion: defineFinding<{ companion: string; torch: string }>({
    code: 'RES-33',
    severity: 'warning',
    title: 'The companion of a release is not in the data',
    message: ({ companion, torch }) =>
      `Which ${companion} belongs to PyTorch ${torch} is not in my data; pip chooses by what ${companion} says of itself`,
    page: {
      why: 'The newest release may have come out before its companion was seen. No version is made up.',
      bad: 'torchdock resolve --torch 2.14.1 --with torchvision',
      good: 'torchdock resolve --torch 2.14.0 --with torchvision',
    },
  }),
  experimentalPython: defineFinding<{ torch: string; python: string }>({
    code: 'RES-34',
    severity: 'warning',
    title: 'A Python version is experimental in a release',
    message: ({ torch, python }) => `Python ${python} is experimental in PyTorch ${torch}`,
    page: {
      why: 'The release has wheels for it, but says that not everything works: torch.compile came later, and free-threaded Python ("t") needs libraries that are ready for it.',
      bad: 'torchdock resolve --torch 2.2 --python 3.12',
      good: 'torchdock resolve --torch 2.4 --python 3.12',
    },
  }),
  endedCuda: defineFinding<{ cuda: string; last: string }>({
    code: 'RES-35',
    severity: 'info',
    title: 'No newer release has builds for this CUDA',
    message: ({ cuda, last }) => `CUDA ${cuda} ended with PyTorch ${last}: its index gets nothing newer`,
    page: {
      why: 'An index of a CUDA version stays when releases no longer come to it. "pip install torch" from it is then silently stuck on the last one.',
      bad: 'RUN pip install torch --index-url https://download.pytorch.org/whl/cu121',
      good: 'RUN pip install torch==2.5.1 --index-url https://download.pytorch.org/whl/cu121',
    },
  }),
};
