import type { Machine } from './machine.js';
import type { Bound } from './natives.js';
import { isKind, makeDict, makeFloat, makeTuple } from './values/make.js';
import type { Keywords, Value } from './values/value.js';

export interface Parameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'positional' | 'keyword' | 'rest' | 'keywords';
  /** undefined: must be given. */
  readonly fallback: Value | undefined;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly rest: number;
  readonly keywords: number;
  readonly positionals: number;
}

/** Reads `a, b=1, /, c=(1, 2), *args, d=None, **kwargs`. Throws on what it cannot read: signatures are ours. */
export function parseSignature(text: string): Signature {
  const parameters: Parameter[] = [];
  let isKeyword = false;
  for (const part of splitAtCommas(text)) {
    if (part === '*') isKeyword = true;
    else if (part === '/') parameters.forEach((item, at) => (parameters[at] = { ...item, kind: 'positional-only' }));
    else if (part.startsWith('**')) parameters.push({ name: part.slice(2), kind: 'keywords', fallback: undefined });
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: 'rest', fallback: undefined });
      isKeyword = true;
    } else parameters.push(parseParameter(part, isKeyword ? 'keyword' : 'positional'));
  }
  return createSignature(parameters);
}

export function createSignature(parameters: readonly Parameter[]): Signature {
  return {
    parameters,
    indexOf: new Map(parameters.map(({ name }, index) => [name, index])),
    rest: parameters.findIndex(({ kind }) => kind === 'rest'),
    keywords: parameters.findIndex(({ kind }) => kind === 'keywords'),
    positionals: parameters.filter(({ kind }) => kind === 'positional' || kind === 'positional-only').length,
  };
}

function parseParameter(part: string, kind: 'positional' | 'keyword'): Parameter {
  const at = part.indexOf('=');
  if (at < 0) return { name: part, kind, fallback: undefined };
  return { name: part.slice(0, at).trim(), kind, fallback: parseLiteral(part.slice(at + 1).trim()) };
}

function parseLiteral(text: string): Value {
  if (text === 'None') return null;
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  if (/^[-+]?[\d.]+(?:e[-+]?\d+)?$/.test(text)) return makeFloat(Number(text));
  if (/^'[^']*'$|^"[^"]*"$/.test(text)) return text.slice(1, -1);
  if (text.startsWith('(') && text.endsWith(')')) {
    return makeTuple(splitAtCommas(text.slice(1, -1)).map((item) => parseLiteral(item)));
  }
  throw new Error(`not a literal in a signature: ${text}`);
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at] ?? ',';
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      if (text.slice(start, at).trim() !== '') parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts;
}

/**
 * Puts arguments into the order of the parameters: `*name` gets a tuple, `**name` a dict, what is not given stays undefined.
 * Raises TypeError with the words of CPython 3.11 when they do not fit.
 */
export function placeArguments(
  machine: Machine,
  name: string,
  signature: Signature,
  values: readonly Value[],
  keywords: Keywords,
): (Value | undefined)[] {
  const { parameters, positionals } = signature;
  const placed: (Value | undefined)[] = new Array(parameters.length).fill(undefined);
  const taken = Math.min(values.length, positionals);
  for (let at = 0; at < taken; at += 1) placed[at] = values[at];
  if (signature.rest >= 0) placed[signature.rest] = makeTuple(values.slice(taken));
  else if (values.length > positionals) raiseTooMany(machine, name, signature, values.length, keywords);
  if (keywords && keywords.size > 0) placeKeywords(machine, name, signature, placed, keywords);
  else if (signature.keywords >= 0) placed[signature.keywords] = makeDict();
  return placed;
}

function placeKeywords(
  machine: Machine,
  name: string,
  signature: Signature,
  placed: (Value | undefined)[],
  keywords: ReadonlyMap<string, Value>,
): void {
  const extra = makeDict();
  for (const [key, value] of keywords) {
    const at = signature.indexOf.get(key);
    const kind = at === undefined ? undefined : signature.parameters[at]?.kind;
    if (at !== undefined && (kind === 'positional' || kind === 'keyword')) {
      if (placed[at] !== undefined) machine.raise('TypeError', `${name}() got multiple values for argument '${key}'`);
      placed[at] = value;
    } else if (signature.keywords >= 0) extra.entries.set(key, [key, value]);
    else if (kind === 'positional-only') {
      const names = signature.parameters.filter((item) => item.kind === 'positional-only' && keywords.has(item.name));
      const list = names.map((item) => item.name).join(', ');
      machine.raise('TypeError', `${name}() got some positional-only arguments passed as keyword arguments: '${list}'`);
    } else machine.raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`);
  }
  if (signature.keywords >= 0) placed[signature.keywords] = extra;
}

function raiseTooMany(machine: Machine, name: string, signature: Signature, given: number, keywords: Keywords): never {
  const { positionals, parameters } = signature;
  const needed = parameters.slice(0, positionals).filter(({ fallback }) => fallback === undefined).length;
  const takes = needed === positionals ? String(positionals) : `from ${needed} to ${positionals}`;
  const were = given === 1 ? 'was' : 'were';
  const noun = takes === '1' ? 'argument' : 'arguments';
  const named = parameters.filter((item) => item.kind === 'keyword' && keywords?.has(item.name) === true).length;
  const extra = `positional argument${given === 1 ? '' : 's'} (and ${named} keyword-only argument${named === 1 ? '' : 's'}) were`;
  const tail = named === 0 ? `${given} ${were}` : `${given} ${extra}`;
  return machine.raise('TypeError', `${name}() takes ${takes} positional ${noun} but ${tail} given`);
}

/** Names of what must be given and was not, in the words of CPython. */
export function raiseMissing(machine: Machine, name: string, missing: readonly Parameter[]): never {
  const isKeyword = missing.every(({ kind }) => kind === 'keyword');
  const group = isKeyword ? missing : missing.filter(({ kind }) => kind !== 'keyword');
  const names = group.map((item) => `'${item.name}'`);
  const last = names.pop() ?? '';
  const list =
    names.length === 0 ? last : names.length === 1 ? `${names[0]} and ${last}` : `${names.join(', ')}, and ${last}`;
  const noun = group.length === 1 ? 'argument' : 'arguments';
  const what = isKeyword ? 'keyword-only' : 'positional';
  return machine.raise('TypeError', `${name}() missing ${group.length} required ${what} ${noun}: ${list}`);
}

export function bindArguments(
  machine: Machine,
  name: string,
  signature: Signature,
  values: readonly Value[],
  keywords: Keywords,
): Bound {
  const placed = placeArguments(machine, name, signature, values, keywords);
  const { parameters, indexOf } = signature;
  const missing = parameters.filter(
    (item, at) =>
      placed[at] === undefined && item.fallback === undefined && item.kind !== 'rest' && item.kind !== 'keywords',
  );
  if (missing.length > 0) raiseMissing(machine, name, missing);
  const rest = placed[signature.rest];
  const extra = placed[signature.keywords];
  return {
    get: (key) => {
      const at = indexOf.get(key);
      const placedValue = at === undefined ? undefined : placed[at];
      const value = placedValue === undefined && at !== undefined ? parameters[at]?.fallback : placedValue;
      if (value === undefined) throw new Error(`${name} has no parameter ${key}`);
      return value;
    },
    has: (key) => placed[indexOf.get(key) ?? -1] !== undefined,
    rest: isKind(rest, 'tuple') ? rest.items : [],
    keywords: isKind(extra, 'dict')
      ? new Map([...extra.entries.values()].map(([key, value]) => [String(key), value]))
      : new Map(),
  };
}
