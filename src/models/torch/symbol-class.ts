import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction } from '../../python/natives.js';
import { isKind, NOT_IMPLEMENTED } from '../../python/values/make.js';
import type { Class, NativeFunction, Value } from '../../python/values/value.js';
import {
  addDimensions,
  boundsOf,
  type Dimension,
  divideExactly,
  floorDivide,
  isSameDimension,
  makeSymbol,
  multiplyDimensions,
  showDimension,
  subtractDimensions,
} from './dimension.js';
import { isTensor } from './tensor.js';
import { dimensionToValue, symbolOf, valueToDimension, type World } from './world.js';

type Arithmetic = (a: Dimension, b: Dimension) => Dimension | undefined;

/** A length that hangs on the input, as an int of Python: `torch.SymInt`. */
export function createSymbolClass(machine: Machine, world: () => World): Class {
  const members: Record<string, Value> = {};
  const arithmetic = (name: string, compute: Arithmetic): void => {
    members[`__${name}__`] = operator(world, `__${name}__`, compute);
    members[`__r${name}__`] = operator(world, `__r${name}__`, (a, b) => compute(b, a));
  };
  arithmetic('add', addDimensions);
  arithmetic('sub', subtractDimensions);
  arithmetic('mul', multiplyDimensions);
  arithmetic('floordiv', floorDivide);
  arithmetic('mod', (a, b) => subtractDimensions(a, multiplyDimensions(floorDivide(a, b), b)));
  arithmetic('truediv', () => undefined);
  arithmetic('pow', (a, b) => (b === 2 ? multiplyDimensions(a, a) : b === 1 ? a : undefined));
  for (const [name, test] of Object.entries(COMPARISONS)) members[name] = comparison(name, test);
  const self = (name: string): NativeFunction => defineRawFunction(name, (_, [value = null]) => value);
  for (const name of [
    '__int__',
    '__index__',
    '__pos__',
    '__trunc__',
    '__floor__',
    '__ceil__',
    '__round__',
    '__abs__',
  ]) {
    members[name] = self(name);
  }
  members['__neg__'] = defineRawFunction('__neg__', (_, [value = null]) =>
    dimensionToValue(world(), multiplyDimensions(valueToDimension(value) ?? 0, -1)),
  );
  members['__bool__'] = defineRawFunction('__bool__', (machine, [value = null]) => {
    const length = valueToDimension(value) ?? 0;
    return isSameDimension(length, 0) === false ? true : machine.unknown(`whether ${showDimension(length)} is 0`);
  });
  // `torch.SymInt('B')`: how whoever calls `forward` says that a length is open
  members['__init__'] = defineRawFunction('__init__', (machine, [self = null, name]) => {
    if (!isKind(self, 'instance')) return null;
    machine.touch(self);
    self.state = makeSymbol(typeof name === 'string' ? name : 'N');
    return null;
  });
  const text = (_: Machine, [value = null]: readonly Value[]): Value => showDimension(valueToDimension(value) ?? 0);
  members['__str__'] = defineRawFunction('__str__', text);
  members['__repr__'] = defineRawFunction('__repr__', text);
  members['__format__'] = defineRawFunction('__format__', text);
  members['__float__'] = defineRawFunction('__float__', (machine, [value = null]) =>
    machine.unknown(`${showDimension(valueToDimension(value) ?? 0)} as a float hangs on the input`),
  );
  members['__hash__'] = defineRawFunction('__hash__', (machine, [value = null]) =>
    machine.unknown(`hash of ${showDimension(valueToDimension(value) ?? 0)}`),
  );
  members['item'] = self('item');
  members['is_integer'] = defineRawFunction('is_integer', () => true);
  return defineClass(machine, { module: 'torch', name: 'SymInt', members, tag: 'symbol' });
}

function operator(world: () => World, name: string, compute: Arithmetic): NativeFunction {
  return defineRawFunction(name, (machine, [self = null, other = null]) => {
    if (isKind(other, 'unknown')) return other;
    if (isTensor(other)) return NOT_IMPLEMENTED;
    const [a, b] = [valueToDimension(self), valueToDimension(other)];
    const result = a === undefined || b === undefined ? undefined : compute(a, b);
    if (result !== undefined) return dimensionToValue(world(), result);
    const exact = name === '__truediv__' && a !== undefined && b !== undefined ? divideExactly(a, b) : undefined;
    const shown = a === undefined ? '?' : showDimension(a);
    if (b === undefined && !isKind(other, 'float')) return NOT_IMPLEMENTED;
    return machine.unknown(
      `${name.replaceAll('_', '')} with ${shown}${exact === undefined ? '' : ', a float'}, which hangs on the input`,
    );
  });
}

const COMPARISONS: Readonly<Record<string, (a: Dimension, b: Dimension) => boolean | undefined>> = {
  __eq__: isSameDimension,
  __ne__: (a, b) => negate(isSameDimension(a, b)),
  __lt__: isLess,
  __ge__: (a, b) => negate(isLess(a, b)),
  __gt__: (a, b) => isLess(b, a),
  __le__: (a, b) => negate(isLess(b, a)),
};

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function isLess(a: Dimension, b: Dimension): boolean | undefined {
  const { lowest, highest } = boundsOf(subtractDimensions(a, b));
  return highest < 0 ? true : lowest >= 0 ? false : undefined;
}

function comparison(name: string, test: (a: Dimension, b: Dimension) => boolean | undefined): NativeFunction {
  return defineRawFunction(name, (machine, [self = null, other = null]) => {
    if (isKind(other, 'unknown')) return other;
    const a = symbolOf(self);
    const b = valueToDimension(other);
    if (isKind(other, 'float') && a) return machine.unknown(`${showDimension(a)} against a float`);
    if (a === undefined || b === undefined || isTensor(other)) return NOT_IMPLEMENTED;
    return (
      test(a, b) ??
      machine.unknown(`${showDimension(a)} ${name.replaceAll('_', '')} ${showDimension(b)} hangs on the input`)
    );
  });
}
