import type { Machine } from '../machine.js';
import { characters } from '../run/items.js';
import { asIndex } from '../run/numbers.js';
import { isKind, isUnknown, makeBytes, makeDict, makeList, makeTuple } from '../values/make.js';
import type { NativeFunction, Value } from '../values/value.js';
import { inner, method, methods } from './methods.js';
import { formatTemplate } from './template.js';

function textOf(machine: Machine, self: Value | undefined): string {
  const text = inner(self);
  return typeof text === 'string' ? text : machine.raise('TypeError', "descriptor requires a 'str' object");
}

/** A text argument; undefined when it is none or None. */
function optional(value: Value | undefined): string | undefined {
  const text = inner(value);
  return typeof text === 'string' ? text : undefined;
}

// oxlint-disable-next-line no-control-regex -- what str.isspace calls a space
const SPACE = /[\s\x1c-\x1f\x85]/;

function strip(text: string, chars: string | undefined, atStart: boolean, atEnd: boolean): string {
  const isGone = (character: string): boolean =>
    chars === undefined ? SPACE.test(character) : chars.includes(character);
  let start = 0;
  let end = text.length;
  while (atStart && start < end && isGone(text[start] ?? '')) start += 1;
  while (atEnd && end > start && isGone(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

/** At most `limit` cuts from the left; a negative limit is none. Without a separator, at white space. */
function split(machine: Machine, text: string, separator: string | undefined, limit: number): string[] {
  if (separator === '') return machine.raise('ValueError', 'empty separator');
  const parts: string[] = [];
  if (separator === undefined) {
    let rest = strip(text, undefined, true, false);
    while (rest !== '') {
      const at = limit >= 0 && parts.length >= limit ? -1 : rest.search(SPACE);
      if (at < 0) {
        parts.push(limit >= 0 && parts.length >= limit ? strip(rest, undefined, false, true) : rest);
        return parts;
      }
      parts.push(rest.slice(0, at));
      rest = strip(rest.slice(at), undefined, true, false);
    }
    return parts;
  }
  let start = 0;
  for (;;) {
    const at = limit >= 0 && parts.length >= limit ? -1 : text.indexOf(separator, start);
    if (at < 0) break;
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

function reverseText(text: string): string {
  return [...text].reverse().join('');
}

function splitRight(machine: Machine, text: string, separator: string | undefined, limit: number): string[] {
  if (limit < 0) return split(machine, text, separator, limit);
  const turned = split(machine, reverseText(text), separator === undefined ? undefined : reverseText(separator), limit);
  return turned.map(reverseText).reverse();
}

function isAll(text: string, test: RegExp): boolean {
  return text !== '' && [...text].every((character) => test.test(character));
}

function toTitle(text: string): string {
  return text.toLowerCase().replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function matchesAny(machine: Machine, values: readonly (Value | undefined)[], isStart: boolean): Value {
  const text = textOf(machine, values[0]);
  const wanted = inner(values[1]);
  if (isUnknown(wanted)) return wanted;
  const from = asIndex(values[2]) ?? 0;
  const part = text.slice(from < 0 ? Math.max(0, text.length + from) : from, asIndex(values[3]));
  const test = (item: Value): boolean =>
    typeof item === 'string' && (isStart ? part.startsWith(item) : part.endsWith(item));
  return isKind(wanted, 'tuple') ? wanted.items.some((item) => test(inner(item))) : test(wanted);
}

function search(
  machine: Machine,
  values: readonly (Value | undefined)[],
  how: 'indexOf' | 'lastIndexOf',
  mustBe: boolean,
): Value {
  const text = textOf(machine, values[0]);
  const wanted = inner(values[1]);
  if (typeof wanted !== 'string') return isUnknown(wanted) ? wanted : machine.raise('TypeError', 'must be str');
  const start = asIndex(values[2]) ?? 0;
  const end = asIndex(values[3]) ?? text.length;
  const from = start < 0 ? Math.max(0, text.length + start) : start;
  const part = text.slice(from, end < 0 ? text.length + end : end);
  const at = part[how](wanted);
  if (at >= 0) return at + from;
  return mustBe ? machine.raise('ValueError', 'substring not found') : -1;
}

function justify(machine: Machine, values: readonly (Value | undefined)[], align: string): Value {
  const text = textOf(machine, values[0]);
  const width = asIndex(values[1]);
  if (width === undefined)
    return isUnknown(values[1]) ? values[1] : machine.raise('TypeError', 'an integer is required');
  if (align === '^') return center(machine, text, width, optional(values[2]) ?? ' ');
  return machine.format(text, `${optional(values[2]) ?? ' '}${align}${Math.max(0, width)}`);
}

/** `str.center` puts the odd column elsewhere than a format does. */
function center(machine: Machine, text: string, width: number, fill: string): Value {
  const missing = width - characters(text).length;
  if (missing <= 0) return text;
  if (!machine.mayAllocate(missing)) return machine.unknown('a text that is too wide');
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function partition(machine: Machine, values: readonly (Value | undefined)[], isLast: boolean): Value {
  const text = textOf(machine, values[0]);
  const separator = optional(values[1]) ?? '';
  const at = isLast ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at < 0) return makeTuple(isLast ? ['', '', text] : [text, '', '']);
  return makeTuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

function join(machine: Machine, self: Value, items: Value | undefined): Value {
  const separator = textOf(machine, self);
  const parts = machine.listItems(items ?? null);
  if (isUnknown(parts)) return parts;
  const texts: string[] = [];
  let length = 0;
  for (const [at, part] of parts.entries()) {
    const text = inner(part);
    if (isUnknown(text)) return text;
    if (typeof text !== 'string') {
      const type = machine.typeOf(part);
      return machine.raise(
        'TypeError',
        `sequence item ${at}: expected str instance, ${isUnknown(type) ? '?' : type.name} found`,
      );
    }
    length += text.length + separator.length;
    texts.push(text);
  }
  return machine.mayAllocate(length) ? texts.join(separator) : machine.unknown('a text that is too long');
}

function swapCase(text: string): string {
  return [...text].map((item) => (item === item.toLowerCase() ? item.toUpperCase() : item.toLowerCase())).join('');
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const character of text) {
    const width = character === '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
    result += character === '\t' ? ' '.repeat(Math.min(width, 1000)) : character;
    column = character === '\n' || character === '\r' ? 0 : column + width;
  }
  return result;
}

function translate(machine: Machine, text: string, table: Value): Value {
  let result = '';
  for (const character of text) {
    const found = isKind(table, 'dict') ? table.entries.get(character.codePointAt(0) ?? 0)?.[1] : undefined;
    if (isUnknown(table)) return table;
    if (found === undefined) result += character;
    else if (typeof found === 'string') result += found;
    else if (typeof found === 'number') result += String.fromCodePoint(found);
  }
  return machine.mayAllocate(result.length) ? result : machine.unknown('a text that is too long');
}

function makeTranslation(from: Value | undefined, to: Value | undefined, gone: Value | undefined): Value {
  const table = makeDict();
  const put = (key: string, value: Value): void => {
    const point = key.codePointAt(0) ?? 0;
    table.entries.set(point, [point, value]);
  };
  if (isKind(from, 'dict'))
    for (const [key, value] of from.entries.values())
      put(typeof key === 'number' ? String.fromCodePoint(key) : String(key), value);
  else {
    const targets = [...(optional(to) ?? '')];
    for (const [at, key] of [...(optional(from) ?? '')].entries()) put(key, targets[at]?.codePointAt(0) ?? null);
    for (const key of optional(gone) ?? '') put(key, null);
  }
  return table;
}

export const STR_METHODS: Readonly<Record<string, NativeFunction>> = {
  ...methods({
    join: (machine, [self, items]) => join(machine, self, items),
    lower: (machine, [self]) => textOf(machine, self).toLowerCase(),
    casefold: (machine, [self]) => textOf(machine, self).toLowerCase(),
    upper: (machine, [self]) => textOf(machine, self).toUpperCase(),
    capitalize: (machine, [self]) => {
      const text = textOf(machine, self);
      return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
    },
    title: (machine, [self]) => toTitle(textOf(machine, self)),
    swapcase: (machine, [self]) => swapCase(textOf(machine, self)),
    strip: (machine, [self, chars]) => strip(textOf(machine, self), optional(chars), true, true),
    lstrip: (machine, [self, chars]) => strip(textOf(machine, self), optional(chars), true, false),
    rstrip: (machine, [self, chars]) => strip(textOf(machine, self), optional(chars), false, true),
    startswith: (machine, values) => matchesAny(machine, values, true),
    endswith: (machine, values) => matchesAny(machine, values, false),
    find: (machine, values) => search(machine, values, 'indexOf', false),
    rfind: (machine, values) => search(machine, values, 'lastIndexOf', false),
    index: (machine, values) => search(machine, values, 'indexOf', true),
    rindex: (machine, values) => search(machine, values, 'lastIndexOf', true),
    count: (machine, [self, part]) => {
      const text = textOf(machine, self);
      const wanted = optional(part);
      if (wanted === undefined) return isUnknown(part) ? part : machine.raise('TypeError', 'must be str');
      return wanted === '' ? characters(text).length + 1 : text.split(wanted).length - 1;
    },
    replace: (machine, [self, from, to, count]) => {
      const text = textOf(machine, self);
      const [old, next] = [optional(from), optional(to)];
      if (old === undefined || next === undefined)
        return isUnknown(from)
          ? from
          : isUnknown(to)
            ? to
            : machine.raise('TypeError', 'replace() argument must be str');
      if (!machine.mayAllocate(text.length + (text.length + 1) * next.length))
        return machine.unknown('a text that is too long');
      const limit = asIndex(count) ?? -1;
      if (limit < 0) return text.replaceAll(old, () => next);
      return old === '' ? text : split(machine, text, old, limit).join(next);
    },
    removeprefix: (machine, [self, prefix]) => {
      const text = textOf(machine, self);
      const part = optional(prefix) ?? '';
      return text.startsWith(part) ? text.slice(part.length) : text;
    },
    removesuffix: (machine, [self, suffix]) => {
      const text = textOf(machine, self);
      const part = optional(suffix) ?? '';
      return part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text;
    },
    partition: (machine, values) => partition(machine, values, false),
    rpartition: (machine, values) => partition(machine, values, true),
    ljust: (machine, values) => justify(machine, values, '<'),
    rjust: (machine, values) => justify(machine, values, '>'),
    center: (machine, values) => justify(machine, values, '^'),
    zfill: (machine, [self, width]) => {
      const text = textOf(machine, self);
      const columns = Math.min(asIndex(width) ?? 0, 10_000);
      const sign = /^[-+]/.test(text) ? text.charAt(0) : '';
      return sign + text.slice(sign.length).padStart(columns - sign.length, '0');
    },
    isdigit: (machine, [self]) => isAll(textOf(machine, self), /\p{Nd}/u),
    isdecimal: (machine, [self]) => isAll(textOf(machine, self), /\p{Nd}/u),
    isnumeric: (machine, [self]) => isAll(textOf(machine, self), /\p{N}/u),
    isalpha: (machine, [self]) => isAll(textOf(machine, self), /\p{L}/u),
    isalnum: (machine, [self]) => isAll(textOf(machine, self), /[\p{L}\p{N}]/u),
    isspace: (machine, [self]) => isAll(textOf(machine, self), SPACE),
    isidentifier: (machine, [self]) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(textOf(machine, self)),
    isascii: (machine, [self]) => [...textOf(machine, self)].every((item) => item < '\u0080'),
    isupper: (machine, [self]) => {
      const text = textOf(machine, self);
      return text === text.toUpperCase() && text !== text.toLowerCase();
    },
    islower: (machine, [self]) => {
      const text = textOf(machine, self);
      return text === text.toLowerCase() && text !== text.toUpperCase();
    },
    splitlines: (machine, [self, keep]) => {
      const lines = textOf(machine, self).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
      return makeList(lines.map((line) => (keep === true ? line : line.replace(/(?:\r\n|\r|\n)$/, ''))));
    },
    expandtabs: (machine, [self, size]) => expandTabs(textOf(machine, self), asIndex(size) ?? 8),
    encode: (machine, [self]) => makeBytes(unescape(encodeURIComponent(textOf(machine, self)))),
    translate: (machine, [self, table]) => translate(machine, textOf(machine, self), table ?? null),
    format: (machine, [self, ...values], keywords) =>
      formatTemplate(
        machine,
        textOf(machine, self),
        values.map((value) => value ?? null),
        keywords,
      ),
    format_map: (machine, [self, mapping]) =>
      formatTemplate(machine, textOf(machine, self), [], undefined, mapping ?? null),
    __len__: (machine, [self]) => machine.length(textOf(machine, self)),
  }),
  maketrans: {
    ...(methods({ maketrans: (_machine, [from, to, gone]) => makeTranslation(from, to, gone) })[
      'maketrans'
    ] as NativeFunction),
    isMethod: false,
  },
  split: method('split', 'self, sep=None, maxsplit=-1', (bound, machine) => {
    if (isUnknown(bound.get('sep'))) return bound.get('sep');
    return makeList(
      split(
        machine,
        textOf(machine, bound.get('self')),
        optional(bound.get('sep')),
        asIndex(bound.get('maxsplit')) ?? -1,
      ),
    );
  }),
  rsplit: method('rsplit', 'self, sep=None, maxsplit=-1', (bound, machine) => {
    if (isUnknown(bound.get('sep'))) return bound.get('sep');
    return makeList(
      splitRight(
        machine,
        textOf(machine, bound.get('self')),
        optional(bound.get('sep')),
        asIndex(bound.get('maxsplit')) ?? -1,
      ),
    );
  }),
};

export const BYTES_METHODS: Readonly<Record<string, NativeFunction>> = methods({
  decode: (machine, [self]) => {
    const bytes = inner(self);
    if (!isKind(bytes, 'bytes')) return machine.raise('TypeError', "descriptor requires a 'bytes' object");
    try {
      return decodeURIComponent(escape(bytes.text));
    } catch {
      return machine.raise('UnicodeDecodeError', "'utf-8' codec can't decode bytes");
    }
  },
  hex: (_machine, [self]) => {
    const bytes = inner(self);
    if (!isKind(bytes, 'bytes')) return '';
    return [...bytes.text].map((item) => item.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  },
});
