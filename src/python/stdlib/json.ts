import { rawFunction } from '../builtins/methods.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineClass, defineModule } from '../natives.js';
import { writeFloat } from '../run/float-text.js';
import { isKind, isUnknown, makeFloat, makeInt, makeList, makeTextDict } from '../values/make.js';
import type { Value } from '../values/value.js';

/** Python's `json`. */
export function json(): NativeModule {
  return defineModule('json', {
    loads: rawFunction('loads', (machine, [given = null]) => {
      const text = textOf(machine, given);
      if (isUnknown(text)) return text;
      return typeof text === 'string' ? parseFile(machine, text) : machine.unknown('json.loads of no text');
    }),
    load: rawFunction('load', (machine, [file = null]) => {
      const text = textOf(machine, machine.callMethod(file, 'read'));
      if (isUnknown(text)) return text;
      return typeof text === 'string' ? parseFile(machine, text) : machine.unknown('json.load of no text');
    }),
    dumps: rawFunction('dumps', (machine, [value], keywords) =>
      keywords === undefined || keywords.size === 0
        ? writeJson(machine, value ?? null)
        : machine.unknown('json.dumps with options'),
    ),
    dump: rawFunction('dump', () => null),
    JSONDecodeError: (machine) =>
      defineClass(machine, {
        module: 'json',
        name: 'JSONDecodeError',
        bases: [machine.builtinClass('ValueError')],
        members: {},
      }),
  });
}

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|NaN|-?Infinity)/y;
/** Brackets within brackets. */
const DEEPEST = 200;

/** Ints stay ints: JavaScript's own parser does not tell `1` from `1.0`. */
function parseJson(machine: Machine, text: string): Value {
  let at = 0;
  let depth = 0;
  const fail = (): never => machine.raise('ValueError', `Expecting value: char ${at}`);
  const next = (): string => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1] ?? fail();
    at = TOKEN.lastIndex;
    machine.spend(1);
    return token;
  };
  const read = (token: string): Value => {
    if (depth > DEEPEST) return machine.unknown('JSON that is nested too deeply');
    if (token === '[') return readList();
    if (token === '{') return readDict();
    if (token.startsWith('"')) return readText(token) ?? fail();
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (/^-?\d+$/.test(token)) return makeInt(BigInt(token));
    return /^[-\dNI]/.test(token) ? makeFloat(Number(token)) : fail();
  };
  const readList = (): Value => {
    const items: Value[] = [];
    depth += 1;
    for (let token = next(); token !== ']'; token = next()) {
      items.push(read(token === ',' ? next() : token));
    }
    depth -= 1;
    return makeList(items);
  };
  const readDict = (): Value => {
    const entries: [string, Value][] = [];
    depth += 1;
    for (let token = next(); token !== '}'; token = next()) {
      const key = token === ',' ? next() : token;
      if (!key.startsWith('"') || next() !== ':') fail();
      entries.push([readText(key) ?? fail(), read(next())]);
    }
    depth -= 1;
    return makeTextDict(entries);
  };
  const value = read(next());
  return text.slice(at).trim() === '' ? value : fail();
}

/** undefined: an escape that JSON has not. */
function readText(token: string): string | undefined {
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}

function textOf(machine: Machine, value: Value): Value {
  return isKind(value, 'bytes') ? machine.callMethod(value, 'decode') : value;
}

/** A text may be that of a file of settings. */
function parseFile(machine: Machine, text: string): Value {
  const value = parseJson(machine, text);
  if (!machine.isWatched) return value;
  const note = machine.findAttribute(machine.import('__native__'), 'note_json');
  return note === undefined ? value : machine.call(note, [value, text]);
}

function writeJson(machine: Machine, value: Value): Value {
  if (isUnknown(value)) return value;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return value === null ? 'null' : String(value);
  if (isKind(value, 'float')) return writeFloat(value.value);
  if (isKind(value, 'list') || isKind(value, 'tuple')) {
    const parts = value.items.map((item) => writeJson(machine, item));
    return value.rest ?? parts.find((part) => isUnknown(part)) ?? `[${parts.join(', ')}]`;
  }
  if (!isKind(value, 'dict')) return machine.unknown('json.dumps of an object');
  const parts = [...value.entries.values()].map(([key, item]) => {
    const text = writeJson(machine, item);
    return isUnknown(text) ? text : `${JSON.stringify(String(key))}: ${String(text)}`;
  });
  return value.rest ?? parts.find((part) => isUnknown(part)) ?? `{${parts.join(', ')}}`;
}
