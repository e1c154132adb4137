import { formatBytes } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const TOOLKIT = 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html';

/** Findings about the machine that runs containers, made by `doctor`. Codes `HST-nn`. */
export const hostFindings = {
  limitsIgnored: defineFinding<Record<never, never>>({
    code: 'HST-01',
    severity: 'warning',
    title: 'Limits of memory and processors are ignored on this host',
    message: () => 'A rootless engine on cgroup v1: limits of memory, processors and processes are taken and ignored',
    hint: () =>
      'Boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1 on the kernel command line), or use an engine that runs as root.',
    page: {
      why: 'Without root, cgroup v1 cannot be used at all. Podman says so in a warning and starts the container without limits: one training can take all memory of the machine. The size of /dev/shm holds all the same.',
      bad: '$ stat -fc %T /sys/fs/cgroup\ntmpfs',
      good: '$ stat -fc %T /sys/fs/cgroup\ncgroup2fs',
      sources: ['https://rootlesscontaine.rs/getting-started/common/cgroup2/'],
    },
  }),
  notDelegated: defineFinding<{ missing: readonly string[] }>({
    code: 'HST-02',
    severity: 'warning',
    title: 'Some limits cannot be set without root on this host',
    message: ({ missing }) => `systemd does not hand ${missing.join(' and ')} to users: these limits cannot be set`,
    hint: () =>
      'Write [Service] Delegate=cpu cpuset io memory pids to /etc/systemd/system/user@.service.d/delegate.conf; then systemctl daemon-reload, and log in anew.',
    page: {
      why: 'On cgroup v2 an engine without root can limit only what systemd has delegated to the user; processors are left out by default on many systems. The engine then refuses the container, or starts it without the limit.',
      bad: '$ cat /sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers\nmemory pids',
      good: '[Service]\nDelegate=cpu cpuset io memory pids',
      sources: ['https://rootlesscontaine.rs/getting-started/common/cgroup2/'],
    },
  }),
  noFirewallTool: defineFinding<{ hasNft: boolean }>({
    code: 'HST-03',
    severity: 'error',
    title: 'Podman cannot make a network: iptables is missing',
    message: ({ hasNft }) =>
      `There is no iptables, which Podman's netavark calls for every container with a network${hasNft ? '; only netavark 1.10 and newer can use nft instead' : ''}`,
    hint: () => 'Install it: apt-get install iptables (or dnf install iptables-nft).',
    page: {
      why: 'Netavark sets up the network of a container by the program iptables. Without it, every container that has a network fails with "netavark: No such file or directory (os error 2)", which does not say what is missing (measured with netavark 1.4). Debian only recommends the package.',
      bad: 'apt-get install --no-install-recommends podman netavark',
      good: 'apt-get install podman netavark iptables',
      sources: ['https://github.com/containers/netavark'],
    },
  }),
  noUserNetwork: defineFinding<{ missing: string }>({
    code: 'HST-04',
    severity: 'error',
    title: 'Podman cannot make a network without root',
    message: ({ missing }) => `Podman runs without root here, and ${missing}`,
    hint: () => 'apt-get install slirp4netns (or passt); /dev/net/tun must be there for everybody (mode 0666).',
    page: {
      why: 'Without root, the network of a container goes through a program, slirp4netns or pasta, which needs /dev/net/tun. Where one of them is missing, no port can be published and nothing can be downloaded.',
      bad: 'crw------- 1 root root 10, 200 /dev/net/tun',
      good: 'crw-rw-rw- 1 root root 10, 200 /dev/net/tun',
    },
  }),
  noSubordinateIds: defineFinding<{ user: string; missing: string }>({
    code: 'HST-05',
    severity: 'error',
    title: 'The user has no ids for containers',
    message: ({ user, missing }) => `Podman runs without root here, and ${missing} for ${user}`,
    hint: ({ user }) =>
      `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user}; apt-get install uidmap; then podman system migrate.`,
    page: {
      why: 'Without root, the users inside of a container are mapped to ids that /etc/subuid and /etc/subgid set aside for the person, by the programs newuidmap and newgidmap. Without them an image with more than one user cannot even be unpacked.',
      bad: '$ grep "$USER" /etc/subuid\n$',
      good: '$ grep "$USER" /etc/subuid\nme:100000:65536',
      sources: ['https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode'],
    },
  }),
  noGpu: defineFinding<{ wish: string; reason: string }>({
    code: 'HST-06',
    severity: 'error',
    title: 'GPUs are asked for, and this host has none',
    message: ({ wish, reason }) => `The spec asks for ${wish}, and ${reason}`,
    hint: () => 'Install the driver of NVIDIA on the host, or write gpus: auto, which is fine without.',
    page: {
      why: 'A container that asks for GPUs does not start where there are none. The driver belongs to the host, never to the image.',
      bad: 'gpus: all     # on a laptop without a GPU',
      good: 'gpus: auto    # all that are there, and fine without',
    },
  }),
  brokenDriver: defineFinding<{ reason: string; isMismatch: boolean; isWsl: boolean }>({
    code: 'HST-07',
    severity: 'error',
    title: 'The NVIDIA driver of this host does not answer',
    message: ({ reason }) => `nvidia-smi fails: ${reason}`,
    hint: ({ isMismatch, isWsl }) =>
      isWsl
        ? 'Update the driver in Windows, then wsl --shutdown; no driver is installed inside of WSL.'
        : isMismatch
          ? 'The driver was updated while the old one is loaded: restart the machine.'
          : 'Look at dmesg | grep -i nvidia; after a new kernel the driver must be built for it (dkms autoinstall).',
    page: {
      why: 'No container gets a GPU while the driver of the host does not answer. After an update the new library speaks to the old module until the next start ("Driver/library version mismatch"); after a new kernel there may be no module for it.',
      bad: '$ nvidia-smi\nFailed to initialize NVML: Driver/library version mismatch',
      good: '$ nvidia-smi --query-gpu=name,driver_version --format=csv,noheader\nNVIDIA A100-SXM4-80GB, 570.124.06',
    },
  }),
  noGpuAccess: defineFinding<{ engine: string; command: string }>({
    code: 'HST-08',
    severity: 'error',
    title: 'The engine cannot give a GPU to a container',
    message: ({ engine }) => `This host has GPUs, and ${engine} has no way to give them to a container`,
    hint: ({ command }) => `Install nvidia-container-toolkit, then: ${command}`,
    page: {
      why: "GPUs come into containers by NVIDIA's container toolkit: Podman reads a description of them (CDI) in /etc/cdi or /var/run/cdi, Docker has a runtime by the name nvidia. Without it, Docker refuses (could not select device driver), and Podman's Docker API starts the container without a GPU and says nothing.",
      bad: '$ ls /etc/cdi /var/run/cdi\nls: cannot access',
      good: '$ sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml',
      sources: [TOOLKIT, 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/cdi-support.html'],
    },
  }),
  littleSpace: defineFinding<{ path: string; freeBytes: number; neededBytes: number; basis: string }>({
    code: 'HST-09',
    severity: 'warning',
    title: 'There may be too little space for the image',
    message: ({ path, freeBytes, neededBytes, basis }) =>
      `${path} has ${formatBytes(freeBytes)} free, and building may need ${formatBytes(neededBytes)} (${basis})`,
    hint: () =>
      'Remove images and caches that nobody uses: docker system df, docker builder prune (podman system prune).',
    page: {
      why: 'An image with PyTorch and CUDA has several gigabytes, and while it is built downloads and layers lie beside it. A full disk ends the build in its last step, and may stop other containers.',
      bad: '$ df -h /var/lib/docker\nAvail 3.1G',
      good: '$ docker builder prune\n$ df -h /var/lib/docker\nAvail 64G',
    },
  }),
  portTaken: defineFinding<{ service: string; address: string; port: number }>({
    code: 'HST-10',
    severity: 'warning',
    title: 'A port that the spec wishes for is in use',
    message: ({ service, address, port }) => `${address}:${port}, wished for ${service}, is in use by something else`,
    hint: () => 'torchdock up takes the next free one and says which; or name another in torchdock.yaml.',
    page: {
      why: 'Only one program can listen on a port of an address. Another container, or a Jupyter of the host, has it already; bookmarks and SSH settings that name it lead there.',
      bad: 'jupyter: { port: 8888 }   # taken by a Jupyter of the host',
      good: 'jupyter: { port: 8890 }',
    },
  }),
  selinux: defineFinding<{ root: string }>({
    code: 'HST-11',
    severity: 'warning',
    title: 'SELinux may keep the container out of the workspace',
    message: () => 'SELinux is enforcing: a container may read no folder that has no label for containers',
    hint: ({ root }) => `Give the folder the label: chcon -Rt container_file_t ${root}`,
    page: {
      why: 'On Fedora and RHEL a container may use only files with the label container_file_t; the folder of a project has another. The workspace then looks empty or refuses everything, whoever owns it. torchdock does not change labels by itself: they concern every program of the host.',
      bad: '$ torchdock exec -- ls\nls: cannot open directory: Permission denied',
      good: '$ chcon -Rt container_file_t .',
      sources: [
        'https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options',
      ],
    },
  }),
  fewWatches: defineFinding<{ count: number }>({
    code: 'HST-12',
    severity: 'warning',
    title: 'Few files can be watched on this host',
    message: ({ count }) => `fs.inotify.max_user_watches is ${count}, shared by all programs of a user`,
    hint: () => 'sudo sysctl fs.inotify.max_user_watches=524288, and a line in /etc/sysctl.d to keep it.',
    page: {
      why: 'VS Code over SSH, the studio and TensorBoard watch files for changes; containers share the number with the host. In a repository with data sets it is soon used up: "ENOSPC: System limit for number of file watchers reached".',
      bad: 'fs.inotify.max_user_watches = 8192',
      good: 'fs.inotify.max_user_watches = 524288',
      sources: ['man 7 inotify'],
    },
  }),
} as const;
