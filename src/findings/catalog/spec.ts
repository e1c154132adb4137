import { defineFinding } from '../finding.js';

const KEYS = 'docs/spec.md lists every key.';

/** Findings about `torchdock.yaml`. Codes `SPC-nn`. */
export const specFindings = {
  unknownKey: defineFinding<{ key: string; within: string; suggestion: string | undefined }>({
    code: 'SPC-01',
    severity: 'error',
    title: 'torchdock.yaml has a key that torchdock does not know',
    message: ({ key, within }) => `${within === '' ? 'torchdock.yaml' : within} knows no key '${key}'`,
    hint: ({ suggestion }) => (suggestion === undefined ? KEYS : `Did you mean ${suggestion}?`),
    page: {
      why: 'What stands under a mistyped key is not done: the limit is not set, the port is not opened. Nothing would say so later.',
      bad: 'limits:\n  memroy: 16gb',
      good: 'limits:\n  memory: 16gb',
    },
  }),
  wrongValue: defineFinding<{ key: string; expected: string; found: string; suggestion: string | undefined }>({
    code: 'SPC-02',
    severity: 'error',
    title: 'A value of torchdock.yaml is not what its key takes',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Did you mean ${suggestion}?`),
    page: {
      why: 'The value is left out and the usual one takes its place, which may be something else than was meant.',
      bad: 'installer: conda\nsecrets:\n  HF_TOKEN: hf_…',
      good: 'installer: pip\nsecrets: [HF_TOKEN]',
    },
  }),
  badSize: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-03',
    severity: 'error',
    title: 'A limit of torchdock.yaml is not a size or an amount',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    hint: ({ key }) =>
      /memory|shm/.test(key)
        ? 'A number without a unit is bytes; gb and gib are both 1024³, as for docker run.'
        : undefined,
    page: {
      why: 'A limit that cannot be read is not set. The unit is easily forgotten: 16 alone is sixteen bytes.',
      bad: 'limits:\n  memory: 16\n  cpus: four',
      good: 'limits:\n  memory: 16gb\n  cpus: 4',
      sources: ['https://docs.docker.com/engine/containers/resource_constraints/'],
    },
  }),
  badPort: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-04',
    severity: 'error',
    title: 'A port of torchdock.yaml cannot be published',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    page: {
      why: 'The port would not be reachable. Only TCP ports are published, one each: 6006, 8080:80 (host, container), 127.0.0.1:8080:80.',
      bad: 'ports: [70000, "6006-6010"]',
      good: 'ports: [6006, "8080:80"]',
    },
  }),
  badPath: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-05',
    severity: 'error',
    title: 'A path of torchdock.yaml leads where it may not',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    hint: ({ key }) => (key.startsWith('workspace') ? 'A folder elsewhere is bound with mounts.' : undefined),
    page: {
      why: 'The file is shared by all who clone the repository: an absolute path or one outside of it exists on one machine only, and what is bound over a folder of the system inside the container breaks the container.',
      bad: 'workspace: /home/me/project\npackages:\n  requirements: [../common.txt]\nvolumes:\n  data: /usr',
      good: 'workspace: .\npackages:\n  requirements: [requirements.txt]\nvolumes:\n  data: /workspace/data',
    },
  }),
  badName: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-06',
    severity: 'error',
    title: 'A name of torchdock.yaml has characters that names may not have',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    page: {
      why: 'The name becomes part of image names, labels, variables or commands, which all have their own rules; some characters would make it mean something else there.',
      bad: 'name: "ResNet 50!"\npackages:\n  apt: ["git; curl"]',
      good: 'name: resnet-50\npackages:\n  apt: [git, curl]',
    },
  }),
  duplicate: defineFinding<{ what: string; value: string; first: string }>({
    code: 'SPC-07',
    severity: 'error',
    title: 'Two entries of torchdock.yaml want the same port, path or name',
    message: ({ what, value, first }) => `The ${what} ${value} is taken by ${first} already`,
    hint: () => 'Give one of them another, or remove it.',
    page: {
      why: 'Only one of them can have it: the engine refuses to start the container, or one silently hides the other. The first one counts.',
      bad: 'ports: ["8080:80", "8080:8000"]',
      good: 'ports: ["8080:80", "8081:8000"]',
    },
  }),
  coversWorkspace: defineFinding<{ target: string; workspace: string }>({
    code: 'SPC-08',
    severity: 'error',
    title: 'A mount hides the workspace',
    message: ({ target, workspace }) => `What is mounted on ${target} hides the workspace at ${workspace}`,
    hint: ({ workspace }) => `Mount it below: ${workspace}/data.`,
    page: {
      why: 'The container would show the mount where the project is expected: the files of the repository are not there.',
      bad: 'volumes:\n  data: /workspace',
      good: 'volumes:\n  data: /workspace/data',
    },
  }),
  lowPort: defineFinding<{ key: string; port: number }>({
    code: 'SPC-09',
    severity: 'warning',
    title: 'A port below 1024 is wished for on the host',
    message: ({ key, port }) => `${key} asks for port ${port} of the host, which only root may open`,
    hint: ({ port }) => `Take one from 1024 on, such as ${port + 8000}.`,
    page: {
      why: 'Rootless Podman and rootless Docker cannot open it, and a container without capabilities cannot listen below 1024 everywhere.',
      bad: 'ssh:\n  port: 22',
      good: 'ssh:\n  port: 2222',
      sources: ['https://docs.docker.com/engine/security/rootless/tips/#exposing-privileged-ports'],
    },
  }),
  secretInFile: defineFinding<{ key: string; name: string | undefined }>({
    code: 'SPC-10',
    severity: 'error',
    title: 'A secret stands in torchdock.yaml',
    message: ({ key }) => `${key} holds what looks like a secret; it was left out`,
    hint: ({ name }) =>
      name === undefined
        ? 'Leave the user and password out of the address; pip and apt read them from their own files on the host.'
        : `Write secrets: [${name}] and set ${name} where torchdock is started: it reaches the container as a file. If this file was shared, withdraw the secret.`,
    page: {
      why: 'The file is committed, and what stands under env can be read in the image and by docker inspect. A secret that was pushed once must be taken as known.',
      bad: 'env:\n  HF_TOKEN: hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345',
      good: 'secrets: [HF_TOKEN]',
    },
  }),
  publicAddress: defineFinding<{ port: number; address: string; isJupyter: boolean }>({
    code: 'SPC-11',
    severity: 'warning',
    title: 'A port is published beyond this machine',
    message: ({ port, address, isJupyter }) =>
      `${isJupyter ? 'Jupyter' : `Port ${port}`} is published on ${address}: whoever reaches this machine reaches it`,
    hint: ({ port }) => `Leave the address out, and reach it from elsewhere by ssh -L ${port}:localhost:${port} HOST.`,
    page: {
      why: 'What runs in such containers speaks plain HTTP and seldom asks who is there; Docker opens published ports past the rules of ufw and firewalld. Whoever reaches Jupyter and reads its token on the way runs code in the container.',
      bad: 'ports: ["0.0.0.0:8080:8080"]',
      good: 'ports: [8080]',
      sources: ['https://docs.docker.com/engine/network/port-publishing/'],
    },
  }),
  notSpec: defineFinding<{ found: string }>({
    code: 'SPC-12',
    severity: 'error',
    title: 'torchdock.yaml is not one map of keys',
    message: ({ found }) => `torchdock.yaml should be one map of keys; it is ${found}`,
    hint: () => KEYS,
    page: {
      why: 'Nothing of it can be used, or only the first of several documents.',
      bad: '- torch: "2.7"',
      good: 'torch: "2.7"',
    },
  }),
  largeSharedMemory: defineFinding<{ wished: string; given: string; memory: string }>({
    code: 'SPC-13',
    severity: 'warning',
    title: 'Shared memory takes more than half of the memory limit',
    message: ({ wished, given, memory }) =>
      `limits.shm is ${wished}, more than half of the memory limit of ${memory}; ${given} is used`,
    hint: () => 'Raise limits.memory, or lower limits.shm.',
    page: {
      why: 'What lies in /dev/shm counts as memory of the container. When it may fill all of it, the processes are killed for lack of memory although the training itself needs little.',
      bad: 'limits:\n  memory: 8gb\n  shm: 8gb',
      good: 'limits:\n  memory: 16gb\n  shm: 8gb',
      sources: ['https://docs.kernel.org/admin-guide/cgroup-v2.html#memory'],
    },
  }),
  needsShell: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-14',
    severity: 'error',
    title: 'The command needs a shell, and none runs it',
    message: ({ key, found }) => `${key} is ${found}, which only a shell understands; it was left out`,
    hint: () => 'Name the shell: command: [bash, -c, "…"].',
    page: {
      why: 'The line is split into words as a shell would, but no shell runs it: pipes, redirections, variables and patterns would reach the program as plain text.',
      bad: 'command: python train.py | tee log.txt',
      good: 'command: [bash, -c, "python train.py | tee log.txt"]',
    },
  }),
  mountsHost: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'SPC-15',
    severity: 'error',
    title: 'A mount hands the host to the container',
    message: ({ key, found }) => `${key} is ${found}: whoever is in the container would rule the host; it was left out`,
    hint: () => 'Mount only the folder that holds the data.',
    page: {
      why: 'With the socket of the engine, the root of the file system or its system folders, whoever runs code in the container is root on the host. This file comes with a repository, and not everybody reads it before the first start.',
      bad: 'mounts:\n  - /var/run/docker.sock:/var/run/docker.sock',
      good: 'mounts:\n  - ./data:/data:ro',
      sources: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
    },
  }),
  exists: defineFinding<{ path: string }>({
    code: 'SPC-16',
    severity: 'error',
    title: 'There is a torchdock.yaml already',
    message: ({ path }) => `${path} exists; init never overwrites it`,
    hint: () => 'torchdock init --dry-run prints what would be written, so that you can compare.',
    page: {
      why: 'What a person wrote or changed there would be lost.',
      bad: 'torchdock init     # beside a torchdock.yaml',
      good: 'torchdock init --dry-run | diff torchdock.yaml -',
    },
  }),
  doesNotFit: defineFinding<{ reasons: readonly string[]; nearest: string | undefined }>({
    code: 'SPC-17',
    severity: 'warning',
    title: 'The versions that the repository names do not fit together',
    message: ({ reasons }) => `The versions that these files name do not fit together: ${reasons.join('; ')}`,
    hint: ({ nearest }) =>
      nearest === undefined ? 'torchdock resolve says more.' : `The nearest that fits stands in the file: ${nearest}.`,
    page: {
      why: 'Such an environment cannot be installed as the files say. What runs today was made otherwise, or does not run.',
      bad: 'torch==2.7.1 in requirements.txt, FROM nvidia/cuda:12.1.1-runtime-ubuntu22.04 in the Dockerfile',
      good: 'torch==2.7.1 in requirements.txt, FROM nvidia/cuda:12.6.3-base-ubuntu22.04 in the Dockerfile',
    },
  }),
};
