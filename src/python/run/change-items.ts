import { isKind, isUnknown } from '../values/make.js';
import type { HeapValue, Slice, Unknown, Value } from '../values/value.js';
import { indexOf, raiseKey, sliceBounds, takeSlice } from './items.js';
import { plain, typeName } from './operators.js';
import type { Runtime } from './runtime.js';

/** `object[key] = value` */
export function writeItem(runtime: Runtime, object: Value, key: Value, value: Value): void {
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance') && runtime.callSpecial(object, '__setitem__', [key, value]) !== undefined) return;
  const inner = plain(object);
  if (!isKind(inner, 'list') && !isKind(inner, 'dict')) {
    if (isKind(object, 'instance') && object.cls.unknownBase) return;
    runtime.raise('TypeError', `'${typeName(runtime, object)}' object does not support item assignment`);
  }
  runtime.touch(inner);
  if (isKind(inner, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) blur(inner, name);
    else inner.entries.set(name, [inner.entries.get(name)?.[0] ?? key, value]);
  } else if (isKind(inner, 'list')) writeListItem(runtime, inner, key, value);
}

/** After a change at a place that is not known, no value of the container is. */
function blur(container: Extract<HeapValue, { kind: 'list' | 'dict' }>, reason: Unknown): void {
  container.rest ??= reason;
  if (container.kind === 'list') container.items = container.items.map(() => reason);
  else for (const [key, [name]] of container.entries) container.entries.set(key, [name, reason]);
}

function writeListItem(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Value, value: Value): void {
  if (isUnknown(key)) {
    list.items = list.items.map(() => key);
    return;
  }
  if (isKind(key, 'slice')) {
    writeSlice(runtime, list, key, value);
    return;
  }
  const index = indexOf(runtime, key);
  if (isUnknown(index)) list.items = list.items.map(() => index);
  else if (index === undefined) {
    runtime.raise('TypeError', `list indices must be integers or slices, not ${typeName(runtime, key)}`);
  } else {
    const at = index < 0 ? list.items.length + index : index;
    if (at >= 0 && at < list.items.length) list.items[at] = value;
    else if (!list.rest) runtime.raise('IndexError', 'list assignment index out of range');
  }
}

function writeSlice(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Slice, value: Value): void {
  const bounds = sliceBounds(runtime, key, list.items.length);
  const items = runtime.listItems(value);
  if (isUnknown(bounds)) blur(list, bounds);
  else if (isUnknown(items)) blur(list, items);
  else if (bounds.step === 1) list.items.splice(bounds.start, Math.max(0, bounds.stop - bounds.start), ...items);
  else {
    let next = 0;
    for (let at = bounds.start; bounds.step > 0 ? at < bounds.stop : at > bounds.stop; at += bounds.step) {
      list.items[at] = items[next] ?? null;
      next += 1;
    }
    if (next !== items.length) {
      runtime.raise(
        'ValueError',
        `attempt to assign sequence of size ${items.length} to extended slice of size ${next}`,
      );
    }
  }
}

/** `del object[key]` */
export function removeItem(runtime: Runtime, object: Value, key: Value): void {
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance') && runtime.callSpecial(object, '__delitem__', [key]) !== undefined) return;
  const inner = plain(object);
  if (!isKind(inner, 'list') && !isKind(inner, 'dict')) {
    runtime.raise('TypeError', `'${typeName(runtime, object)}' object doesn't support item deletion`);
  }
  runtime.touch(inner);
  if (isKind(inner, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) blur(inner, name);
    else if (!inner.entries.delete(name) && !inner.rest) raiseKey(runtime, key);
  } else if (isKind(inner, 'list')) removeListItem(runtime, inner, key);
}

function removeListItem(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Value): void {
  if (isKind(key, 'slice')) {
    const bounds = sliceBounds(runtime, key, list.items.length);
    if (isUnknown(bounds)) blur(list, bounds);
    else {
      const gone = new Set(takeSlice([...list.items.keys()], bounds));
      list.items = list.items.filter((_, at) => !gone.has(at));
    }
    return;
  }
  const index = isUnknown(key) ? key : indexOf(runtime, key);
  if (isUnknown(index)) blur(list, index);
  else {
    const at = (index ?? 0) < 0 ? list.items.length + (index ?? 0) : (index ?? 0);
    if (at < 0 || at >= list.items.length) runtime.raise('IndexError', 'list assignment index out of range');
    list.items.splice(at, 1);
  }
}
