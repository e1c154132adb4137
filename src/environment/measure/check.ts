/** One line of a verification: what was asked for, and what was measured. */
export interface Check {
  /** A name of `CHECKS`; with what it is about behind a colon where there may be several: `volume:/workspace/data`. */
  readonly name: string;
  readonly expected: string;
  /** What was read; or, where nothing could be read, why not. */
  readonly measured: string;
  /** Null when it could not be measured here: no claim is made then. */
  readonly ok: boolean | null;
}

/** What kind of difference a failed check is: each has a code of its own. */
export type CheckFamily =
  | 'container'
  | 'limits'
  | 'rights'
  | 'reach'
  | 'jupyter'
  | 'ssh'
  | 'folders'
  | 'versions'
  | 'gpu';

interface CheckEntry {
  readonly family: CheckFamily;
  /** What is measured, for `docs/verify.md`. */
  readonly what: string;
  /** How, and where it is read. */
  readonly how: string;
}

const INSPECT = 'inspect of the engine';
const PYTHON = 'the Python of the container';

/** The one list of checks, in the order in which they are shown. */
export const CHECKS = {
  container: entry('container', 'the container of the plan runs, and is ours', `state and labels, ${INSPECT}`),
  'image-digest': entry('container', 'the image is the one that the plan would build', `labels, ${INSPECT}`),
  'container-digest': entry('container', 'the container was made from the plan as it is now', `labels, ${INSPECT}`),
  memory: entry(
    'limits',
    'limit of memory, to a page',
    'cgroup v2 `memory.max`, v1 `memory/memory.limit_in_bytes`; of nested groups the lowest',
  ),
  cpu: entry(
    'limits',
    'time on processors: quota by period, to a microsecond',
    'cgroup v2 `cpu.max`, v1 `cpu.cfs_quota_us` and `cpu.cfs_period_us`',
  ),
  pids: entry('limits', 'limit of processes and threads', 'cgroup v2 `pids.max`, v1 `pids/pids.max`'),
  'shared-memory': entry('limits', 'size of `/dev/shm`, to a page', '`df -Pk /dev/shm`'),
  user: entry('rights', 'uid and gid of the first process; never root', '`Uid`, `Gid` of `/proc/1/status`'),
  'no-new-privileges': entry('rights', 'no program can gain rights (setuid)', '`NoNewPrivs` of `/proc/1/status`'),
  capabilities: entry(
    'rights',
    'the first process has no capability and can get none',
    '`CapEff`, `CapBnd` of `/proc/1/status`',
  ),
  seccomp: entry('rights', "system calls go through the engine's filter", '`Seccomp` of `/proc/1/status` is 2'),
  privileged: entry('rights', 'the container is not privileged', INSPECT),
  published: entry('reach', 'each port of the plan is published on its address only, and no other is', INSPECT),
  listening: entry(
    'reach',
    'the published ports are open on no other address of this machine',
    '`/proc/net/tcp` and `tcp6` of the host; not measured where the kernel forwards without a listener',
  ),
  'jupyter-without-token': entry('jupyter', 'Jupyter refuses who has no token', 'GET `/api/status`, answer 403'),
  'jupyter-wrong-token': entry(
    'jupyter',
    'Jupyter refuses a wrong token',
    'GET `/api/status` with another token, answer 403',
  ),
  'jupyter-token': entry(
    'jupyter',
    'Jupyter lets in who has the token',
    'GET `/api/status` with the token in a header, answer 200',
  ),
  'token-in-processes': entry(
    'jupyter',
    'the token is in no command line and no variable of a process inside',
    '`/proc/*/cmdline` and `/proc/*/environ`, as the user of the container',
  ),
  'token-in-engine': entry(
    'jupyter',
    'the token is not in what the engine tells of container and image',
    'inspect and history, as far as the engine tells',
  ),
  'token-in-logs': entry('jupyter', 'the token is not in the logs of the container', 'the last 10,000 lines'),
  'ssh-banner': entry('ssh', 'an SSH server answers', 'its first line'),
  'ssh-methods': entry(
    'ssh',
    'it takes keys only, no passwords',
    "the methods it offers to the host's `ssh` without a key; without that program `sshd -T` inside",
  ),
  'ssh-root': entry('ssh', 'root cannot log in', 'a login as root with your key, and `permitrootlogin` of `sshd -T`'),
  'ssh-login': entry(
    'ssh',
    'your key opens it, and the host key is the known one',
    '`ssh … true` with a key that needs no passphrase',
  ),
  workspace: entry('folders', 'the user can write to the workspace', 'a file is written, read and removed'),
  mount: entry(
    'folders',
    'a bound folder can be written, or not, as the spec says',
    'a file; for a read-only one, the options in `/proc/self/mountinfo`',
  ),
  volume: entry('folders', 'the user can write to the volume', 'a file is written, read and removed'),
  'volume-kept': entry(
    'folders',
    'what is in the volume outlives the container',
    'a note (`.torchdock-verify`) that an earlier container has left there',
  ),
  python: entry('versions', 'version of Python', `\`platform.python_version()\`, ${PYTHON}`),
  torch: entry('versions', 'version and build of PyTorch', `\`torch.__version__\`, ${PYTHON}`),
  cuda: entry('versions', 'CUDA that PyTorch was built with', `\`torch.version.cuda\`, ${PYTHON}`),
  cudnn: entry(
    'versions',
    'cuDNN that PyTorch loads, its first three numbers',
    `\`torch.backends.cudnn.version()\`, ${PYTHON}`,
  ),
  library: entry('versions', 'version of a library that belongs to PyTorch', `its \`__version__\`, ${PYTHON}`),
  'gpu-count': entry(
    'gpu',
    'as many GPUs as asked for, of those of the host',
    '`torch.cuda.device_count()` inside, `nvidia-smi` on the host',
  ),
  'gpu-names': entry(
    'gpu',
    'they are those of the host',
    '`torch.cuda.get_device_name()` inside, `nvidia-smi` on the host',
  ),
  'gpu-code': entry(
    'gpu',
    'PyTorch holds code for each of them',
    '`torch._C._cuda_getArchFlags()` against their compute capability',
  ),
  'gpu-product': entry(
    'gpu',
    'each computes what the CPU computes',
    'a product of two matrices of whole numbers, compared exactly',
  ),
  driver: entry(
    'gpu',
    'the driver of the host starts the CUDA of the plan',
    '`nvidia-smi` on the host, against the lock',
  ),
  'driver-toolkit': entry(
    'gpu',
    'the driver is that of the CUDA toolkit or newer, for PTX and newer functions',
    '`nvidia-smi` on the host, against the lock; an older one is told and is no failure',
  ),
} as const satisfies Readonly<Record<string, CheckEntry>>;

export type CheckName = keyof typeof CHECKS;

function entry(family: CheckFamily, what: string, how: string): CheckEntry {
  return { family, what, how };
}

/** A check of the list; `of` tells several of one name apart. */
export function makeCheck(name: CheckName, { of, ...check }: Omit<Check, 'name'> & { readonly of?: string }): Check {
  return { name: of === undefined ? name : `${name}:${of}`, ...check };
}

/** The row of the list that a check belongs to. */
export function entryOf({ name }: Check): CheckEntry {
  return CHECKS[(name.includes(':') ? name.slice(0, name.indexOf(':')) : name) as CheckName];
}
