import type { Machine, NativeModule, Natives } from '../../python/machine.js';
import { combineNatives, defineModule } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Unknown, Value } from '../../python/values/value.js';
import { noteAlternatives } from './alternatives.js';
import { createWorld } from './create-world.js';
import type { Listener } from './dataflow.js';
import { isSameDimension, isUnknownDimension } from './dimension.js';
import { doubtGiven } from './given-away.js';
import { describeModules } from './modules.js';
import { isShapeKnown, isTensor } from './tensor.js';
import { TRANSFORMERS } from './transformers-source.js';
import { makeTensorOf, type World } from './world.js';

export interface TorchOptions {
  /** What `torch.__version__` says. */
  readonly version?: string;
  /** Told what happens; the recorder may be exchanged at any time. */
  readonly listener?: Listener;
}

/** torch as it is known here. Make it anew for each interpreter. */
export function createTorchNatives(options: TorchOptions = {}): Natives {
  const { version = '2.6.0', listener = { recorder: undefined } } = options;
  let made: World | undefined;
  const worldOf = (machine: Machine): World => (made ??= createWorld(machine, version, listener));
  const modules = describeModules(worldOf, version).map(([name, members, otherwise]) =>
    defineModule(name, members, otherwise ?? (() => undefined)),
  );
  return combineNatives(...modules, {
    module: layerModule(worldOf),
    given: doubtGiven,
    source: (name) => TRANSFORMERS.get(name),
    merge: (a, b, reason) => (made ? mergeTensors(made, a, b, reason) : undefined),
    isAlike: areAlike,
  });
}

/** `torch.nn.modules.NAME`: every layer under any of the files, so that it matters not where torch keeps it. */
function layerModule(worldOf: (machine: Machine) => World): Natives['module'] {
  const made = new Map<string, NativeModule>();
  return (name) => {
    if (!name.startsWith('torch.nn.modules.')) return undefined;
    const known = made.get(name);
    if (known) return known;
    const member = (key: string, machine: Machine): Value | undefined => {
      const nn = machine.import('torch.nn');
      void worldOf;
      return isKind(nn, 'module') ? machine.findAttribute(nn, key) : undefined;
    };
    const module: NativeModule = { name, names: () => [], member };
    made.set(name, module);
    return module;
  };
}

/** A tensor that is `a` or `b`: known where they agree. */
function mergeTensors(world: World, a: Value, b: Value, reason: Unknown): Value | undefined {
  if (!isTensor(a) || !isTensor(b) || a.cls !== b.cls) return undefined;
  const dtype = a.state.dtype === b.state.dtype ? a.state.dtype : reason;
  const [left, right] = [a.state.shape, b.state.shape];
  const isAlike = isShapeKnown(left) && isShapeKnown(right) && left.length === right.length;
  const shape = isAlike
    ? left.map((length, at) => (isSameDimension(length, right[at] ?? 1) === true ? length : reason))
    : reason;
  const merged = makeTensorOf(world, a.cls, { shape, dtype }, a.state.requiresGrad);
  noteAlternatives(merged, [a, b]);
  return merged;
}

/** Of two tensors the same is known: nothing at all of both, or the same lengths. */
function areAlike(a: Value, b: Value): boolean {
  if (!isTensor(a) || !isTensor(b) || a.cls !== b.cls || a.state.data !== b.state.data) return false;
  if (typeof a.state.dtype === 'string' ? a.state.dtype !== b.state.dtype : typeof b.state.dtype === 'string')
    return false;
  const [left, right] = [a.state.shape, b.state.shape];
  if (!isShapeKnown(left) || !isShapeKnown(right)) return !isShapeKnown(left) && !isShapeKnown(right);
  return (
    left.length === right.length &&
    left.every((length, at) => {
      const other = right[at] ?? 1;
      return isSameDimension(length, other) === true || (isUnknownDimension(length) && isUnknownDimension(other));
    })
  );
}
