import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

/** Findings about what would be built and started. Codes `PLN-nn`. */
export const planFindings = {
  untrustedRegistry: defineFinding<{ name: string; allowed: readonly string[] }>({
    code: 'PLN-01',
    severity: 'error',
    title: 'The base image comes from a registry that is not trusted',
    message: ({ name, allowed }) =>
      `the base is ${name}, and trust allows ${allowed.length > 0 ? allowed.join(', ') : 'no registry'}`,
    hint: () => 'Name another base, or add its registry to trust.registries.',
    page: {
      why: 'An image runs with the rights of whoever starts it, with the workspace and the secrets at hand. trust.registries says whose images that may be; it is held against the base before anything is fetched.',
      bad: 'base: docker.io/somebody/pytorch:latest\ntrust:\n  registries: [docker.io/pytorch]',
      good: 'base: docker.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\ntrust:\n  registries: [docker.io/pytorch]',
      sources: ['CIS Docker Benchmark 4.2'],
    },
  }),
  noDigest: defineFinding<{ reference: string }>({
    code: 'PLN-02',
    severity: 'error',
    title: 'A digest is required, and the base image has none',
    message: ({ reference }) => `trust requires a digest, and the lock has none for ${reference}`,
    hint: () => 'torchdock lock --digests asks its registry; or write it behind the base: NAME:TAG@sha256:….',
    page: {
      why: 'A tag can be moved to another image at any time; a digest cannot. Where the spec requires one, nothing is built without.',
      bad: 'base: ubuntu:24.04\ntrust:\n  digests: required',
      good: 'torchdock lock --digests',
    },
  }),
  rootWorkspace: defineFinding<{ uid: number }>({
    code: 'PLN-03',
    severity: 'warning',
    title: 'The workspace belongs to root, and the container does not run as root',
    message: ({ uid }) => `the folder belongs to root, and the container runs as uid ${uid}: it cannot write there`,
    hint: () => 'Run torchdock as yourself, give the folder to a user (chown), or write to a volume.',
    page: {
      why: "A container of torchdock never runs as root: what breaks out of it would be root on the host. As root without sudo, in a folder that is root's, no other person is known whose files these could be.",
      bad: '# as root, in /root/project\ntorchdock up',
      good: 'chown -R 1000:1000 /srv/project && cd /srv/project && torchdock up',
    },
  }),
  moreThanMachine: defineFinding<{ what: string; asked: string; there: string; given: string | undefined }>({
    code: 'PLN-04',
    severity: 'warning',
    title: 'A limit is more than the machine has',
    message: ({ what, asked, there, given }) =>
      `limits.${what} is ${asked}, and this machine has ${there}${given === undefined ? '' : `: the container gets ${given}`}`,
    page: {
      why: 'A limit above what is there limits nothing: the system itself runs out first. Engines refuse more processors than the machine has, so the container gets those that are there.',
      bad: 'limits:\n  cpus: 64   # on a laptop',
      good: 'limits:\n  cpus: 8',
    },
  }),
  lostPath: defineFinding<{ by: string; path: string }>({
    code: 'PLN-05',
    severity: 'warning',
    title: 'What is written would be lost with the container',
    message: ({ by, path }) => `${by} writes to ${path}, which is in no volume, no mount and not in the workspace`,
    hint: () => 'Put it below the workspace, or give it a volume.',
    page: {
      why: 'A container is made anew whenever its settings change. Only volumes, mounts and the workspace outlive it; checkpoints and downloaded weights elsewhere are gone.',
      bad: 'command: [python, train.py, --output-dir, /results]',
      good: 'command: [python, train.py, --output-dir, /results]\nvolumes:\n  results: /results',
    },
  }),
  noApt: defineFinding<{ os: string }>({
    code: 'PLN-06',
    severity: 'error',
    title: 'torchdock builds on Debian and Ubuntu only',
    message: ({ os }) => `${os} has no apt, with which torchdock installs what it needs`,
    hint: () => 'Choose a base of Debian or Ubuntu.',
    page: {
      why: 'tini, an SSH server and Python come from the system packages. torchdock knows those of Debian and Ubuntu; on another system the build would fail in its first step.',
      bad: 'os: rockylinux9',
      good: 'os: ubuntu24.04',
    },
  }),
  notInstalled: defineFinding<{ count: number }>({
    code: 'PLN-07',
    severity: 'error',
    title: 'Python packages are named, and nothing is installed',
    message: ({ count }) =>
      `installer: none installs no Python packages, and ${formatCount(count, 'entry', 'entries')} of packages name some`,
    hint: () => 'Name them as system packages (apt: [python3-pandas]), or choose installer: pip.',
    page: {
      why: 'With installer: none the base image or the system packages bring all of Python. What packages.pip and packages.requirements name would silently be missing.',
      bad: 'installer: none\npackages:\n  pip: [pandas]',
      good: 'installer: none\npackages:\n  apt: [python3-pandas]',
    },
  }),
  secondTorch: defineFinding<{ reference: string; version: string | undefined }>({
    code: 'PLN-08',
    severity: 'warning',
    title: 'The base image holds a PyTorch that is not used',
    message: ({ reference, version }) =>
      `${reference} holds PyTorch${version === undefined ? '' : ` ${version}`}, and another one is installed beside it`,
    hint: () =>
      'Take its versions by leaving torch, cuda and python out, measure it only (installer: none), or choose a plain base.',
    page: {
      why: 'The versions that are asked for are not those of the base, so PyTorch is installed a second time, in an environment of its own: several gigabytes twice.',
      bad: 'base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\ntorch: "2.6"',
      good: 'base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
    },
  }),
  unusedGpus: defineFinding<Record<never, never>>({
    code: 'PLN-09',
    severity: 'warning',
    title: 'GPUs are given to the build for the CPU',
    message: () => 'gpus asks for GPUs, and the build for the CPU cannot use them',
    hint: () => 'Choose an accelerator with CUDA, or leave gpus out: it then follows the build.',
    page: {
      why: 'The wheel for the CPU has no CUDA in it: torch.cuda.is_available() is false whatever the container is given, and the GPUs may be missed elsewhere.',
      bad: 'cuda: cpu\ngpus: all',
      good: 'cuda: cpu',
    },
  }),
  localRequirement: defineFinding<{ file: string; line: string }>({
    code: 'PLN-10',
    severity: 'error',
    title: 'A requirement is a folder or a file of this machine',
    message: ({ file, line }) => `${file} names ${line}, which is not part of the build`,
    hint: () => 'Install it in the running container (the workspace is there), or name an index or an address.',
    page: {
      why: "Nothing of the user's folder is sent to the engine but what the spec names; the workspace is bound when the container runs, not when the image is built.",
      bad: '-e .',
      good: 'torchdock exec pip install -e .',
    },
  }),
  badRequirementFile: defineFinding<{ path: string; problem: string }>({
    code: 'PLN-11',
    severity: 'error',
    title: 'A requirement file cannot be used',
    message: ({ path, problem }) => `${path}: ${problem}`,
    hint: () => 'Requirement files lie in the folder of torchdock.yaml or below it.',
    page: {
      why: 'Requirement files, and those that they include, become part of the image. Only files of the project itself are taken: a link or a .. that leads out of it could carry anything along.',
      bad: 'packages:\n  requirements: [../shared/requirements.txt]',
      good: 'packages:\n  requirements: [requirements.txt]',
    },
  }),
};
