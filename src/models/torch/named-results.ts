import { defineClass } from '../../python/natives.js';
import { makeTuple } from '../../python/values/make.js';
import type { Class, Value } from '../../python/values/value.js';
import type { World } from './world.js';

const LOCATED = ['values', 'indices'];

/** Operations whose results are also attributes, by what `torch.return_types` calls these. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'max min median nanmedian mode kthvalue topk sort cummax cummin'.split(' ').map((name) => [name, LOCATED]),
  ),
  aminmax: ['min', 'max'],
  qr: ['Q', 'R'],
  slogdet: ['sign', 'logabsdet'],
  eigh: ['eigenvalues', 'eigenvectors'],
};

const classes = new WeakMap<World, Map<string, Class>>();

/** `x.max(0).values`: a tuple with names where torch has names, else a plain one. */
export function makeResults(world: World, operation: string, items: readonly Value[]): Value {
  const fields = FIELDS[operation];
  if (fields?.length !== items.length) return makeTuple(items);
  const made = world.machine.makeInstance(findClass(world, operation));
  made.payload = makeTuple(items);
  for (const [at, field] of fields.entries()) made.attributes.set(field, items[at] ?? null);
  return made;
}

function findClass(world: World, name: string): Class {
  const known = classes.get(world) ?? new Map<string, Class>();
  classes.set(world, known);
  const bases = [world.machine.builtinClass('tuple')];
  const cls = known.get(name) ?? defineClass(world.machine, { module: 'torch.return_types', name, bases, members: {} });
  known.set(name, cls);
  return cls;
}
