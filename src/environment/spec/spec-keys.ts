/** What each key is for, what holds without it, and how it is written: for editors, and for `docs/spec.md`. */
export interface SpecKey {
  readonly means: string;
  /** In words where it is no single value. */
  readonly usual: string;
  readonly example: string;
}

const row = (means: string, usual: string, example: string): SpecKey => ({ means, usual, example });

/** Every key, in the order of the documentation; `a.b` is the key `b` of the map `a`. */
export const SPEC_KEYS: Readonly<Record<string, SpecKey>> = {
  name: row('Name of the project, part of the names of its image, container and volumes', 'the folder', 'resnet50'),
  torch: row('PyTorch', 'the newest that fits', '"2.7"'),
  cuda: row('CUDA of the wheel, or cpu', 'the one that fits', '"12.6"'),
  cudnn: row('cuDNN of the wheel', 'the one of the wheel', '"9"'),
  python: row('Python', 'the one of the system, where it fits', '"3.11"'),
  os: row('System in the container', 'the one of the base', 'ubuntu22.04'),
  gpu: row('GPU that must run it', 'any', 'A100'),
  driver: row('NVIDIA driver of the host', 'any', '"535.104.05"'),
  with: row('Libraries that are released together with PyTorch', 'none', '[torchvision]'),
  accelerators: row('Builds that the lock serves besides the chosen one', 'none', '[cpu, cu126]'),
  base: row('Image that takes the place of the chosen base', 'chosen', 'nvidia/cuda:12.6.3-base-ubuntu22.04'),
  installer: row('What installs PyTorch and packages; none where the base brings them', 'pip', 'uv'),
  packages: row('What else is installed', 'nothing', '{ apt: [git], requirements: [requirements.txt] }'),
  'packages.apt': row('Packages of the system', 'none', '[git, ffmpeg]'),
  'packages.pip': row('Python packages, as pip takes them', 'none', '["numpy>=2"]'),
  'packages.requirements': row('Requirement files, below the folder of this file', 'none', '[requirements.txt]'),
  'packages.compiles': row(
    'Compilers are there while packages are installed, and stay out of the image',
    'false',
    'true',
  ),
  mirrors: row('Addresses in place of the public ones', 'the public ones', '{ pip: https://mirror.example/simple }'),
  'mirrors.apt': row('In place of the mirror of the system', 'its own', 'http://mirror.example/ubuntu'),
  'mirrors.pip': row('In place of PyPI', 'PyPI', 'https://mirror.example/simple'),
  'mirrors.torch': row("In place of the folder of PyTorch's indexes", 'its own', 'https://mirror.example/whl'),
  trust: row('Where images may come from', 'anywhere', '{ registries: [docker.io/nvidia], digests: required }'),
  'trust.registries': row('Registries, or parts of them, that the base may come from', 'any', '[docker.io/nvidia]'),
  'trust.digests': row('required: the base must be pinned by its digest', 'optional', 'required'),
  user: row('Who runs in the container', '{ name: torch, uid: host }', '{ name: trainer, uid: 1000 }'),
  'user.name': row('Name in the container; never root', 'torch', 'trainer'),
  'user.uid': row('A number, or host: the one who runs torchdock, so that files belong to them', 'host', '1000'),
  workspace: row('Folder that is the workspace: bound, not copied', '.', '{ source: ., target: /workspace }'),
  'workspace.source': row('Below the folder of this file', '.', 'src'),
  'workspace.target': row('Where it is in the container', '/workspace', '/work'),
  volumes: row(
    'Named volumes, which outlive the container; false takes a usual one away',
    'checkpoints: /workspace/checkpoints, cache: /home/torch/.cache',
    '{ runs: /workspace/runs, cache: false }',
  ),
  mounts: row('Folders of the host: SOURCE:TARGET, with :ro to only read', 'none', '["./data:/data:ro"]'),
  env: row('Variables that are no secrets', 'none', '{ OMP_NUM_THREADS: 4 }'),
  secrets: row('Variables of the host that reach the container as files', 'none', '[HF_TOKEN]'),
  jupyter: row('Jupyter', 'true', 'false'),
  'jupyter.port': row('On the host; the next free one when it is in use', '8888', '8890'),
  ssh: row('SSH, with keys only', 'false', 'true'),
  'ssh.port': row('On the host; the next free one when it is in use', '2222', '2200'),
  'ssh.keys': row('Public keys, or files of them', '~/.ssh/*.pub', '[~/.ssh/id_ed25519.pub]'),
  ports: row('More ports, on 127.0.0.1 unless an address is given', 'none', '[6006, "8080:80"]'),
  gpus: row('auto (all that are there, and fine without), none, all, how many, or which', 'auto', '["0", "1"]'),
  limits: row('What the container may use at most', 'see below', '{ memory: 16gb, cpus: 4 }'),
  'limits.memory': row('Memory', 'depends on the host', '16gb'),
  'limits.cpus': row('Cores; fractions allowed', 'depends on the host', '4'),
  'limits.pids': row('Processes and threads', '4096', '8192'),
  'limits.shm': row(
    'Shared memory, through which DataLoader workers hand over batches; at most half of memory',
    '8gb, without GPUs 1gb',
    '16gb',
  ),
  command: row('What runs beside the services: a list of words, or a line', 'nothing', '[python, train.py]'),
};

/** The keys of a map: of the file itself at `''`, of `limits` at `limits`. */
export function keysWithin(map: string): readonly string[] {
  const start = map === '' ? '' : `${map}.`;
  return Object.keys(SPEC_KEYS).flatMap((key) => {
    const rest = key.startsWith(start) ? key.slice(start.length) : '';
    return rest === '' || rest.includes('.') ? [] : [rest];
  });
}
