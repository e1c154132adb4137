import { formatCount } from '../../../base/units.js';
import type { Plan } from '../../plan/plan.js';
import { judgeDriver } from '../../resolver/compatibility.js';
import type { GpuWish } from '../../spec/spec.js';
import { majorOf } from '../../version.js';
import { type Check, type CheckName, makeCheck } from '../check.js';
import type { GpuInside, InsideFacts, PythonInside } from '../inside-facts.js';
import type { Measured } from '../measured.js';
import type { HostGpus } from '../nvidia-smi.js';

type PresentGpus = Extract<HostGpus, { kind: 'gpus' }>;

const GPU_CHECKS = ['gpu-count', 'gpu-names', 'gpu-code', 'gpu-product'] as const;

/** GPUs inside against those of the host. Without one on the host nothing of it is claimed. */
export function judgeGpus(measured: Measured): readonly Check[] {
  const { plan, gpus, inside } = measured;
  const wish = plan.container.gpus;
  if (wish.kind === 'none') return [judgeNone(inside)];
  const names: readonly CheckName[] = [...GPU_CHECKS, 'driver', 'driver-toolkit'];
  if (gpus.kind !== 'gpus') {
    const reason = gpus.kind === 'none' ? 'no GPU on this host' : `the driver of this host fails: ${gpus.reason}`;
    // Those that were asked for by number are missing; all others may be.
    return names.map((name) =>
      makeCheck(name, { expected: expectationOf(name, plan), measured: reason, ok: isMissing(wish, name, gpus) }),
    );
  }
  return [...judgeInside(measured, gpus, wish), ...judgeDrivers(measured, gpus)];
}

function isMissing(wish: GpuWish, name: CheckName, gpus: HostGpus): false | null {
  const isAsked = wish.kind !== 'auto' || gpus.kind === 'broken';
  return name === 'gpu-count' && isAsked ? false : null;
}

function expectationOf(name: CheckName, { container, environment }: Plan): string {
  if (name === 'gpu-code') return 'code for each GPU';
  if (name === 'gpu-product') return 'the same as on the CPU';
  if (name === 'driver') return describeFloor(environment.driver?.minimum);
  return name === 'driver-toolkit' ? describeFloor(environment.driver?.toolkit) : describeWish(container.gpus);
}

function describeFloor(version: string | undefined): string {
  return version === undefined ? 'not in the lock' : `${version} or newer`;
}

function describeWish(wish: GpuWish): string {
  if (wish.kind === 'count') return formatCount(wish.count, 'GPU');
  if (wish.kind === 'ids') return wish.ids.join(', ');
  return wish.kind === 'none' ? 'none' : 'all of the host';
}

/** A GPU that nobody asked for is a right that nobody gave. */
function judgeNone(inside: InsideFacts | undefined): Check {
  const devices = inside?.gpuDevices;
  return makeCheck('gpu-count', {
    expected: 'none',
    measured: devices === undefined ? 'nothing could be run inside' : devices === 0 ? 'none' : `${devices} devices`,
    ok: devices === undefined ? null : devices === 0,
  });
}

function judgeInside({ inside, plan }: Measured, host: PresentGpus, wish: GpuWish): readonly Check[] {
  const python = inside?.python;
  const wished = wish.kind === 'count' ? wish.count : wish.kind === 'ids' ? wish.ids.length : host.gpus.length;
  const found = python?.gpus;
  if (!python || !found) {
    const reason = inside
      ? (python?.failures.get('torch') ?? 'there is no PyTorch to ask')
      : 'nothing could be run inside';
    return GPU_CHECKS.map((name) => makeCheck(name, { expected: describeWish(wish), measured: reason, ok: null }));
  }
  const isDivided = host.gpus.some((gpu) => gpu.isDivided);
  return [
    makeCheck('gpu-count', {
      expected: String(wished),
      measured: isDivided ? `${found.length} (parts of a divided GPU are not counted)` : String(found.length),
      ok: isDivided ? null : found.length === wished,
    }),
    judgeNames(found, host, isDivided),
    judgeCode(found, python, host, plan.environment.driver?.toolkit),
    judgeProducts(found),
  ];
}

/** Each GPU inside is one of the host, none twice; a part of a divided one begins with its name. */
function judgeNames(found: readonly GpuInside[], host: PresentGpus, isDivided: boolean): Check {
  const left = host.gpus.map(({ name }) => name);
  const strange = found.filter(({ name = '' }) => {
    const at = left.findIndex((own) => (isDivided ? name.startsWith(own) : own === name));
    if (at >= 0 && !isDivided) left.splice(at, 1);
    return at < 0;
  });
  return makeCheck('gpu-names', {
    expected: countNames(host.gpus.map(({ name }) => name)),
    measured: countNames(found.map(({ name, failure }) => name ?? failure ?? 'unknown')) || 'none',
    ok: found.length === 0 ? false : strange.length === 0,
  });
}

/** `2 × NVIDIA A100-SXM4-80GB`. */
function countNames(names: readonly string[]): string {
  return [...new Set(names)]
    .map((name) => {
      const count = names.filter((one) => one === name).length;
      return count === 1 ? name : `${count} × ${name}`;
    })
    .join(', ');
}

/** Binary code for X.Y runs on X.Z with Z ≥ Y; PTX is compiled for anything from X.Y on, by a driver that knows the toolkit. */
function judgeCode(
  found: readonly GpuInside[],
  { architectures }: PythonInside,
  { driverVersion }: PresentGpus,
  toolkit: string | undefined,
): Check {
  const capabilities = [...new Set(found.flatMap(({ capability }) => capability ?? []))];
  const expected =
    capabilities.map((capability) => `sm_${capability.replace('.', '')}`).join(', ') || 'code for each GPU';
  const make = (measured: string, ok: boolean | null): Check => makeCheck('gpu-code', { expected, measured, ok });
  if (architectures === undefined) return make('PyTorch does not say', null);
  if (found.length === 0) return make('no GPU inside', null);
  const listed = architectures.join(' ') || 'none: a build for the CPU';
  const verdicts = new Set(capabilities.map((capability) => coverOf(capability, architectures)));
  if (capabilities.length === 0) return make(listed, null);
  if (verdicts.has('none')) return make(listed, false);
  if (!verdicts.has('ptx')) return make(listed, true);
  const isNewEnough =
    driverVersion === undefined || toolkit === undefined
      ? undefined
      : judgeDriver(driverVersion, { minimum: undefined, toolkit }).isFull;
  return make(`${listed} (by PTX, driver ${driverVersion ?? 'unknown'})`, isNewEnough ?? null);
}

/** `sm_90a` is for 9.0 and nothing else; `compute_120` is PTX. */
export function coverOf(capability: string, architectures: readonly string[]): 'binary' | 'ptx' | 'none' {
  const own = Number(capability.replace('.', ''));
  let best: 'ptx' | 'none' = 'none';
  for (const name of architectures) {
    const match = /^(sm|compute)_(\d+)([a-z]?)$/.exec(name);
    if (!match) continue;
    const number = Number(match[2]);
    const isSame = number === own;
    if (match[3] !== '' && !isSame) continue;
    if (match[1] === 'sm' && majorOf(capability) === String(Math.floor(number / 10)) && number <= own) return 'binary';
    if (match[1] === 'compute' && number <= own) best = 'ptx';
  }
  return best;
}

function judgeProducts(found: readonly GpuInside[]): Check {
  const bad = found.flatMap(({ isProductSame, failure }, index) =>
    isProductSame === true
      ? []
      : [`GPU ${index}: ${failure ?? (isProductSame === false ? 'another result' : 'no result')}`],
  );
  return makeCheck('gpu-product', {
    expected: 'the same as on the CPU',
    measured:
      found.length === 0
        ? 'no GPU inside'
        : bad.length > 0
          ? bad.join('; ')
          : `the same on ${formatCount(found.length, 'GPU')}`,
    ok: found.length === 0 ? null : bad.length === 0,
  });
}

function judgeDrivers({ plan }: Measured, { driverVersion }: PresentGpus): readonly Check[] {
  const { minimum, toolkit } = plan.environment.driver ?? {};
  const verdict = driverVersion === undefined ? undefined : judgeDriver(driverVersion, { minimum, toolkit });
  const shown = driverVersion ?? 'the driver does not say';
  return [
    makeCheck('driver', { expected: describeFloor(minimum), measured: shown, ok: verdict?.runs ?? null }),
    makeCheck('driver-toolkit', {
      expected: describeFloor(toolkit),
      measured: verdict?.isFull === false ? `${shown}: runs, without PTX and newer functions` : shown,
      // An older one runs all the same, by minor-version compatibility.
      ok: verdict?.isFull === true ? true : null,
    }),
  ];
}
