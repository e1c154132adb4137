import { defineFinding } from '../finding.js';

/** Findings about limits and rights that nearly every file leaves out. Codes `SEC-04`, `SEC-05` and `ULM-nn`. */
export const hardeningFindings = {
  newPrivileges: defineFinding<{ container: string; program: string; isKubernetes: boolean }>({
    code: 'SEC-04',
    severity: 'info',
    title: 'A container that is open to the network may gain rights',
    message: ({ container, program }) =>
      `${container} runs ${program} and may gain rights that it was not started with`,
    hint: ({ isKubernetes }) =>
      isKubernetes
        ? 'Set securityContext.allowPrivilegeEscalation: false.'
        : 'Add security_opt: ["no-new-privileges:true"]. sudo then no longer works inside.',
    page: {
      why: 'A program with the setuid bit (su, sudo, many old tools) gives its caller the rights of root. no-new-privileges switches that off, so that whoever gets into Jupyter stays the user it runs as.',
      bad: 'services:\n  lab:\n    image: lab\n    ports: ["127.0.0.1:8888:8888"]',
      good: 'services:\n  lab:\n    image: lab\n    ports: ["127.0.0.1:8888:8888"]\n    security_opt: ["no-new-privileges:true"]',
      sources: ['CIS Docker Benchmark 5.26'],
    },
    related: [
      { tool: 'cis', id: '5.26', relation: 'superset' },
      { tool: 'trivy', id: 'KSV-0001', relation: 'superset' },
    ],
  }),
  noMemoryLimit: defineFinding<{ container: string; program: string; isKubernetes: boolean }>({
    code: 'SEC-05',
    severity: 'info',
    title: 'A training has no limit of memory',
    message: ({ container, program }) => `${container} runs ${program} and may take all the memory of the machine`,
    hint: ({ isKubernetes }) =>
      isKubernetes ? 'Set resources.limits.memory.' : 'Add mem_limit: 32g, or what the machine can spare.',
    page: {
      why: 'A DataLoader that keeps too much makes the whole machine run out of memory, and the kernel then ends any process on it: perhaps the training of somebody else. With a limit it ends the container that took it.',
      bad: 'services:\n  train:\n    gpus: all\n    command: python train.py',
      good: 'services:\n  train:\n    gpus: all\n    mem_limit: 32g\n    command: python train.py',
      sources: ['CIS Docker Benchmark 5.11'],
    },
    related: [
      { tool: 'cis', id: '5.11', relation: 'superset' },
      { tool: 'trivy', id: 'KSV-0018', relation: 'superset' },
    ],
  }),
  lockedMemory: defineFinding<{ container: string; nodes: string }>({
    code: 'ULM-01',
    severity: 'info',
    title: 'A training on several machines may lock little memory',
    message: ({ container, nodes }) =>
      `${container} trains on ${nodes} machines with the default limit of locked memory`,
    hint: () => 'Add --ulimit memlock=-1 --ulimit stack=67108864.',
    page: {
      why: 'RDMA locks the memory that it reads and writes. With the default limit of 64 kB NCCL falls back to TCP, or fails with "Cannot allocate memory". NVIDIA starts its own images with both limits raised.',
      bad: 'docker run --gpus all --network host train torchrun --nnodes=2 train.py',
      good: 'docker run --gpus all --network host --ulimit memlock=-1 --ulimit stack=67108864 train torchrun --nnodes=2 train.py',
      sources: ['https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html'],
    },
  }),
};
