import type { Machine } from '../../python/machine.js';
import type { Site } from '../../python/values/value.js';
import { isBrought } from './outside.js';

/** Where a call stands, then where what it stands in was called from; `standing`: the part of a configuration that it is done for. */
export function placesOf(machine: Machine | undefined, standing: Site | undefined): readonly Site[] {
  const [site, ...chain] = machine?.callChain() ?? [];
  const own = standing ?? site;
  return own && !isBrought(own) ? [own, ...chain.filter((item) => !isBrought(item))] : [];
}
