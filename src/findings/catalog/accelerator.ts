import { defineFinding } from '../finding.js';

/** Findings about giving GPUs to containers. Codes `GPU-nn`. */
export const acceleratorFindings = {
  noGpu: defineFinding<{ container: string; software: string; program: string }>({
    code: 'GPU-01',
    severity: 'warning',
    title: 'A service with CUDA is given no GPU',
    message: ({ container, software, program }) =>
      `${container} runs ${program} on ${software}, but the file gives it no GPU`,
    hint: () => 'Add gpus: all, or a device reservation under deploy.resources.reservations.devices.',
    page: {
      why: 'Without a device the container starts, PyTorch finds no GPU, and the training runs on the CPU: slow, and without any error. Only where the engine of the host has nvidia as its default runtime does it work by chance.',
      bad: 'services:\n  train:\n    image: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\n    command: python train.py',
      good: 'services:\n  train:\n    image: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\n    command: python train.py\n    gpus: all',
      sources: ['https://docs.docker.com/reference/compose-file/deploy/#devices'],
    },
  }),
  fractionalGpu: defineFinding<{ container: string; count: number }>({
    code: 'GPU-07',
    severity: 'error',
    title: 'A Kubernetes GPU request is not one that the cluster accepts',
    message: ({ container, count }) => `${container} asks for ${count} of a GPU; Kubernetes gives only whole ones`,
    hint: () => 'Ask for 1, and share the GPU with MIG, MPS or time slicing if that is too much.',
    page: {
      why: 'GPUs are extended resources: whole numbers, in limits (requests, when given, must be equal). Anything else is refused when the pod is created.',
      bad: 'resources:\n  limits:\n    nvidia.com/gpu: 0.5',
      good: 'resources:\n  limits:\n    nvidia.com/gpu: 1',
      sources: ['https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/'],
    },
  }),
};
