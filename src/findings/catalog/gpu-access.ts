import { defineFinding } from '../finding.js';

const TOOLKIT = 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html';
const COMPOSE_DEVICES = 'https://docs.docker.com/reference/compose-file/deploy/#devices';

/** Findings about how a GPU is asked for, and about the host that should give it. Codes `GPU-02` to `GPU-09`. */
export const gpuAccessFindings = {
  countAndIds: defineFinding<{ service: string }>({
    code: 'GPU-02',
    severity: 'error',
    title: 'A device reservation says both how many GPUs and which',
    message: ({ service }) => `${service} reserves GPUs by count and by device_ids`,
    hint: () => 'Keep one of them: count for any GPUs, device_ids for certain ones.',
    page: {
      why: 'count and device_ids exclude each other: compose refuses the file.',
      bad: 'devices:\n  - driver: nvidia\n    count: 1\n    device_ids: ["0"]\n    capabilities: [gpu]',
      good: 'devices:\n  - driver: nvidia\n    device_ids: ["0"]\n    capabilities: [gpu]',
      sources: [COMPOSE_DEVICES],
    },
  }),
  ignoredDevice: defineFinding<{ container: string; device: string }>({
    code: 'GPU-03',
    severity: 'warning',
    title: 'Podman gives no GPU to a compose service that names a CDI device',
    message: ({ container, device }) =>
      `${container} asks for ${device}, which docker-compose does not hand on to Podman: it starts without a GPU`,
    hint: () => 'Start it with podman run --device nvidia.com/gpu=all, or with podman-compose.',
    page: {
      why: '`podman compose` hands the work to docker-compose, which speaks the Docker API to Podman; that API drops CDI devices. The container starts, and there is no GPU in it.',
      bad: 'devices: ["nvidia.com/gpu=all"]   # with podman compose',
      good: 'podman run --device nvidia.com/gpu=all train',
      sources: ['https://github.com/containers/podman/issues/28436'],
    },
  }),
  noVisibleDevices: defineFinding<{ container: string; value: string | undefined; image: string }>({
    code: 'GPU-04',
    severity: 'warning',
    title: 'The NVIDIA runtime is asked for no GPU',
    message: ({ container, value, image }) =>
      value === undefined
        ? `${container} has runtime nvidia, but neither it nor ${image} sets NVIDIA_VISIBLE_DEVICES: it gets no GPU`
        : `${container} has runtime nvidia and NVIDIA_VISIBLE_DEVICES=${value}: it gets no GPU`,
    hint: () => 'Write gpus: all (docker run: --gpus all), or set NVIDIA_VISIBLE_DEVICES=all.',
    page: {
      why: 'The runtime of NVIDIA looks at NVIDIA_VISIBLE_DEVICES. The images of NVIDIA and PyTorch set it to all; python, ubuntu and debian do not, and without it the runtime does what the usual one does: no GPU, and no error.',
      bad: 'services:\n  train:\n    image: python:3.12-slim\n    runtime: nvidia',
      good: 'services:\n  train:\n    image: python:3.12-slim\n    gpus: all',
      sources: [TOOLKIT],
    },
  }),
  noCompute: defineFinding<{ value: string }>({
    code: 'GPU-10',
    severity: 'warning',
    title: 'The driver is asked for without its part for computing',
    message: ({ value }) => `NVIDIA_DRIVER_CAPABILITIES=${value} leaves out compute: CUDA does not start`,
    hint: ({ value }) =>
      `Write NVIDIA_DRIVER_CAPABILITIES=${[...value.split(','), 'compute', 'utility'].filter((one, at, all) => one !== '' && all.indexOf(one) === at).join(',')}, or leave it out.`,
    page: {
      why: 'The variable says which libraries of the driver come into the container. Without compute there is no libcuda, and PyTorch finds no GPU; without utility there is no nvidia-smi. Left out, both are there.',
      bad: 'ENV NVIDIA_DRIVER_CAPABILITIES=video,graphics',
      good: 'ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility,video,graphics',
      sources: [TOOLKIT],
    },
  }),
  onlyVariable: defineFinding<{ container: string }>({
    code: 'GPU-05',
    severity: 'info',
    title: 'GPUs are asked for by a variable only',
    message: ({ container }) =>
      `${container} sets NVIDIA_VISIBLE_DEVICES, and nothing gives it a GPU: whether it gets them depends on the host`,
    hint: () => 'Say it: gpus: all where it is meant; leave the variable out where it is not.',
    page: {
      why: 'Where the runtime of NVIDIA is the default of the host, the variable alone gives every GPU to the container, meant or not. Everywhere else it does nothing. Neither can be seen in the file.',
      bad: 'environment:\n  NVIDIA_VISIBLE_DEVICES: all',
      good: 'gpus: all',
      sources: [TOOLKIT],
    },
  }),
  oldToolkit: defineFinding<{ version: string; fixed: string; flaws: string }>({
    code: 'GPU-06',
    severity: 'warning',
    title: 'The NVIDIA Container Toolkit of this machine has a known way out of containers',
    message: ({ version, fixed, flaws }) => `The NVIDIA Container Toolkit ${version} has ${flaws}; ${fixed} is mended`,
    hint: ({ fixed }) => `Update nvidia-container-toolkit to ${fixed} or newer.`,
    page: {
      why: 'Some versions let an image take over the host when it is started with a GPU: CVE-2024-0132 and CVE-2024-0133 (before 1.16.2), CVE-2025-23359 (before 1.17.4), CVE-2025-23266 (before 1.17.8).',
      bad: 'nvidia-container-toolkit 1.17.3',
      good: 'nvidia-container-toolkit 1.17.8',
      sources: ['https://nvidia.custhelp.com/app/answers/detail/a_id/5659'],
    },
  }),
  joinedArgument: defineFinding<{ text: string; option: string; value: string }>({
    code: 'GPU-08',
    severity: 'error',
    title: 'runArgs holds an option and its value in one item',
    message: ({ text }) => `"${text}" in runArgs is one word to docker, which knows no such option`,
    hint: ({ option, value }) => `Write two items: "${option}", "${value}".`,
    page: {
      why: 'Each item of runArgs is handed to docker run as one word; no shell splits it. "--gpus all" is then an unknown flag, and the container does not start.',
      bad: '{ "runArgs": ["--gpus all"] }',
      good: '{ "runArgs": ["--gpus", "all"] }',
      sources: ['https://github.com/microsoft/vscode-remote-release/issues/6989'],
    },
  }),
  lostGpu: defineFinding<{ container: string }>({
    code: 'GPU-09',
    severity: 'info',
    title: 'A container that runs for long may lose its GPU',
    message: ({ container }) =>
      `${container} may lose its GPU when systemd reloads: this host gives it by the runtime hook, on cgroup v2`,
    hint: () => 'Use CDI (nvidia-ctk cdi generate, --device nvidia.com/gpu=all), or name the device files.',
    page: {
      why: 'The hook of the NVIDIA runtime gives the device behind the back of the engine. When systemd reloads ("systemctl daemon-reload", an update), it applies the rules that it knows, without the GPU: "Failed to initialize NVML: Unknown Error" in the middle of a training. Devices that the engine itself knows (CDI, --device) stay.',
      bad: 'docker run --gpus all train',
      good: 'docker run --device nvidia.com/gpu=all train',
      sources: ['https://github.com/NVIDIA/nvidia-container-toolkit/issues/48'],
    },
  }),
};
