import type { InsideFacts } from '../../../src/environment/measure/inside-facts.js';
import type { Measured } from '../../../src/environment/measure/measured.js';
import { LABELS, type Plan } from '../../../src/environment/plan/plan.js';

const USER = { name: 'torch', uid: 1000, gid: 1000, home: '/home/torch' };
const LABELLED = {
  [LABELS.project]: '3f2a91aa',
  [LABELS.imageDigest]: 'image-1',
  [LABELS.containerDigest]: 'container-1',
};
const MIB = 2 ** 20;

/** A plan with all that can be checked. */
export const SAMPLE_PLAN: Plan = {
  project: { name: 'lab', id: '3f2a91aa', root: '/work/lab' },
  accelerator: 'cu126',
  environment: {
    torch: '2.7.1',
    cuda: '12.6',
    cudnn: '9.5.1.17',
    python: '3.11',
    companions: { torchvision: '0.22.1' },
    driver: { minimum: '525.60.13', toolkit: '560.35.05' },
    base: { reference: 'docker.io/nvidia/cuda:12.6.3-base-ubuntu22.04' },
    pythonFrom: 'system',
  },
  image: {
    reference: 'localhost/torchdock/lab:cu126-image-1',
    digest: 'image-1',
    base: 'docker.io/nvidia/cuda:12.6.3-base-ubuntu22.04',
    steps: [],
    files: [],
    environment: {},
    pathFolders: [],
    user: USER,
    workdir: '/workspace',
    exposedPorts: [8888, 2222],
    entrypoint: [],
    labels: {},
  },
  container: {
    name: 'torchdock-lab-3f2a91aa',
    digest: 'container-1',
    image: 'localhost/torchdock/lab:cu126-image-1',
    hostname: 'lab',
    user: USER,
    workdir: '/workspace',
    command: ['jupyter', 'ssh'],
    environment: {},
    mounts: [
      { kind: 'bind', source: '/work/lab', target: '/workspace', isReadOnly: false },
      { kind: 'bind', source: '/data', target: '/data', isReadOnly: true },
      { kind: 'bind', source: '/scratch', target: '/scratch', isReadOnly: false },
      { kind: 'volume', name: 'torchdock-lab-3f2a91aa-runs', target: '/workspace/runs' },
      {
        kind: 'secret',
        name: 'jupyter-token',
        source: '/work/lab/.torchdock/jupyter-token',
        target: '/run/secrets/jupyter-token',
      },
    ],
    ports: [
      { service: 'jupyter', containerPort: 8888, address: '127.0.0.1', hostPort: 8888 },
      { service: 'ssh', containerPort: 2222, address: '127.0.0.1', hostPort: 2222 },
    ],
    gpus: { kind: 'auto' },
    limits: { memoryBytes: 3072 * MIB, cpus: 1.5, pids: 300, sharedMemoryBytes: 128 * MIB },
    security: { noNewPrivileges: true, dropsAllCapabilities: true },
    stopSeconds: 10,
    labels: LABELLED,
  },
  volumes: [],
};

export const SAMPLE_INSIDE: InsideFacts = {
  cgroupVersion: 2,
  memoryBytes: 3072 * MIB,
  cpu: { quotaUs: 150_000, periodUs: 100_000 },
  pids: 300,
  sharedMemoryBytes: 128 * MIB,
  rights: {
    uid: 1000,
    gid: 1000,
    noNewPrivileges: true,
    effective: '0000000000000000',
    bounding: '0000000000000000',
    seccomp: 2,
  },
  token: { processes: 8, seen: [] },
  sshd: new Map([
    ['permitrootlogin', 'no'],
    ['passwordauthentication', 'no'],
    ['kbdinteractiveauthentication', 'no'],
  ]),
  folders: [
    { isWritable: true, isMountedReadOnly: false, before: undefined },
    { isWritable: undefined, isMountedReadOnly: true, before: undefined },
    { isWritable: true, isMountedReadOnly: false, before: undefined },
    { isWritable: true, isMountedReadOnly: false, before: 'bbbbbbbbbbbb' },
  ],
  gpuDevices: 2,
  python: {
    version: '3.11.2',
    torch: '2.7.1+cu126',
    cuda: '12.6',
    cudnn: '90501',
    modules: new Map([['torchvision', '0.22.1+cu126']]),
    architectures: ['sm_50', 'sm_80', 'sm_90'],
    gpus: [gpu('NVIDIA H200', '9.0'), gpu('NVIDIA L4', '8.9')],
    failures: new Map(),
    isComplete: true,
  },
};

function gpu(name: string, capability: string) {
  return { name, capability, isProductSame: true, failure: undefined };
}

/** All as it was asked for. */
export const SAMPLE: Measured = {
  plan: SAMPLE_PLAN,
  container: {
    id: 'aaaaaaaaaaaaaaaa',
    status: 'running',
    labels: LABELLED,
    ports: [
      { containerPort: 8888, address: '127.0.0.1', hostPort: 8890 },
      { containerPort: 2222, address: '127.0.0.1', hostPort: 2222 },
    ],
    isPrivileged: false,
  },
  image: { labels: { [LABELS.imageDigest]: 'image-1' } },
  inside: SAMPLE_INSIDE,
  insideProblem: '',
  listeners: [
    { address: '127.0.0.1', port: 8890 },
    { address: '127.0.0.1', port: 2222 },
    { address: '0.0.0.0', port: 8888 },
  ],
  jupyter: { withoutToken: 403, wrongToken: 403, withToken: 200, hasToken: true, inRecords: [], inLogs: false },
  ssh: {
    banner: 'SSH-2.0-OpenSSH_9.2',
    withoutKey: { kind: 'refused', methods: ['publickey'] },
    asRoot: { kind: 'refused', methods: ['publickey'] },
    asUser: { kind: 'let-in' },
    noKey: '',
  },
  gpus: {
    kind: 'gpus',
    driverVersion: '570.124.06',
    gpus: [
      { name: 'NVIDIA H200', computeCapability: '9.0', isDivided: false },
      { name: 'NVIDIA L4', computeCapability: '8.9', isDivided: false },
    ],
  },
};
