import type { Machine } from '../../python/machine.js';
import { defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeFloat } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import { dtypeOf, isSequence } from './call.js';
import type { Members, WorldOf } from './described.js';
import { categoryOf } from './dtype.js';
import { isDtypeName, isTensor } from './tensor.js';
import { valueToNumber } from './world.js';

/** Functions of one number, by their names in `math`; of a tensor, by those in torch. */
const REAL: Readonly<Record<string, string>> = {
  sqrt: 'sqrt',
  exp: 'exp',
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  ceil: 'ceil',
  floor: 'floor',
};

/**
 * The little of numpy that computes the widths, rates and tables of models. Numbers are numbers of Python; arrays of floats are
 * tensors of float64, with which both reckon alike. Arrays of ints are not known: with a float numpy makes float64 of them.
 */
export function numpyMembers(worldOf: WorldOf): Members {
  const float64 = (machine: Machine): Value => worldOf(machine).dtypes.get('float64') ?? null;
  const torch = (machine: Machine, name: string, values: readonly Value[], dtype?: Value): Value =>
    machine.call(
      machine.getAttribute(machine.import('torch'), name),
      values,
      dtype === undefined ? undefined : new Map([['dtype', dtype]]),
    );
  const dtypeFor = (machine: Machine, dtype: Value): Value => {
    if (dtype === null) return float64(machine);
    const isOpen =
      isKind(dtype, 'unknown') || (isKind(dtype, 'external') && !isDtypeName(dtype.path.split('.').at(-1) ?? ''));
    const name = isOpen ? undefined : dtypeOf(dtype);
    return (name && worldOf(machine).dtypes.get(name)) ?? machine.unknown('a dtype of numpy');
  };
  const members: Members = {
    pi: makeFloat(Math.PI),
    inf: makeFloat(Number.POSITIVE_INFINITY),
    e: makeFloat(Math.E),
    linspace: defineFunction({
      name: 'linspace',
      signature: 'start, stop, num=50',
      run: (bound, machine) =>
        torch(machine, 'linspace', [bound.get('start'), bound.get('stop'), bound.get('num')], float64(machine)),
    }),
    prod: folded('prod', (machine, items) =>
      items.reduce((product: Value, item) => machine.binary('*', product, item), 1),
    ),
    sum: folded('sum', (machine, items) => items.reduce((total: Value, item) => machine.binary('+', total, item), 0)),
    max: folded('max', (machine, items) => machine.call(machine.builtin('max'), items)),
    min: folded('min', (machine, items) => machine.call(machine.builtin('min'), items)),
  };
  for (const [name, known] of Object.entries(REAL)) members[name] = real(name, known, torch);
  for (const name of ['zeros', 'ones', 'eye', 'empty'])
    members[name] = defineFunction({
      name,
      signature: name === 'eye' ? 'N, M=None, dtype=None' : 'shape, dtype=None',
      run: (bound, machine) => {
        const sizes = name === 'eye' ? ['N', 'M'].map((size) => bound.get(size)) : [bound.get('shape')];
        const made = torch(
          machine,
          name,
          sizes.filter((size) => size !== null),
          dtypeFor(machine, bound.get('dtype')),
        );
        return isFloat(made) ? made : machine.unknown(`numpy.${name}() of what are no floats`);
      },
    });
  for (const name of ['array', 'asarray', 'arange'])
    members[name] = defineRawFunction(name, (machine, values, keywords) => {
      const dtype = keywords?.has('dtype') === true ? dtypeFor(machine, keywords.get('dtype') ?? null) : null;
      if (values.length === 0 || [...(keywords?.keys() ?? [])].some((key) => key !== 'dtype'))
        return machine.unknown(`numpy.${name} with options`);
      const made = torch(machine, name === 'arange' ? name : 'tensor', values, dtype);
      if (!isFloat(made)) return machine.unknown(`numpy.${name}() of what are no floats`);
      return dtype === null ? torch(machine, name === 'arange' ? name : 'tensor', values, float64(machine)) : made;
    });
  return members;
}

function isFloat(value: Value): boolean {
  return isTensor(value) && typeof value.state.dtype === 'string' && categoryOf(value.state.dtype) === 2;
}

/** Of a row of numbers, all of them; of a tensor, what torch says. */
function folded(name: string, fold: (machine: Machine, items: readonly Value[]) => Value): Value {
  return defineRawFunction(name, (machine, [value = null, ...options], keywords) => {
    const unknown = machine.unknown(`numpy.${name}() of what is not a row of numbers`);
    if (options.length > 0 || (keywords?.size ?? 0) > 0) return unknown;
    if (isTensor(value)) return machine.callMethod(value, name, []);
    if (!isSequence(value)) return unknown;
    const items = machine.listItems(value);
    if ('kind' in items) return items;
    const isRow = items.every((item) => !isSequence(item) && !isTensor(item));
    return isRow && (items.length > 0 || name === 'prod') ? fold(machine, items) : unknown;
  });
}

type Torch = (machine: Machine, name: string, values: readonly Value[]) => Value;

/** numpy gives floats, and NaN where `math` refuses. */
function real(name: string, known: string, torch: Torch): Value {
  return defineRawFunction(name, (machine, [value = null, ...options]) => {
    if (options.length === 0 && isTensor(value)) return torch(machine, known, [value]);
    const number = isTensor(value) ? undefined : valueToNumber(value);
    if (options.length > 0 || number === undefined)
      return isKind(value, 'unknown') ? value : machine.unknown(`numpy.${name}() of what is not a number`);
    if (number < 0 && /sqrt|log/.test(name)) return makeFloat(Number.NaN);
    if (number === 0 && name.startsWith('log')) return makeFloat(Number.NEGATIVE_INFINITY);
    const result = machine.call(machine.getAttribute(machine.import('math'), known), [value]);
    const whole = valueToNumber(result);
    return whole === undefined ? result : makeFloat(whole);
  });
}
