import type { Finding } from '../../../findings/finding.js';

export type DoctorState = 'ok' | 'warning' | 'error' | 'unknown';

/** One line of what `doctor` saw. */
export interface DoctorCheck {
  /** A name of `DOCTOR_CHECKS`. */
  readonly name: DoctorName;
  readonly state: DoctorState;
  readonly measured: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** `torchdock explain CODE` says more. */
  readonly code?: string;
}

/** The one list of what is looked at, in the order in which it is shown: what, and where it is read. */
export const DOCTOR_CHECKS = {
  engine: 'an engine answers; what came of the others (sockets, the podman program)',
  limits: 'limits take effect: cgroup version, root or not, what systemd hands to users',
  builder: 'the engine builds with cache mounts (BuildKit, Buildah)',
  network: 'what Podman needs for networks: iptables; without root slirp4netns or pasta, and /dev/net/tun',
  users: 'ids for containers without root: /etc/subuid, /etc/subgid, newuidmap',
  gpu: 'the GPUs of the host, by nvidia-smi',
  driver: 'the driver against the two floors of the plan: to run, and for all of it',
  'gpu-code': 'whether the build of PyTorch in the plan holds code for the GPUs',
  toolkit: 'the NVIDIA Container Toolkit and the versions of it with known ways out of containers',
  'gpu-access': 'how the engine gives a GPU: CDI files, or the runtime of Docker',
  disk: "free space where the engine keeps its images, against an estimate of the image's size",
  ports: 'the ports of the plan are free, or taken by its own container',
  selinux: 'SELinux lets containers into the workspace',
  watches: 'how many files can be watched (fs.inotify.max_user_watches)',
  plan: 'what torchdock.yaml and torchdock.lock say can be built',
  files: 'the Dockerfiles, compose files and others of the folder, against this machine',
} as const satisfies Readonly<Record<string, string>>;

export type DoctorName = keyof typeof DOCTOR_CHECKS;

const STATES: Readonly<Record<Finding['severity'], DoctorState>> = { error: 'error', warning: 'warning', info: 'ok' };

/** A finding as a line. */
export function fromFinding(name: DoctorName, { code, severity, message, hint }: Finding): DoctorCheck {
  return { name, state: STATES[severity], measured: message, ...(hint === undefined ? {} : { remedy: hint }), code };
}
