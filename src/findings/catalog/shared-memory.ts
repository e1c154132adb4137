import { defineFinding } from '../finding.js';

/** Findings about /dev/shm. Codes `SHM-nn`. */
export const sharedMemoryFindings = {
  smallInContainer: defineFinding<{ container: string; processes: string }>({
    code: 'SHM-01',
    severity: 'warning',
    title: 'Several training processes share 64 MB of /dev/shm',
    message: ({ container, processes }) => `${container} runs ${processes} with the default /dev/shm of 64 MB`,
    hint: () => 'Give it more: --shm-size=8g, in a compose file shm_size: 8gb.',
    page: {
      why: 'NCCL and the workers of a DataLoader pass data through /dev/shm. An engine gives a container 64 MB of it, and when that is full training stops with "bus error" or an NCCL error.',
      bad: 'docker run --gpus all train torchrun --nproc_per_node=4 train.py',
      good: 'docker run --gpus all --shm-size=8g train torchrun --nproc_per_node=4 train.py',
      sources: [
        'https://github.com/pytorch/pytorch#docker-image',
        'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html',
      ],
    },
  }),
  smallInPod: defineFinding<{ container: string; processes: string }>({
    code: 'SHM-02',
    severity: 'warning',
    title: 'Several training processes of a pod share 64 MB of /dev/shm',
    message: ({ container, processes }) => `${container} runs ${processes} with the default /dev/shm of 64 MB`,
    hint: () => 'Mount an emptyDir with medium: Memory and a sizeLimit on /dev/shm.',
    page: {
      why: 'NCCL and the workers of a DataLoader pass data through /dev/shm. Kubernetes has no field for its size; an emptyDir in memory mounted there is the way. What is written to it counts against the memory limit of the container.',
      bad: 'containers:\n  - name: train\n    command: [torchrun, --nproc_per_node=4, train.py]',
      good: 'containers:\n  - name: train\n    command: [torchrun, --nproc_per_node=4, train.py]\n    volumeMounts:\n      - { name: shm, mountPath: /dev/shm }\nvolumes:\n  - name: shm\n    emptyDir: { medium: Memory, sizeLimit: 8Gi }',
      sources: ['https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html'],
    },
  }),
  hostMemory: defineFinding<{ container: string }>({
    code: 'SHM-03',
    severity: 'info',
    title: 'A container shares the memory segments of the host',
    message: ({ container }) => `${container} shares the inter-process memory of the host`,
    hint: () => 'A size of its own does the same for PyTorch: --shm-size=8g instead of --ipc=host.',
    page: {
      why: "PyTorch's README offers --ipc=host or --shm-size; security benchmarks forbid the first, because every process of the host can then read and change what the container shares. A large enough /dev/shm of its own serves PyTorch as well.",
      bad: 'docker run --gpus all --ipc=host train',
      good: 'docker run --gpus all --shm-size=8g train',
      sources: ['https://github.com/pytorch/pytorch#docker-image'],
    },
    related: [
      { tool: 'cis', id: '5.17', relation: 'equal' },
      { tool: 'kics', id: 'baa3890f-bed7-46f5-ab8f-1da8fc91c729', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0008', relation: 'subset' },
    ],
  }),
};
