/** Writes a tree of `count` Dockerfiles, compose files and READMEs, a third each, like a large company's repository. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dockerfile = (at) => `FROM nvidia/cuda:12.6.3-cudnn-devel-ubuntu22.04 AS base
ARG TORCH=2.7.${at % 2}
RUN apt-get update && apt-get install -y --no-install-recommends python3.10 python3-pip openssh-server && rm -rf /var/lib/apt/lists/*
FROM base AS train
RUN pip install torch==\${TORCH} torchvision --index-url https://download.pytorch.org/whl/cu126
COPY . /workspace/project-${at}
WORKDIR /workspace/project-${at}
EXPOSE 8888 22
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888"]
`;

const compose = (at) => `services:
  train-${at}:
    build: { context: ., target: train }
    image: project-${at}:2.7
    gpus: all
    shm_size: 8gb
    ports: ["127.0.0.1:${10_000 + at}:8888"]
    volumes: ["./data:/data:ro", "checkpoints-${at}:/checkpoints"]
  board-${at}:
    image: project-${at}:2.7
    command: tensorboard --logdir /checkpoints --port 6006
    ports: ["127.0.0.1:${20_000 + at}:6006"]
    depends_on: [train-${at}]
volumes:
  checkpoints-${at}:
`;

const readme = (at) => `# Project ${at}

${'Text that says what the project is for, in many words. '.repeat(20)}

\`\`\`sh
docker build -t project-${at}:2.7 .
docker run -it --gpus all -p ${10_000 + at}:8888 -v $(pwd)/data:/data project-${at}:2.7
\`\`\`
`;

export function makeTree(folder, count) {
  const makers = [
    ['Dockerfile', dockerfile],
    ['compose.yaml', compose],
    ['README.md', readme],
  ];
  for (let at = 0; at < count; at += 1) {
    const project = Math.floor(at / makers.length);
    const [name, make] = makers[at % makers.length];
    const directory = join(folder, `group-${project % 20}`, `project-${project}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, name), make(project));
  }
}
