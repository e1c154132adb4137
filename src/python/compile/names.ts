import { touch } from '../run/journal.js';
import type { Evaluate, Frame, Runtime } from '../run/runtime.js';
import type { Value } from '../values/value.js';
import type { Assign, Context } from './context.js';
import { resolveName } from './scope.js';

/** Reads a name. */
export function compileName(context: Context, name: string): Evaluate {
  const { runtime } = context;
  if (name === '__class__') return (frame) => frame.owner?.cls ?? readGlobal(runtime, frame, name);
  const resolved = resolveName(context.scope, name);
  if (resolved.kind === 'global') return (frame) => readGlobal(runtime, frame, name);
  if (resolved.kind === 'slot') return compileSlot(runtime, name, resolved.depth, resolved.index);
  const { outer } = resolved;
  const further =
    outer.kind === 'slot'
      ? compileSlot(runtime, name, outer.depth, outer.index)
      : (frame: Frame) => readGlobal(runtime, frame, name);
  return (frame) => {
    const value = frame.namespace.get(name);
    return value === undefined ? further(frame) : value;
  };
}

function compileSlot(runtime: Runtime, name: string, depth: number, index: number): Evaluate {
  if (depth === 0) return (frame) => frame.env.slots[index] ?? readUnbound(runtime, frame.env.slots[index], name, true);
  if (depth === 1) {
    return (frame) =>
      frame.env.parent?.slots[index] ?? readUnbound(runtime, frame.env.parent?.slots[index], name, false);
  }
  return (frame) => {
    const value = envAt(frame, depth)?.slots[index];
    return value ?? readUnbound(runtime, value, name, false);
  };
}

/** None is a value too; only what is absent is unbound. */
function readUnbound(runtime: Runtime, value: Value | undefined, name: string, isLocal: boolean): Value {
  if (value !== undefined) return value;
  return isLocal
    ? runtime.raise(
        'UnboundLocalError',
        `cannot access local variable '${name}' where it is not associated with a value`,
      )
    : runtime.raise(
        'NameError',
        `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
      );
}

function readGlobal(runtime: Runtime, frame: Frame, name: string): Value {
  const own = frame.module.attributes.get(name);
  if (own !== undefined) return own;
  const builtin = runtime.builtins.get(name);
  if (builtin !== undefined) return builtin;
  const open = frame.module.attributes.get('__unknown_names__');
  if (open !== undefined) return open;
  return runtime.raise('NameError', `name '${name}' is not defined`);
}

function envAt(frame: Frame, depth: number): Frame['env'] | undefined {
  let env: Frame['env'] | undefined = frame.env;
  for (let left = depth; left > 0; left -= 1) env = env?.parent;
  return env;
}

/** Binds a name. */
export function compileBind(context: Context, name: string): Assign {
  const { runtime } = context;
  const resolved = resolveName(context.scope, name);
  if (resolved.kind === 'slot') {
    const { depth, index } = resolved;
    return (frame, value) => {
      const env = depth === 0 ? frame.env : envAt(frame, depth);
      if (!env) return;
      if (runtime.journals.length > 0) touch(runtime, env);
      env.slots[index] = value;
    };
  }
  const isGlobal = resolved.kind === 'global';
  return (frame, value) => {
    const names = isGlobal ? frame.module.attributes : frame.namespace;
    if (runtime.journals.length > 0) touch(runtime, names);
    names.set(name, value);
  };
}

/** `del name` */
export function compileUnbind(context: Context, name: string): (frame: Frame) => void {
  const { runtime } = context;
  const resolved = resolveName(context.scope, name);
  if (resolved.kind === 'slot') {
    const { depth, index } = resolved;
    return (frame) => {
      const env = envAt(frame, depth);
      if (!env) return;
      readUnbound(runtime, env.slots[index], name, depth === 0);
      touch(runtime, env);
      env.slots[index] = undefined;
    };
  }
  const isGlobal = resolved.kind === 'global';
  return (frame) => {
    const names = isGlobal ? frame.module.attributes : frame.namespace;
    touch(runtime, names);
    if (!names.delete(name)) runtime.raise('NameError', `name '${name}' is not defined`);
  };
}
