import { identityOf } from '../values/keys.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Class, HeapValue, Instance, Unknown, Value } from '../values/value.js';
import { writeFloat } from './float-text.js';
import { typeName } from './operators.js';
import type { Runtime } from './runtime.js';

/** `str(value)` */
export function writeText(runtime: Runtime, value: Value): string | Unknown {
  if (typeof value === 'string') return value;
  if (isKind(value, 'instance')) {
    if (runtime.lookup(value.cls, '__str__') !== undefined) return fromSpecial(runtime, value, '__str__');
    if (value.payload !== undefined && runtime.lookup(value.cls, '__repr__') === undefined)
      return writeText(runtime, value.payload);
  }
  return writeRepr(runtime, value);
}

function fromSpecial(runtime: Runtime, value: Instance, name: string): string | Unknown {
  const text = runtime.callSpecial(value, name) ?? '';
  if (typeof text === 'string' || isUnknown(text)) return text;
  if (isKind(text, 'instance') && typeof text.payload === 'string') return text.payload;
  return runtime.raise('TypeError', `${name} returned non-string (type ${typeName(runtime, text)})`);
}

/** Containers that are being written, so that one that holds itself ends. */
const open = new Set<HeapValue>();

const CONTAINERS: ReadonlySet<string> = new Set(['list', 'tuple', 'dict', 'set']);

/** `repr(value)` */
export function writeRepr(runtime: Runtime, value: Value): string | Unknown {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      if (value === null) return 'None';
  }
  if (isUnknown(value)) return value;
  if (!CONTAINERS.has(value.kind)) return writeHeap(runtime, value);
  if (open.has(value)) return value.kind === 'dict' ? '{...}' : value.kind === 'tuple' ? '(...)' : '[...]';
  open.add(value);
  try {
    runtime.spend(1);
    return writeHeap(runtime, value);
  } finally {
    open.delete(value);
  }
}

function writeHeap(runtime: Runtime, value: HeapValue): string | Unknown {
  switch (value.kind) {
    case 'float':
      return writeFloat(value.value);
    case 'complex':
      return writeComplex(value.real, value.imaginary);
    case 'bytes':
      return `b${quoteBytes(value.text)}`;
    case 'singleton':
      return value.name;
    case 'list':
      return writeItems(runtime, '[', value.items, ']', value.rest);
    case 'tuple':
      return writeItems(runtime, '(', value.items, value.items.length === 1 ? ',)' : ')', value.rest);
    case 'set':
      return writeSet(runtime, value);
    case 'dict':
      return writeDict(runtime, value);
    case 'range':
      return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
    case 'slice':
      return writeItems(runtime, 'slice(', [value.start, value.stop, value.step], ')', undefined);
    case 'instance':
      return writeInstance(runtime, value);
    case 'class':
      return writeClass(runtime, value);
    case 'module':
      return value.path === undefined ? `<module '${value.name}'>` : `<module '${value.name}' from '${value.path}'>`;
    case 'external':
      return runtime.unknown(`${value.path} is not known here`);
    default:
      return writeCallable(runtime, value);
  }
}

function writeCallable(runtime: Runtime, value: HeapValue): string | Unknown {
  const address = `0x${identityOf(value).toString(16).padStart(12, '0')}`;
  if (value.kind === 'function') return `<function ${value.qualifiedName} at ${address}>`;
  if (value.kind === 'native') return `<built-in function ${value.name}>`;
  if (value.kind === 'bound') {
    const self = runtime.repr(value.self);
    const name = isKind(value.callee, 'function')
      ? value.callee.qualifiedName
      : isKind(value.callee, 'native')
        ? value.callee.name
        : '?';
    return isUnknown(self) ? self : `<bound method ${name} of ${self}>`;
  }
  return `<${typeName(runtime, value)} object at ${address}>`;
}

function writeComplex(real: number, imaginary: number): string {
  const part = (value: number): string => writeFloat(value).replace(/\.0$/, '');
  if (real === 0 && !Object.is(real, -0)) return `${part(imaginary)}j`;
  return `(${part(real)}${imaginary < 0 || Object.is(imaginary, -0) ? '' : '+'}${part(imaginary)}j)`;
}

function writeItems(
  runtime: Runtime,
  start: string,
  items: readonly Value[],
  end: string,
  rest: Unknown | undefined,
): string | Unknown {
  if (rest) return rest;
  const parts: string[] = [];
  for (const item of items) {
    const text = runtime.repr(item);
    if (isUnknown(text)) return text;
    parts.push(text);
  }
  return `${start}${parts.join(', ')}${end}`;
}

function writeSet(runtime: Runtime, value: Extract<HeapValue, { kind: 'set' }>): string | Unknown {
  const name = value.isFrozen ? 'frozenset' : 'set';
  if (value.entries.size === 0 && !value.rest) return `${name}()`;
  const items = [...value.entries.values()];
  return writeItems(runtime, value.isFrozen ? 'frozenset({' : '{', items, value.isFrozen ? '})' : '}', value.rest);
}

function writeDict(runtime: Runtime, value: Extract<HeapValue, { kind: 'dict' }>): string | Unknown {
  if (value.rest) return value.rest;
  const parts: string[] = [];
  for (const [key, item] of value.entries.values()) {
    const [name, text] = [runtime.repr(key), runtime.repr(item)];
    if (isUnknown(name)) return name;
    if (isUnknown(text)) return text;
    parts.push(`${name}: ${text}`);
  }
  return `{${parts.join(', ')}}`;
}

function writeInstance(runtime: Runtime, value: Instance): string | Unknown {
  if (runtime.lookup(value.cls, '__repr__') !== undefined) return fromSpecial(runtime, value, '__repr__');
  if (value.payload !== undefined) {
    const text = runtime.repr(value.payload);
    const isWrapped = isKind(value.payload, 'set');
    return isUnknown(text) || !isWrapped ? text : `${value.cls.name}(${text})`;
  }
  if (value.cls.unknownBase) return value.cls.unknownBase;
  return `<${value.cls.module}.${value.cls.qualifiedName} object at 0x${identityOf(value).toString(16).padStart(12, '0')}>`;
}

function writeClass(runtime: Runtime, value: Class): string | Unknown {
  const own = value.metaclass && runtime.lookup(value.metaclass, '__repr__');
  if (own !== undefined) return runtime.text(runtime.call(own, [value]));
  const module = value.module === 'builtins' ? '' : `${value.module}.`;
  return `<class '${module}${value.qualifiedName}'>`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = mark;
  for (const character of text) result += escapeCharacter(character, mark);
  return result + mark;
}

function escapeCharacter(character: string, mark: string): string {
  if (character === mark || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20 || (point >= 0x7f && point < 0xa1) || point === 0xad)
    return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point > 0xff && /[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u.test(character)) {
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
  }
  return character;
}

function quoteBytes(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = [...text].map((character) => {
    const point = character.charCodeAt(0);
    return point > 0x7e ? `\\x${point.toString(16).padStart(2, '0')}` : escapeCharacter(character, mark);
  });
  return mark + body.join('') + mark;
}
