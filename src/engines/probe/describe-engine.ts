import type { Host } from '../../host/host.js';
import type { EngineDescription } from '../engine.js';
import { findProgram } from './find-program.js';
import type { AnsweringSocket } from './probe-socket.js';

/** What was seen of an engine. */
export function describeEngine(host: Host, probe: AnsweringSocket, address: string): EngineDescription {
  const { info, engine, hasBuildKit } = probe;
  const security = info.SecurityOptions ?? [];
  return {
    kind: engine,
    version: info.ServerVersion ?? 'unknown',
    address,
    isRootless: info.Rootless === true || security.some((option) => /^name=rootless\b/.test(option)),
    cgroupVersion: info.CgroupVersion === '1' ? 1 : info.CgroupVersion === '2' ? 2 : undefined,
    gpuAccess: engine === 'podman' ? (hasCdiFile(host) ? 'cdi' : undefined) : dockerGpuAccess(host, probe),
    storagePath: info.DockerRootDir,
    builder: engine === 'podman' ? 'buildah' : hasBuildKit ? 'buildkit' : 'classic',
  };
}

/** The runtime or the hook of NVIDIA's toolkit means `--gpus`; without them, the names that the daemon says it knows. */
function dockerGpuAccess(host: Host, { info }: AnsweringSocket): EngineDescription['gpuAccess'] {
  const hasRuntime = Object.hasOwn(info.Runtimes ?? {}, 'nvidia');
  if (hasRuntime || findProgram(host, 'nvidia-container-runtime-hook')) return 'device-request';
  const isDiscovered = info.DiscoveredDevices?.some(({ ID: id }) => id?.startsWith('nvidia.com/gpu='));
  return isDiscovered ? 'cdi' : undefined;
}

/** Where NVIDIA's toolkit writes what GPUs there are (`nvidia-ctk cdi generate`). */
function hasCdiFile(host: Host): boolean {
  return ['/etc/cdi', '/var/run/cdi'].some((folder) => {
    try {
      return host
        .readDirectory(folder)
        .some(({ name }) => /\.(?:ya?ml|json)$/.test(name) && offersGpus(host, `${folder}/${name}`));
    } catch {
      return false;
    }
  });
}

function offersGpus(host: Host, path: string): boolean {
  return new TextDecoder().decode(host.readFile(path)).includes('nvidia.com/gpu');
}
