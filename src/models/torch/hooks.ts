import type { Machine } from '../../python/machine.js';
import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, isUnknown, makeDict, makeTuple } from '../../python/values/make.js';
import type { Class, Dict, Instance, Keywords, Value } from '../../python/values/value.js';

const BEFORE = '_forward_pre_hooks';
const AFTER = '_forward_hooks';

function hooksOf(module: Instance, name: string): Dict | undefined {
  const hooks = module.attributes.get(name);
  return isKind(hooks, 'dict') ? hooks : undefined;
}

export interface HookedCall {
  readonly kind: 'call';
  readonly values: readonly Value[];
  readonly keywords: Keywords;
}

/** What `forward` is given: as the call says, or as hooks that run before it say. An unknown: a hook that nobody knows. */
export function runHooksBefore(machine: Machine, module: Instance, call: HookedCall): HookedCall | Value {
  let { values, keywords } = call;
  const hooks = hooksOf(module, BEFORE);
  if (hooks?.rest) return hooks.rest;
  for (const [key, hook] of hooks?.entries.values() ?? []) {
    const isFull = takesKeywords(module, BEFORE, key);
    const given = makeTuple(values);
    const result = machine.call(hook, isFull ? [module, given, asDict(keywords)] : [module, given]);
    if (isUnknown(result)) return result;
    if (result === null) continue;
    if (isFull) {
      const parts = isKind(result, 'tuple') ? result.items : [];
      const [first, second] = parts;
      if (!isKind(first, 'tuple') || !isKind(second, 'dict'))
        return machine.unknown('what a hook before forward gives');
      values = first.items;
      keywords = new Map([...second.entries.values()].map(([name, value]) => [String(name), value]));
    } else values = isKind(result, 'tuple') ? result.items : [result];
  }
  return { kind: 'call', values, keywords };
}

export function isHookedCall(value: HookedCall | Value): value is HookedCall {
  return typeof value === 'object' && value !== null && value.kind === 'call';
}

/** What the call gives: what `forward` gave, or what hooks make of it. */
export function runHooksAfter(machine: Machine, module: Instance, call: HookedCall, output: Value): Value {
  const hooks = hooksOf(module, AFTER);
  if (hooks?.rest) return hooks.rest;
  let result = output;
  for (const [key, hook] of hooks?.entries.values() ?? []) {
    const given = makeTuple(call.values);
    const inputs = takesKeywords(module, AFTER, key) ? [given, asDict(call.keywords)] : [given];
    const changed = machine.call(hook, [module, ...inputs, result]);
    if (changed !== null) result = changed;
  }
  return result;
}

function takesKeywords(module: Instance, name: string, key: Value): boolean {
  return typeof key === 'number' && hooksOf(module, `${name}_with_kwargs`)?.entries.has(key) === true;
}

function asDict(keywords: Keywords): Dict {
  return makeDict(new Map([...(keywords ?? [])].map(([name, value]) => [name, [name, value] as const])));
}

/** `register_forward_hook` and `register_forward_pre_hook`. Those of the way back are never run: there is none. */
export function hookMembers(): Readonly<Record<string, Value>> {
  let handleClass: Class | undefined;
  let count = 0;
  const register = (name: string, holder: string, signature: string): Value =>
    defineFunction({
      name,
      signature,
      run: (bound, machine) => {
        const module = bound.get('self');
        if (!isKind(module, 'instance')) return machine.unknown(name);
        handleClass ??= defineHandle(machine);
        count += 1;
        const isFirst = bound.get('prepend') === true;
        addHook(machine, module, holder, { key: count, hook: bound.get('hook'), isFirst });
        if (bound.get('with_kwargs') === true)
          addHook(machine, module, `${holder}_with_kwargs`, { key: count, hook: true, isFirst });
        const handle = machine.makeInstance(handleClass);
        handle.attributes.set('id', count);
        handle.attributes.set('_module', module);
        handle.attributes.set('_holder', holder);
        return handle;
      },
    });
  const more = 'prepend=False, with_kwargs=False';
  return {
    register_forward_hook: register(
      'register_forward_hook',
      AFTER,
      'self, hook, *, prepend=False, with_kwargs=False, always_call=False',
    ),
    register_forward_pre_hook: register('register_forward_pre_hook', BEFORE, `self, hook, *, ${more}`),
  };
}

interface AddedHook {
  readonly key: number;
  readonly hook: Value;
  readonly isFirst: boolean;
}

function addHook(machine: Machine, module: Instance, holder: string, { key, hook, isFirst }: AddedHook): void {
  machine.touch(module);
  let hooks = hooksOf(module, holder);
  if (!hooks) {
    hooks = makeDict();
    module.attributes.set(holder, hooks);
  }
  machine.touch(hooks);
  const others = [...hooks.entries];
  if (isFirst) hooks.entries.clear();
  hooks.entries.set(key, [key, hook]);
  if (isFirst) for (const [other, entry] of others) hooks.entries.set(other, entry);
}

function defineHandle(machine: Machine): Class {
  const remove = (own: Machine, handle: Value): Value => {
    if (!isKind(handle, 'instance')) return null;
    const [module, key] = [handle.attributes.get('_module'), handle.attributes.get('id')];
    const hooks = isKind(module, 'instance') && hooksOf(module, String(handle.attributes.get('_holder')));
    if (!hooks || typeof key !== 'number') return null;
    own.touch(hooks);
    hooks.entries.delete(key);
    return null;
  };
  return defineClass(machine, {
    module: 'torch.utils.hooks',
    name: 'RemovableHandle',
    members: {
      remove: defineRawFunction('remove', (own, [handle = null]) => remove(own, handle)),
      __enter__: defineRawFunction('__enter__', (_own, [handle = null]) => handle),
      __exit__: defineRawFunction('__exit__', (own, [handle = null]) => remove(own, handle)),
    },
  });
}
