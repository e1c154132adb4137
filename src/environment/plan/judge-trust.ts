import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import { parseImageReference } from '../../graph/image-reference.js';
import type { LockedImage } from '../lock/lock.js';
import type { Spec } from '../spec/spec.js';

/** Holds the base image against `trust:`, before anything is fetched. */
export function judgeTrust({ trust, places }: Spec, { reference, digest }: LockedImage): readonly Finding[] {
  const { registry, repository } = parseImageReference(reference);
  const name = `${registry}/${repository}`;
  const place = places['trust'];
  const isAllowed = trust.registries?.some((allowed) => isBelow(name, allowed)) ?? true;
  return [
    ...(isAllowed ? [] : [planFindings.untrustedRegistry({ name, allowed: trust.registries ?? [] }, place)]),
    ...(trust.requiresDigest && digest === undefined ? [planFindings.noDigest({ reference }, place)] : []),
  ];
}

/** `docker.io/pytorch` allows `docker.io/pytorch/pytorch`, and not `docker.io/pytorchevil/x`. */
function isBelow(name: string, allowed: string): boolean {
  const folder = allowed.replace(/\/+$/, '');
  return name === folder || name.startsWith(`${folder}/`);
}
