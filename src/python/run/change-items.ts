import { blurEntries, blurItems, blurValues } from '../values/blur.js';
import { isKind, isUnknown } from '../values/make.js';
import type { HeapValue, Slice, Value } from '../values/value.js';
import { COSTS, MANY } from './costs.js';
import { doToEach } from './each-way.js';
import { indexOf, raiseKey, sliceBounds, takeSlice } from './items.js';
import { plain, typeName } from './operators.js';
import type { Runtime } from './runtime.js';

/** `object[key] = value` */
export function writeItem(runtime: Runtime, object: Value, key: Value, value: Value): void {
  if (isUnknown(object)) doToEach(runtime, object, (item) => void writeItem(runtime, item, key, value));
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
    if (isUnknown(name)) blurValues(inner, name);
    else inner.entries.set(name, [inner.entries.get(name)?.[0] ?? key, value]);
    if (inner.entries.size > MANY) runtime.spend(COSTS.manyEntries);
  } else if (isKind(inner, 'list')) writeListItem(runtime, inner, key, value);
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
    if (index < 0 && list.rest) list.items = list.items.map(() => list.rest ?? null);
    else if (at >= 0 && at < list.items.length) list.items[at] = value;
    else if (!list.rest) runtime.raise('IndexError', 'list assignment index out of range');
  }
}

function writeSlice(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Slice, value: Value): void {
  const bounds = sliceBounds(runtime, key, list.items.length);
  const items = runtime.listItems(value);
  if (list.rest) blurItems(list, list.rest);
  else if (isUnknown(bounds)) blurItems(list, bounds);
  else if (isUnknown(items)) blurItems(list, items);
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
  if (isUnknown(object)) doToEach(runtime, object, (item) => void removeItem(runtime, item, key));
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance') && runtime.callSpecial(object, '__delitem__', [key]) !== undefined) return;
  const inner = plain(object);
  if (!isKind(inner, 'list') && !isKind(inner, 'dict')) {
    runtime.raise('TypeError', `'${typeName(runtime, object)}' object doesn't support item deletion`);
  }
  runtime.touch(inner);
  if (isKind(inner, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) blurEntries(inner, name);
    else if (!inner.entries.delete(name) && !inner.rest) raiseKey(runtime, key);
  } else if (isKind(inner, 'list')) removeListItem(runtime, inner, key);
}

function removeListItem(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Value): void {
  if (isKind(key, 'slice')) {
    const bounds = sliceBounds(runtime, key, list.items.length);
    if (list.rest) blurItems(list, list.rest);
    else if (isUnknown(bounds)) blurItems(list, bounds);
    else {
      const gone = new Set(takeSlice([...list.items.keys()], bounds));
      list.items = list.items.filter((_, at) => !gone.has(at));
    }
    return;
  }
  const index = isUnknown(key) ? key : indexOf(runtime, key);
  if (isUnknown(index)) blurItems(list, index);
  else if (list.rest && ((index ?? 0) < 0 || (index ?? 0) >= list.items.length)) blurItems(list, list.rest);
  else {
    const at = (index ?? 0) < 0 ? list.items.length + (index ?? 0) : (index ?? 0);
    if (at < 0 || at >= list.items.length) runtime.raise('IndexError', 'list assignment index out of range');
    list.items.splice(at, 1);
  }
}
