import { acceleratorOf, cudaOf } from '../../environment/lock/accelerator.js';
import type { Lock } from '../../environment/lock/lock.js';
import { compareVersions } from '../../environment/version.js';
import type { Host } from '../../host/host.js';

/** A driver that hangs should not hang torchdock. */
const PROBE_TIMEOUT_MS = 5000;

/** Where the NVIDIA container toolkit describes GPUs for containers (CDI). */
const CDI_FILES = ['/etc/cdi/nvidia.yaml', '/etc/cdi/nvidia.json', '/var/run/cdi/nvidia.yaml', '/run/cdi/nvidia.yaml'];

export type GpuPresence =
  | { readonly kind: 'none' }
  /** `driver` is undefined where only a description of the GPUs was found. */
  | { readonly kind: 'nvidia'; readonly driver?: string };

/** Whether this machine has a GPU of NVIDIA, and by which driver: as far as it shows without a container. */
export async function probeGpu(host: Host): Promise<GpuPresence> {
  const { status, stdout } = await host.run('nvidia-smi', ['--query-gpu=driver_version', '--format=csv,noheader'], {
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const driver = status === 0 ? /^\s*(\d+(?:\.\d+)*)/.exec(stdout)?.[1] : undefined;
  if (driver !== undefined) return { kind: 'nvidia', driver };
  return CDI_FILES.some((path) => host.status(path)) ? { kind: 'nvidia' } : { kind: 'none' };
}

/** The accelerator that was named, as the lock writes it; undefined for `auto` and none. */
export function namedAccelerator(word: string | undefined): string | undefined {
  const name = word?.trim().toLowerCase();
  return name === undefined || name === 'auto' || name === '' ? undefined : acceleratorOf(cudaOf(name));
}

/**
 * The environment of a lock for a machine: with a GPU the newest CUDA that its driver runs, without one the CPU's, if it is
 * locked.
 */
export function chooseAccelerator({ environments }: Lock, gpu: GpuPresence): string {
  const names = Object.keys(environments);
  const [only = 'given'] = names;
  if (names.length < 2) return only;
  const cuda = names.filter((name) => name.startsWith('cu')).sort((a, b) => compareVersions(cudaOf(b), cudaOf(a)));
  if (gpu.kind === 'none') return names.includes('cpu') ? 'cpu' : (cuda[0] ?? only);
  const { driver } = gpu;
  const fits = (name: string): boolean => {
    const minimum = environments[name]?.driver?.minimum;
    return driver === undefined || minimum === undefined || compareVersions(driver, minimum) >= 0;
  };
  return cuda.find(fits) ?? cuda.at(-1) ?? only;
}
