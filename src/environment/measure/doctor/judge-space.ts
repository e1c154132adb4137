import { formatBytes } from '../../../base/units.js';
import { hostFindings } from '../../../findings/catalog/host.js';
import type { Plan } from '../../plan/plan.js';
import { type DoctorCheck, fromFinding } from './doctor-check.js';
import type { HostSeen } from './host-seen.js';

const GIB = 2 ** 30;

interface Estimate {
  readonly bytes: number;
  /** Where the number comes from; it is told with it. */
  readonly basis: string;
}

/** Rough on purpose: what a build needs depends on the packages, and nothing is downloaded to find out. */
function estimateImage({ environment }: Plan): Estimate {
  return environment.cuda === undefined || environment.cuda === 'cpu'
    ? {
        bytes: 6 * GIB,
        basis:
          'a rough estimate: such an image of Debian packages was measured to have 2.4 GB, its caches 0.6 GB, and layers lie beside it',
      }
    : {
        bytes: 20 * GIB,
        basis:
          'a rough estimate, not measured: PyTorch with its CUDA libraries unpacks to 6 to 8 GB, and downloads and layers lie beside it',
      };
}

export function judgeSpace({ engine, plan, freeBytes, hasImage }: HostSeen): DoctorCheck {
  const path = engine?.storagePath;
  if (path === undefined || freeBytes === undefined) {
    const reason =
      engine === undefined ? 'no engine, so no place to look at' : 'where the engine keeps images cannot be read';
    return { name: 'disk', state: 'unknown', measured: reason };
  }
  const free = `${formatBytes(freeBytes)} free at ${path}`;
  if (!plan) return { name: 'disk', state: 'unknown', measured: `${free}; without a plan nobody knows what is needed` };
  if (hasImage) return { name: 'disk', state: 'ok', measured: `${free}; the image is there already` };
  const { bytes, basis } = estimateImage(plan);
  return freeBytes < bytes
    ? fromFinding('disk', hostFindings.littleSpace({ path, freeBytes, neededBytes: bytes, basis }))
    : { name: 'disk', state: 'ok', measured: `${free}; the image needs perhaps ${formatBytes(bytes)} (${basis})` };
}
