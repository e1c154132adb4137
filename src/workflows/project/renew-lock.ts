import type { Lock, LockedEnvironment } from '../../environment/lock/lock.js';
import { makeLock } from '../../environment/lock/make-lock.js';
import type { EnvironmentRequest } from '../../environment/resolver/request.js';
import type { Resolution } from '../../environment/resolver/resolution.js';
import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import { parseImageReference } from '../../graph/image-reference.js';
import type { Project } from './read-project.js';

/** Says under which digest an image is known, by its reference with a tag; undefined when nobody there knows. */
export type FindDigest = (reference: string) => Promise<string | undefined>;

export interface Conflict {
  readonly accelerator: string;
  readonly request: EnvironmentRequest;
  readonly resolution: Resolution;
}

export type RenewedLock =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly findings: readonly Finding[] }
  /** `conflict` is there when no versions fit. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly conflict?: Conflict };

/** Makes the lock of a project anew. Digests of images that stay are kept: a tag that moved is no news of the spec. */
export function renewLock({ spec, facts, lock: old }: Project): RenewedLock {
  const made = makeLock(spec, facts);
  if (made.kind === 'refused') return made;
  if (made.kind === 'conflict') {
    const { accelerator, resolution, request } = made;
    const place = spec.places['torch'] ?? spec.places['cuda'];
    const reasons = resolution.reasons.map(
      ({ code, severity, message }): Finding => ({ code, severity, message, ...(place ? { place } : {}) }),
    );
    return {
      kind: 'refused',
      findings: [lockFindings.noneFits({ accelerator }, place), ...reasons],
      conflict: { accelerator, request, resolution },
    };
  }
  const digests = new Map(Object.values(old.lock?.environments ?? {}).map(({ base }) => [base.reference, base.digest]));
  const environments = Object.entries(made.lock.environments).map(
    ([name, environment]) =>
      [name, pin(environment, environment.base.digest ?? digests.get(environment.base.reference))] as const,
  );
  return {
    kind: 'locked',
    lock: { ...made.lock, environments: Object.fromEntries(environments) },
    findings: [...made.findings, ...tellForgotten(old.lock)],
  };
}

/** Packages were found in a container of the spec as it was: old constraints would be in the way of a new one. */
function tellForgotten(old: Lock | undefined): readonly Finding[] {
  return Object.entries(old?.environments ?? {}).flatMap(([accelerator, { constraints = [] }]) =>
    constraints.length > 0 ? [lockFindings.packagesForgotten({ count: constraints.length, accelerator })] : [],
  );
}

function pin(environment: LockedEnvironment, digest: string | undefined): LockedEnvironment {
  const { reference } = environment.base;
  return digest === undefined ? environment : { ...environment, base: { reference, digest } };
}

/** Adds the digests that somebody knows. Images of this machine alone have no registry that would know them again. */
export async function pinImages(lock: Lock, findDigest: FindDigest, refreshes = false): Promise<Lock> {
  const known = new Map<string, string | undefined>();
  const environments: Record<string, LockedEnvironment> = {};
  for (const [name, environment] of Object.entries(lock.environments)) {
    const { reference, digest } = environment.base;
    const isAsked = (digest === undefined || refreshes) && parseImageReference(reference).registry !== 'localhost';
    if (isAsked && !known.has(reference)) known.set(reference, await findDigest(reference));
    environments[name] = pin(environment, known.get(reference) ?? digest);
  }
  return { ...lock, environments };
}
