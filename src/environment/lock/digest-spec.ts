import { digestText } from '../../base/digest.js';
import { sortedBy, uniqueBy } from '../../base/order.js';
import type { Spec } from '../spec/spec.js';

/** Digest of what a spec says about the lock, and of nothing else: a port or a volume makes no lock stale. */
export function digestSpec({ versions, accelerators, base, installer, packages, mirrors }: Spec): string {
  const { apt, pip, requirements, compiles } = packages;
  const said = {
    versions: present(versions),
    accelerators: sortedBy(
      uniqueBy(accelerators, (name) => name),
      (name) => name,
    ),
    base: base ?? null,
    installer,
    packages: { apt, pip, requirements, compiles },
    mirrors: present(mirrors),
  };
  return digestText(JSON.stringify(said), 16);
}

/** The entries that are there, in the order of their keys. */
function present(record: object): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return sortedBy(entries, ([key]) => key);
}
