/** Writes `count` Dockerfiles, each in a folder of its own, put together from the habits of public training repositories. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BASES = [
  'nvidia/cuda:11.8.0-cudnn8-devel-ubuntu20.04',
  'nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04',
  'nvidia/cuda:12.6.3-cudnn-devel-ubuntu22.04',
  'pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime',
  'pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel',
  'nvcr.io/nvidia/pytorch:24.05-py3',
  'python:3.11-slim',
  'ubuntu:22.04',
  'continuumio/miniconda3:latest',
];
const TORCH = [
  ['2.0.1', 'cu118'],
  ['2.1.2', 'cu121'],
  ['2.3.1', 'cu121'],
  ['2.5.1', 'cu124'],
  ['2.7.1', 'cu126'],
  ['2.8.0', 'cu129'],
];
const TOOLS = ['git', 'wget', 'curl', 'vim', 'tmux', 'htop', 'build-essential', 'ninja-build', 'libgl1', 'ffmpeg'];
const LIBRARIES = [
  'numpy<2',
  'pandas',
  'matplotlib',
  'transformers==4.46.3',
  'accelerate',
  'datasets',
  'wandb',
  'timm',
];

/** `many` of a list, beginning somewhere else for each file. */
const some = (list, at, many) => Array.from({ length: many }, (_, index) => list[(at + index * 3) % list.length]);

const SYSTEM = [
  (at) => `RUN apt-get update && apt-get install -y --no-install-recommends \\
    ${some(TOOLS, at, 5).join(' \\\n    ')} \\
    python3 python3-pip python3-venv \\
 && rm -rf /var/lib/apt/lists/*`,
  (at) => `RUN apt-get update
RUN apt-get install -y ${some(TOOLS, at, 4).join(' ')} python3-pip`,
  (at) => `RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    apt-get update && \\
    apt-get install -y --no-install-recommends ${some(TOOLS, at, 6).join(' ')} openssh-server`,
];

const PYTHON = [
  (
    at,
    [torch, cuda],
  ) => `RUN pip install --no-cache-dir torch==${torch} torchvision --index-url https://download.pytorch.org/whl/${cuda}
RUN pip install --no-cache-dir ${some(LIBRARIES, at, 5)
    .map((name) => `"${name}"`)
    .join(' ')}`,
  (_at, [torch]) => `COPY requirements.txt /tmp/requirements.txt
RUN python3 -m pip install --upgrade pip \\
 && python3 -m pip install torch==${torch} \\
 && python3 -m pip install -r /tmp/requirements.txt`,
  (at, [torch, cuda]) => `RUN <<EOF
set -e
python3 -m venv /opt/venv
/opt/venv/bin/pip install torch==${torch}+${cuda} -f https://download.pytorch.org/whl/torch_stable.html
for name in ${some(LIBRARIES, at, 3)
    .map((name) => name.split(/[<=]/)[0])
    .join(' ')}; do /opt/venv/bin/pip install "$name"; done
EOF`,
];

const USERS = [
  () => '',
  (at) => `ARG UID=${1000 + (at % 3)}
RUN useradd --create-home --uid \${UID} --shell /bin/bash trainer
USER trainer`,
  () => `RUN mkdir -p /var/run/sshd && echo 'root:example' | chpasswd \\
 && sed -i 's/#PermitRootLogin prohibit-password/PermitRootLogin yes/' /etc/ssh/sshd_config`,
];

const ENDS = [
  (at) => `EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser", "--allow-root", "--NotebookApp.token=''", "--notebook-dir=/workspace/${at}"]`,
  () => `EXPOSE 22 6006
CMD ["/usr/sbin/sshd", "-D"]`,
  (at) => `ENTRYPOINT ["python3", "-m", "torch.distributed.run", "--nproc_per_node=${1 + (at % 8)}"]
CMD ["train.py", "--epochs", "${at}"]`,
  () => `COPY docker/entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/bin/bash", "/entrypoint.sh"]`,
];

function makeDockerfile(at) {
  const pick = (list, step) => list[Math.floor(at / step) % list.length];
  const blocks = [
    `# Project ${at}: training and notebooks.`,
    `ARG BASE=${pick(BASES, 1)}`,
    `FROM \${BASE} AS system\nENV DEBIAN_FRONTEND=noninteractive PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH\nSHELL ["/bin/bash", "-c"]`,
    pick(SYSTEM, 2)(at),
    'FROM system AS training',
    pick(PYTHON, 3)(at, pick(TORCH, 5)),
    pick(USERS, 7)(at),
    `WORKDIR /workspace/project-${at}\nCOPY . .\nVOLUME /workspace/project-${at}/checkpoints`,
    pick(ENDS, 4)(at),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

export function makeDockerfiles(folder, count) {
  for (let at = 0; at < count; at += 1) {
    const directory = join(folder, `group-${at % 20}`, `project-${at}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'Dockerfile'), makeDockerfile(at));
  }
}
