import type { ContainerPlan, ImagePlan, ImageStep, MountPlan, Plan } from '../../src/environment/plan/plan.js';

/** Plans as they come from `makePlan`, made by hand: each shows other steps and other wishes. */

const ENTRYPOINT = ['/usr/bin/tini', '-g', '--', '/usr/local/bin/torchdock-start'];
const ROOT = '/home/ada/lab';
const START: ImageStep = {
  kind: 'copy',
  file: 'torchdock-start',
  target: '/usr/local/bin/torchdock-start',
  mode: '0755',
};
const USER = { name: 'torch', uid: 1000, gid: 1000, home: '/home/torch' };
const MAKE_USER: ImageStep = { kind: 'user', folders: ['/workspace', '/cache', '/checkpoints'] };
const HEALTHCHECK = { command: ['/usr/local/bin/torchdock-start', 'health'], intervalSeconds: 30 };
const GIB = 2 ** 30;

const quietImage: ImagePlan = {
  reference: 'localhost/torchdock/lab:cpu-0123456789ab',
  digest: '0123456789ab',
  base: 'docker.io/library/debian:bookworm',
  steps: [
    { kind: 'system-packages', names: ['git', 'python3', 'python3-venv', 'tini'] },
    { kind: 'python', from: 'system', path: '/opt/venv' },
    {
      kind: 'python-packages',
      installer: 'pip',
      requirements: ['torch==2.7.1', 'torchvision==0.22.1'],
      requirementFiles: [],
      indexUrl: 'https://download.pytorch.org/whl/cpu',
      compiles: false,
    },
    {
      kind: 'python-packages',
      installer: 'pip',
      requirements: ['jupyterlab>=4.4,<5'],
      requirementFiles: ['requirements/requirements.txt'],
      constraints: 'constraints.txt',
      compiles: false,
    },
    MAKE_USER,
    START,
  ],
  files: [
    { path: 'torchdock-start', content: '#!/bin/sh\nexec "$@"\n', isExecutable: true },
    { path: 'requirements/requirements.txt', content: 'pandas==2.2.3\n', isExecutable: false },
    { path: 'constraints.txt', content: 'pandas==2.2.3\n', isExecutable: false },
  ],
  environment: { VIRTUAL_ENV: '/opt/venv' },
  pathFolders: ['/opt/venv/bin'],
  user: USER,
  workdir: '/workspace',
  exposedPorts: [8888],
  entrypoint: ENTRYPOINT,
  labels: { 'torchdock.project': '5f3a', 'torchdock.name': 'lab' },
};

const image: ImagePlan = { ...quietImage, healthcheck: HEALTHCHECK };

const workspace: MountPlan = { kind: 'bind', source: ROOT, target: '/workspace', isReadOnly: false };
const token: MountPlan = {
  kind: 'secret',
  name: 'jupyter-token',
  source: `${ROOT}/.torchdock/jupyter-token`,
  target: '/run/secrets/jupyter-token',
};

const container: ContainerPlan = {
  name: 'torchdock-lab-5f3a',
  digest: 'ba9876543210',
  image: image.reference,
  hostname: 'lab',
  user: USER,
  workdir: '/workspace',
  command: ['jupyter'],
  environment: { HF_HOME: '/cache/huggingface' },
  mounts: [
    workspace,
    { kind: 'bind', source: '/data/imagenet', target: '/data', isReadOnly: true },
    { kind: 'volume', name: 'torchdock-lab-5f3a-cache', target: '/cache' },
    { kind: 'volume', name: 'torchdock-lab-5f3a-checkpoints', target: '/checkpoints' },
    token,
  ],
  ports: [{ service: 'jupyter', containerPort: 8888, address: '127.0.0.1', hostPort: 8888 }],
  gpus: { kind: 'none' },
  limits: { memoryBytes: 16 * GIB, cpus: 4, pids: 4096, sharedMemoryBytes: 8 * GIB },
  security: { noNewPrivileges: true, dropsAllCapabilities: true },
  stopSeconds: 10,
  labels: { 'torchdock.project': '5f3a', 'torchdock.container': '{"name":"lab"}' },
};

/** Jupyter on the CPU, all of the usual. */
export const cpuPlan: Plan = {
  project: { name: 'lab', id: '5f3a', root: ROOT },
  accelerator: 'cpu',
  environment: {
    torch: '2.7.1',
    cuda: 'cpu',
    python: '3.11',
    companions: {},
    base: { reference: 'docker.io/library/debian:bookworm' },
    pythonFrom: 'system',
  },
  image,
  container,
  volumes: [
    { name: 'torchdock-lab-5f3a-cache', labels: { 'torchdock.project': '5f3a' } },
    { name: 'torchdock-lab-5f3a-checkpoints', labels: { 'torchdock.project': '5f3a' } },
  ],
};

/** Every GPU that is there, SSH, and mirrors for everything. */
export const cudaPlan: Plan = {
  ...cpuPlan,
  accelerator: 'cu126',
  environment: { ...cpuPlan.environment, cuda: '12.6' },
  image: {
    ...image,
    reference: 'localhost/torchdock/lab:cu126-00112233aabb',
    base: `mirror.example:5000/nvidia/cuda:12.6.3-base-ubuntu22.04@sha256:${'0123456789abcdef'.repeat(4)}`,
    steps: [
      {
        kind: 'system-packages',
        names: ['git', 'openssh-server', 'python3', 'python3-venv', 'tini'],
        mirror: 'http://mirror.example/ubuntu',
      },
      { kind: 'python', from: 'system', path: '/opt/venv' },
      {
        kind: 'python-packages',
        installer: 'pip',
        requirements: ['torch==2.7.1'],
        requirementFiles: [],
        indexUrl: 'https://mirror.example/whl/cu126',
        compiles: false,
      },
      {
        kind: 'python-packages',
        installer: 'pip',
        requirements: ['jupyterlab'],
        requirementFiles: [],
        indexUrl: 'http://mirror.example/simple',
        compiles: false,
      },
      MAKE_USER,
      START,
    ],
    exposedPorts: [8888, 2222],
  },
  container: {
    ...container,
    image: 'localhost/torchdock/lab:cu126-00112233aabb',
    command: ['jupyter', 'ssh'],
    gpus: { kind: 'all' },
    mounts: [
      ...container.mounts,
      {
        kind: 'secret',
        name: 'authorized-keys',
        source: `${ROOT}/.torchdock/authorized_keys`,
        target: '/run/secrets/authorized-keys',
      },
    ],
    ports: [...container.ports, { service: 'ssh', containerPort: 2222, address: '127.0.0.1', hostPort: 2222 }],
  },
};

/** A Python that the system has not, brought by uv; two GPUs by their number, no services, a command. */
const uvPlan: Plan = {
  ...cpuPlan,
  accelerator: 'cu128',
  environment: { ...cpuPlan.environment, cuda: '12.8', python: '3.13', pythonFrom: 'elsewhere' },
  image: {
    ...quietImage,
    reference: 'localhost/torchdock/lab:cu128-445566778899',
    base: 'nvidia/cuda:12.8.1-base-ubuntu24.04',
    steps: [
      { kind: 'system-packages', names: ['python3', 'python3-venv', 'tini'] },
      { kind: 'python', from: 'uv', version: '3.13', path: '/opt/venv', uv: 'uv==0.9.0' },
      {
        kind: 'python-packages',
        installer: 'uv',
        requirements: ['torch==2.9.1'],
        requirementFiles: [],
        indexUrl: 'https://download.pytorch.org/whl/cu128',
        compiles: false,
      },
      MAKE_USER,
      START,
    ],
    exposedPorts: [],
  },
  container: {
    ...container,
    image: 'localhost/torchdock/lab:cu128-445566778899',
    command: ['--', 'torchrun', '--standalone', '--nproc-per-node', '2', 'train.py', '--name', "Ada's first run"],
    gpus: { kind: 'ids', ids: ['0', '1'] },
    mounts: [workspace, { kind: 'volume', name: 'torchdock-lab-5f3a-checkpoints', target: '/checkpoints' }],
    ports: [],
  },
};

/** Extensions that are compiled in a stage of their own. */
const compilingPlan: Plan = {
  ...cudaPlan,
  image: {
    ...cudaPlan.image,
    base: 'nvidia/cuda:12.6.3-devel-ubuntu22.04',
    steps: [
      { kind: 'system-packages', names: ['python3', 'python3-venv', 'tini'] },
      { kind: 'python', from: 'uv', version: '3.12', path: '/opt/venv', uv: 'uv==0.9.0' },
      {
        kind: 'python-packages',
        installer: 'uv',
        requirements: ['torch==2.7.1'],
        requirementFiles: [],
        indexUrl: 'https://download.pytorch.org/whl/cu126',
        compiles: false,
      },
      {
        kind: 'python-packages',
        installer: 'uv',
        requirements: [],
        requirementFiles: ['requirements/gpu.txt'],
        compiles: true,
      },
      MAKE_USER,
      START,
    ],
    files: [
      { path: 'torchdock-start', content: '#!/bin/sh\nexec "$@"\n', isExecutable: true },
      { path: 'requirements/gpu.txt', content: 'flash-attn==2.7.4\n', isExecutable: false },
    ],
  },
};

/** The system brings PyTorch; torchdock installs no Python package. */
const givenPlan: Plan = {
  ...cpuPlan,
  accelerator: 'given',
  environment: { companions: {}, base: { reference: 'localhost/debian:bookworm' }, pythonFrom: 'given' },
  image: {
    ...image,
    reference: 'localhost/torchdock/lab:given-aabbccddeeff',
    base: 'localhost/debian:bookworm',
    steps: [
      {
        kind: 'system-packages',
        names: ['jupyter-notebook', 'python3-torch', 'tini'],
        mirror: 'http://mirror.example/debian/',
      },
      MAKE_USER,
      START,
    ],
    environment: { PYTHONUNBUFFERED: '1' },
    pathFolders: [],
  },
  container: {
    ...container,
    image: 'localhost/torchdock/lab:given-aabbccddeeff',
    gpus: { kind: 'auto' },
    limits: { pids: 4096, sharedMemoryBytes: 64 * 2 ** 20 },
  },
};

export const PLANS = {
  cpu: cpuPlan,
  cuda: cudaPlan,
  uv: uvPlan,
  compiling: compilingPlan,
  given: givenPlan,
} as const satisfies Readonly<Record<string, Plan>>;
