import { defineFinding } from '../finding.js';

/** Findings about what an image is made of and what it keeps. Codes `REP-02` to `REP-08`. */
export const imageHygieneFindings = {
  noDigest: defineFinding<{ image: string }>({
    code: 'REP-02',
    severity: 'info',
    title: 'A base image is not named by its digest',
    message: ({ image }) => `${image} is named by its tag, which NVIDIA deletes when the release is old`,
    hint: ({ image }) => `Write ${image}@sha256:…; docker buildx imagetools inspect ${image} shows the digest.`,
    page: {
      why: 'A tag is a name that its owner can give to another image tomorrow. NVIDIA rebuilds tags for security, and deletes those of releases that have ended; therefore only its images are looked at here. A digest is the image itself; with it goes a copy in a registry of your own for the day when it is deleted.',
      bad: 'FROM nvidia/cuda:12.6.3-base-ubuntu22.04',
      good: 'FROM nvidia/cuda:12.6.3-base-ubuntu22.04@sha256:…',
      sources: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
    },
  }),
  otherRegistry: defineFinding<{ image: string; registry: string; isAddress: boolean }>({
    code: 'REP-03',
    severity: 'info',
    title: 'An image comes through a registry that vouches for nothing',
    message: ({ image, registry, isAddress }) =>
      isAddress
        ? `${image} comes from ${registry}, a bare address that only some networks reach`
        : `${image} comes from ${registry}, a mirror that is run by somebody else than the publisher`,
    hint: () =>
      'Name the image by its own registry, and set the mirror up in the engine (registry-mirrors); or name a digest.',
    page: {
      why: "Whoever runs the mirror can hand out another image under the same name. A mirror in the configuration of the engine is a matter of one machine; one in a Dockerfile is everybody's. A digest makes it safe wherever it comes from.",
      bad: 'FROM docker.m.daocloud.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
      good: 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
      sources: ['https://docs.docker.com/docker-hub/image-library/mirror/'],
    },
    related: [
      { tool: 'hadolint', id: 'DL3026', relation: 'relevant' },
      { tool: 'trivy', id: 'KSV-0125', relation: 'relevant' },
    ],
  }),
  unpinned: defineFinding<{ names: readonly string[]; all: number }>({
    code: 'REP-04',
    severity: 'info',
    title: 'PyTorch is installed without a version',
    message: ({ names, all }) => {
      const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return `${names.length} of ${all} Python packages have no version: ${names.slice(0, 3).join(', ')}${more}`;
    },
    hint: () => 'Write the versions that you tested (pip freeze shows them), or install from a lock file.',
    page: {
      why: 'Without versions the next build installs whatever is newest then. PyTorch moves furthest: since 2.11 plain "pip install torch" brings CUDA 13.0, which needs driver 580 and a GPU of 2018 or later. Packages of apt are left out here: their versions disappear from the archives, so that pinning them breaks builds.',
      bad: 'RUN pip install torch transformers',
      good: 'RUN pip install torch==2.7.1 transformers==4.53.0',
      sources: ['https://pip.pypa.io/en/stable/topics/repeatable-installs/'],
    },
    related: [{ tool: 'hadolint', id: 'DL3013', relation: 'superset' }],
  }),
  pipCache: defineFinding<Record<never, never>>({
    code: 'REP-06',
    severity: 'info',
    title: 'What pip downloaded stays in the image',
    message: () => 'pip keeps the wheels of PyTorch in its cache, inside the image: some GB that nothing reads',
    hint: () => 'Write pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip.',
    page: {
      why: 'pip stores every download in ~/.cache/pip to be faster the next time. In a layer there is no next time; the wheels of PyTorch and CUDA are 2 to 3 GB. A cache mount keeps them outside of the image, and makes builds faster as well.',
      bad: 'RUN pip install torch==2.7.1',
      good: 'RUN pip install --no-cache-dir torch==2.7.1',
      sources: ['https://pip.pypa.io/en/stable/topics/caching/', 'https://docs.docker.com/build/cache/optimize/'],
    },
    related: [{ tool: 'hadolint', id: 'DL3042', relation: 'superset' }],
  }),
  lostModels: defineFinding<{ container: string; program: string; folder: string }>({
    code: 'REP-07',
    severity: 'warning',
    title: 'A model server downloads its model into the container',
    message: ({ container, program }) =>
      `${container} runs ${program} without a volume: the model is downloaded again for each new container`,
    hint: ({ folder }) => `Mount a volume on ${folder}.`,
    page: {
      why: 'Models come at the first start and go to a cache below the home folder. Without a volume that is the writable layer of the container: tens of GB that are gone with the container, and loaded again by the next one.',
      bad: 'services:\n  llm:\n    image: vllm/vllm-openai:v0.9.2\n    command: --model Qwen/Qwen3-8B',
      good: 'services:\n  llm:\n    image: vllm/vllm-openai:v0.9.2\n    command: --model Qwen/Qwen3-8B\n    volumes: ["models:/root/.cache/huggingface"]\nvolumes:\n  models:',
      sources: ['https://docs.vllm.ai/en/stable/deployment/docker.html'],
    },
  }),
  noHealthcheck: defineFinding<{ dockerfile: string; port: number }>({
    code: 'REP-08',
    severity: 'info',
    title: 'An image that starts Jupyter does not say whether it is well',
    message: ({ dockerfile }) => `The image of ${dockerfile} starts Jupyter and has no HEALTHCHECK`,
    hint: ({ port }) =>
      `Add HEALTHCHECK CMD python3 -c "import urllib.request; urllib.request.urlopen('http://localhost:${port}/api')".`,
    page: {
      why: 'Jupyter may hang while its container runs on. With a health check `docker ps` shows it, and compose can wait for it (condition: service_healthy).',
      bad: 'CMD ["jupyter", "lab", "--ip=0.0.0.0"]',
      good: `HEALTHCHECK CMD python3 -c "import urllib.request; urllib.request.urlopen('http://localhost:8888/api')"\nCMD ["jupyter", "lab", "--ip=0.0.0.0"]`,
      sources: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
    },
    related: [
      { tool: 'hadolint', id: 'DL3057', relation: 'superset' },
      { tool: 'trivy', id: 'DS-0026', relation: 'superset' },
      { tool: 'cis', id: '4.6', relation: 'superset' },
    ],
  }),
};
