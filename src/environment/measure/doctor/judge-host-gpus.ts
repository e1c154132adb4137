import { compatibilityFindings } from '../../../findings/catalog/compatibility.js';
import { hostFindings } from '../../../findings/catalog/host.js';
import type { Facts } from '../../facts/facts.js';
import type { Plan } from '../../plan/plan.js';
import { driverNeedOf, judgeDriver, judgeGpu } from '../../resolver/compatibility.js';
import { findGpu } from '../../resolver/find-gpu.js';
import { findOtherBuild } from '../../resolver/find-other-build.js';
import { type DoctorCheck, fromFinding } from './doctor-check.js';
import type { HostSeen } from './host-seen.js';
import { ENGINE_NAMES } from './judge-engine.js';

type Present = Extract<HostSeen['gpus'], { kind: 'gpus' }>;

/** The GPUs of the host: whether they answer, run the plan, and can be given to a container. */
export function judgeHostGpus(seen: HostSeen, facts: Facts): readonly DoctorCheck[] {
  const { gpus, plan } = seen;
  if (gpus.kind === 'broken') return [fromFinding('gpu', hostFindings.brokenDriver({ ...gpus, isWsl: seen.isWsl }))];
  if (gpus.kind === 'none') return [judgeAbsent(gpus.reason, plan)];
  return [
    { name: 'gpu', state: 'ok', measured: describeGpus(gpus) },
    ...(plan ? [judgePlanDriver(plan, gpus), ...judgePlanCode(plan, gpus, facts)] : []),
    judgeToolkit(seen),
    judgeAccess(seen),
  ];
}

function judgeAbsent(reason: string, plan: Plan | undefined): DoctorCheck {
  const wish = plan?.container.gpus;
  const words = { all: 'all GPUs', count: 'GPUs by number', ids: 'certain GPUs' } as const;
  if (wish && (wish.kind === 'all' || wish.kind === 'count' || wish.kind === 'ids'))
    return fromFinding('gpu', hostFindings.noGpu({ wish: words[wish.kind], reason }));
  return { name: 'gpu', state: 'ok', measured: `no GPU on this host: ${reason}` };
}

function describeGpus({ gpus, driverVersion }: Present): string {
  const names = [...new Set(gpus.map(({ name }) => name))].map((name) => {
    const count = gpus.filter((gpu) => gpu.name === name).length;
    return count === 1 ? name : `${count} × ${name}`;
  });
  return `${names.join(', ')}; driver ${driverVersion ?? 'unknown'}`;
}

function judgePlanDriver({ environment }: Plan, { driverVersion: driver }: Present): DoctorCheck {
  const { cuda, driver: floors } = environment;
  const need = { minimum: floors?.minimum, toolkit: floors?.toolkit };
  if (cuda === undefined || cuda === 'cpu')
    return { name: 'driver', state: 'ok', measured: `${driver ?? 'unknown'}; the plan needs none` };
  if (driver === undefined)
    return { name: 'driver', state: 'unknown', measured: 'the driver does not tell its version' };
  const { runs, isFull } = judgeDriver(driver, need);
  if (runs === false && need.minimum !== undefined)
    return fromFinding('driver', compatibilityFindings.oldDriver({ cuda, driver, minimum: need.minimum }));
  if (isFull === false && need.toolkit !== undefined)
    return fromFinding('driver', compatibilityFindings.olderThanToolkit({ cuda, driver, toolkit: need.toolkit }));
  return {
    name: 'driver',
    state: runs === true ? 'ok' : 'unknown',
    measured: `${driver}; CUDA ${cuda} runs from ${need.minimum ?? 'unknown'} on, all of it from ${need.toolkit ?? 'unknown'} on`,
  };
}

/** Whether the wheel of the plan runs on each kind of GPU; nothing is said where the tables do not know the wheel. */
function judgePlanCode({ environment }: Plan, { gpus, driverVersion }: Present, facts: Facts): readonly DoctorCheck[] {
  const { torch, cuda } = environment;
  const build = facts.releases.find(({ version }) => version === torch)?.builds.find((one) => one.cuda === cuda);
  if (!build || torch === undefined || cuda === undefined) return [];
  const kinds = [...new Map(gpus.map((gpu) => [gpu.name, gpu])).values()];
  return kinds.map((gpu): DoctorCheck => {
    const known = findGpu(gpu.name, facts.gpus);
    const capability = gpu.computeCapability ?? (known.kind === 'gpu' ? known.gpu.capability : undefined);
    if (capability === undefined)
      return { name: 'gpu-code', state: 'unknown', measured: `${gpu.name}: its compute capability is not known` };
    const isOnArm = gpu.isOnArm === true || (known.kind === 'gpu' && known.gpu.isOnArm);
    const request = { name: gpu.name, capability, isOnArm };
    const { isExact, isViaPtx } = judgeGpu(request, build);
    const title = `${gpu.name} (${capability})`;
    if (isExact === undefined) return { name: 'gpu-code', state: 'unknown', measured: `${title}: not in the tables` };
    if (isExact)
      return { name: 'gpu-code', state: 'ok', measured: `PyTorch ${torch} for CUDA ${cuda} holds code for ${title}` };
    const need = driverNeedOf(facts, cuda);
    const isTooOld = driverVersion !== undefined && judgeDriver(driverVersion, need).isFull === false;
    if (isViaPtx === true && !isTooOld)
      return { name: 'gpu-code', state: 'ok', measured: `${title} runs by way of PTX` };
    const params = {
      torch,
      cuda,
      gpu: title,
      architectures: build.architectures,
      other: findOtherBuild(request, torch, facts),
      ptxDriver: isViaPtx === true ? need.toolkit : undefined,
    };
    return fromFinding('gpu-code', compatibilityFindings.noGpuCode(params));
  });
}

/** Versions with known flaws are a rule of their own, GPU-06. */
function judgeToolkit({ toolkitVersion }: HostSeen): DoctorCheck {
  return {
    name: 'toolkit',
    state: toolkitVersion === undefined ? 'unknown' : 'ok',
    measured: toolkitVersion === undefined ? 'nvidia-ctk is not there to tell its version' : toolkitVersion,
  };
}

function judgeAccess({ engine, cdiFiles, plan }: HostSeen): DoctorCheck {
  if (!engine) return { name: 'gpu-access', state: 'unknown', measured: 'no engine to give a GPU' };
  if (engine.gpuAccess !== undefined) {
    const files = cdiFiles.length > 0 ? ` (${cdiFiles.join(', ')})` : '';
    return {
      name: 'gpu-access',
      state: 'ok',
      measured: engine.gpuAccess === 'cdi' ? `by CDI${files}` : 'by the runtime of NVIDIA (--gpus)',
    };
  }
  const command =
    engine.kind === 'podman'
      ? `sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`
      : `sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker`;
  const line = fromFinding('gpu-access', hostFindings.noGpuAccess({ engine: ENGINE_NAMES[engine.kind], command }));
  // A plan that wants none is not hindered.
  return plan?.container.gpus.kind === 'none' ? { ...line, state: 'warning' } : line;
}
