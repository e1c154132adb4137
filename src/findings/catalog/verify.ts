import { defineFinding, type FindingMaker } from '../finding.js';

/** One line of a verification that says no. */
export interface Difference {
  readonly name: string;
  readonly expected: string;
  readonly measured: string;
}

const CGROUPS = 'https://docs.kernel.org/admin-guide/cgroup-v2.html';

/** `memory: 3 GiB was asked for, and no limit was measured`. */
function tell({ name, expected, measured }: Difference): string {
  return `${name}: asked for ${expected}, measured ${measured}`;
}

function define(
  rest: Omit<Parameters<typeof defineFinding<Difference>>[0], 'severity' | 'message' | 'hint'>,
  hint: string,
): FindingMaker<Difference> {
  return defineFinding<Difference>({ ...rest, severity: 'error', message: tell, hint: () => hint });
}

/** What `torchdock verify` measured otherwise than it was asked for. Codes `VFY-nn`. */
export const verifyFindings = {
  container: define(
    {
      code: 'VFY-01',
      title: 'What runs is not what the plan would start',
      page: {
        why: 'The spec, the lock or torchdock itself has changed since the container was made, or it does not run at all. All other lines of a verification speak about the container that is there.',
        bad: '✗ container-digest  8a318f41144fd534  291a8e14d07c0cf4',
        good: 'torchdock up      # makes the container anew, and says first what changes\ntorchdock verify',
      },
    },
    'torchdock up starts what the plan says; torchdock status tells the difference.',
  ),
  limits: define(
    {
      code: 'VFY-02',
      title: 'A limit is not in the kernel as it was asked for',
      page: {
        why: 'Engines take a limit and may drop or change it: rootless Podman on cgroup v1 ignores memory, processors and processes, and a tool that mixes up periods and quotas gives ten times the processors. Then one training takes the whole machine, or is slower than it should be, and inspect still shows the number that was asked for.',
        bad: '✗ memory  3 GiB     no limit\n✗ cpu     1.5 CPUs  15 CPUs (1500000 of 100000 µs)',
        good: '✓ memory  3 GiB     3 GiB\n✓ cpu     1.5 CPUs  1.5 CPUs (150000 of 100000 µs)',
        sources: [CGROUPS, 'man 5 proc'],
      },
    },
    'torchdock doctor says whether limits take effect on this host.',
  ),
  rights: define(
    {
      code: 'VFY-03',
      title: 'The container has other rights than it should',
      page: {
        why: 'A container of torchdock runs as a plain user, without capabilities, cannot gain any, and goes through the filter for system calls. Where one of these is missing, what breaks out of Jupyter has that right on the host. A default of the engine (privileged runtimes, a switched-off filter) can take each of them away.',
        bad: '✗ seccomp  by a filter  off',
        good: '✓ seccomp  by a filter  by a filter',
        sources: ['man 7 capabilities', 'https://docs.docker.com/engine/security/seccomp/'],
      },
    },
    "Look at the engine's own settings: daemon.json or containers.conf.",
  ),
  reach: define(
    {
      code: 'VFY-04',
      title: 'A port is open for others than it should be',
      page: {
        why: 'Ports are published on 127.0.0.1, so that only this machine reaches them. An engine may publish on every address by its own default, and a second program may hand the same port on to the network.',
        bad: '✗ published  127.0.0.1 to 8888  0.0.0.0:8888 to 8888',
        good: '✓ published  127.0.0.1 to 8888  127.0.0.1:8888 to 8888',
        sources: ['https://docs.docker.com/engine/network/port-publishing/'],
      },
    },
    'torchdock down and up publish the ports anew; see who listens with ss -ltnp.',
  ),
  jupyter: define(
    {
      code: 'VFY-05',
      title: 'Jupyter lets in whom it should not, or shows its token',
      page: {
        why: 'Whoever has the token runs code in the container. It must be asked for, and it must not stand where others can read: in the command line of a process (ps), in what the engine tells by inspect, in the history of the image, in the logs. A configuration of Jupyter in the workspace or in the image can switch it off.',
        bad: "c.ServerApp.token = ''",
        good: '# no token in any configuration: torchdock makes one, and it stays in a file',
        sources: ['https://jupyter-server.readthedocs.io/en/latest/operators/security.html'],
      },
    },
    'Look for jupyter_*_config.* in the image and in the home of the user; torchdock down and up make a new container.',
  ),
  ssh: define(
    {
      code: 'VFY-06',
      title: 'SSH does not take your key alone',
      page: {
        why: 'The server of a container takes keys only, of one user who is not root. A password can be guessed; a login as root is root in the container. When your own key is refused, authorized_keys holds another, or the host key is not the one that torchdock has read from the container.',
        bad: '✗ ssh-methods  publickey only  publickey, password',
        good: '✓ ssh-methods  publickey only  publickey',
        sources: ['man 5 sshd_config'],
      },
    },
    'ssh.keys in torchdock.yaml names the keys; torchdock up renews them.',
  ),
  folders: define(
    {
      code: 'VFY-07',
      title: 'A folder that should be kept cannot be written',
      page: {
        why: 'Checkpoints go to the workspace and to volumes. When the user of the container may not write there, training runs for hours and fails when it saves; when nothing is mounted there, what is saved is gone with the container.',
        bad: '✗ volume:/workspace/runs  mounted, writable  mounted, not writable',
        good: 'torchdock exec -- id -u                  # who writes\nls -ldn .                                # whose the folder is\nchown -R 1000:1000 .                     # or user: { uid: … } in torchdock.yaml',
      },
    },
    'The folder must belong to the uid of the container: see user.uid in torchdock.yaml.',
  ),
  versions: define(
    {
      code: 'VFY-08',
      title: 'Another version is in the container than in the lock',
      page: {
        why: 'A package that was installed later, in the image or in the home of the user, can bring another PyTorch, or a build for another CUDA; tags of images do not tell what is in them (images of 1.13.1 first held 1.13.0). What counts is what Python imports.',
        bad: '✗ torch  2.7.1 (cu126)  2.8.0+cu128',
        good: '✓ torch  2.7.1 (cu126)  2.7.1+cu126',
        sources: ['https://github.com/pytorch/pytorch/issues/91097'],
      },
    },
    'See which packages ask for it: torchdock exec -- pip list; pin them in packages, then torchdock up.',
  ),
  gpu: define(
    {
      code: 'VFY-09',
      title: 'The GPUs in the container are not those that were asked for, or do not compute',
      page: {
        why: 'An engine may start a container without a GPU and say nothing (Podman through its Docker API does). A wheel may hold no code for the GPU: PyTorch starts, sees it, and fails at the first operation.',
        bad: '✗ gpu-count  2  0',
        good: '✓ gpu-count    2                       2\n✓ gpu-product  the same as on the CPU  the same on 2 GPUs',
        sources: ['https://github.com/containers/podman/issues/22645'],
      },
    },
    'torchdock doctor looks at driver, toolkit and engine of this host.',
  ),
} as const;
