import { isKind, isUnknown } from '../values/make.js';
import type { Class, Instance, Value } from '../values/value.js';
import { bindAttribute, isDataDescriptor, lookupClass, openReason, raiseAttribute } from './attributes.js';
import { attributesOf } from './attributes-view.js';
import { COSTS, MANY } from './costs.js';
import { doToEach } from './each-way.js';
import { plain } from './operators.js';
import type { CompiledFunction, Runtime } from './runtime.js';

/** `object.__setattr__` */
export function writePlain(runtime: Runtime, object: Value, name: string, value: Value): void {
  if (typeof object !== 'object' || object === null) raiseAttribute(runtime, object, name);
  else if (object.kind === 'instance') writeOnInstance(runtime, object, name, value);
  else if (object.kind === 'class') writeOnClass(runtime, object, name, value);
  else if (object.kind === 'module' || object.kind === 'native') writeMap(runtime, object.attributes, name, value);
  else if (object.kind === 'function') writeOnFunction(runtime, object as CompiledFunction, name, value);
  else if (object.kind === 'super') writePlain(runtime, object.self, name, value);
  else if (object.kind !== 'unknown' && object.kind !== 'external') raiseAttribute(runtime, object, name);
}

function writeMap(runtime: Runtime, names: Map<string, Value>, name: string, value: Value): void {
  if (runtime.journals.length > 0) runtime.touchMap(names);
  if (names.size > MANY) runtime.spend(COSTS.manyEntries);
  names.set(name, value);
}

function writeOnInstance(runtime: Runtime, object: Instance, name: string, value: Value): void {
  const own = lookupClass(object.cls, name);
  if (isKind(own, 'property') && own.cachedAs === undefined) {
    if (own.setter === null)
      runtime.raise('AttributeError', `property '${name}' of '${object.cls.name}' object has no setter`);
    runtime.call(own.setter, [object, value]);
    return;
  }
  if (isKind(own, 'instance') && isDataDescriptor(runtime, own)) {
    runtime.callSpecial(own, '__set__', [object, value]);
    return;
  }
  if (name === '__class__' && isKind(value, 'class')) {
    runtime.touch(object);
    object.cls = value;
  } else if (name === '__dict__') {
    replaceAttributes(runtime, object, value);
  } else writeMap(runtime, object.attributes, name, value);
}

function replaceAttributes(runtime: Runtime, object: Instance, value: Value): void {
  const dict = plain(value);
  if (isKind(dict, 'dict')) object.attributes = attributesOf(runtime, dict);
}

function writeOnClass(runtime: Runtime, cls: Class, name: string, value: Value): void {
  const own = cls.metaclass && lookupClass(cls.metaclass, name);
  if (isKind(own, 'property') && own.setter !== null) runtime.call(own.setter, [cls, value]);
  else if (name === '__name__' && typeof value === 'string') cls.name = value;
  else if (name === '__qualname__' && typeof value === 'string') cls.qualifiedName = value;
  else writeMap(runtime, cls.attributes, name, value);
}

function writeOnFunction(runtime: Runtime, callee: CompiledFunction, name: string, value: Value): void {
  if (name === '__name__' && typeof value === 'string') callee.name = value;
  else if (name === '__qualname__' && typeof value === 'string') callee.qualifiedName = value;
  else writeMap(runtime, callee.attributes, name, value);
}

/** `object.name = value`; a `__setattr__` of the class goes first. */
export function write(runtime: Runtime, object: Value, name: string, value: Value): void {
  if (isUnknown(object)) {
    doToEach(runtime, object, (item) => void write(runtime, item, name, value));
    return;
  }
  if (isKind(object, 'instance')) {
    const own = lookupClass(object.cls, '__setattr__');
    if (own !== undefined) {
      runtime.call(bindAttribute(runtime, own, object, object.cls), [name, value]);
      return;
    }
  }
  if (isKind(object, 'class')) {
    const own = object.metaclass && lookupClass(object.metaclass, '__setattr__');
    if (own !== undefined) {
      runtime.call(own, [object, name, value]);
      return;
    }
  }
  writePlain(runtime, object, name, value);
}

export function removePlain(runtime: Runtime, object: Value, name: string): void {
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance')) {
    const own = lookupClass(object.cls, name);
    if (isKind(own, 'property') && own.deleter !== null) {
      runtime.call(own.deleter, [object]);
      return;
    }
    if (isKind(own, 'instance') && runtime.callSpecial(own, '__delete__', [object]) !== undefined) return;
  }
  if (isKind(object, 'instance') || isKind(object, 'class') || isKind(object, 'module') || isKind(object, 'function')) {
    runtime.touchMap(object.attributes);
    if (object.attributes.delete(name)) return;
    if (isKind(object, 'instance') && openReason(runtime, object, name)) return;
  }
  raiseAttribute(runtime, object, name);
}

/** `del object.name` */
export function remove(runtime: Runtime, object: Value, name: string): void {
  if (isUnknown(object)) {
    doToEach(runtime, object, (item) => void remove(runtime, item, name));
    return;
  }
  const own = isKind(object, 'instance') ? lookupClass(object.cls, '__delattr__') : undefined;
  if (own !== undefined && isKind(object, 'instance'))
    runtime.call(bindAttribute(runtime, own, object, object.cls), [name]);
  else removePlain(runtime, object, name);
}
