import type { Machine } from '../machine.js';
import { isUnknown } from '../values/make.js';
import type { Keywords, Unknown, Value } from '../values/value.js';

interface Filling {
  readonly machine: Machine;
  readonly values: readonly Value[];
  readonly keywords: Keywords;
  readonly mapping: Value | undefined;
  next: number;
}

/** `'{} {name!r:>{width}}'.format(…)` */
export function formatTemplate(
  machine: Machine,
  template: string,
  values: readonly Value[],
  keywords: Keywords,
  mapping?: Value,
): Value {
  return fill({ machine, values, keywords, mapping, next: 0 }, template, 0);
}

function fill(filling: Filling, template: string, depth: number): string | Unknown {
  const { machine } = filling;
  if (depth > 2) return machine.raise('ValueError', 'Max string recursion exceeded');
  let result = '';
  for (let at = 0; at < template.length; ) {
    const character = template[at] ?? '';
    if ((character === '{' || character === '}') && template[at + 1] === character) {
      result += character;
      at += 2;
    } else if (character === '{') {
      const end = closingBrace(template, at);
      if (end < 0) return machine.raise('ValueError', "expected '}' before end of string");
      const text = fillField(filling, template.slice(at + 1, end), depth);
      if (isUnknown(text)) return text;
      result += text;
      at = end + 1;
    } else if (character === '}') return machine.raise('ValueError', "Single '}' encountered in format string");
    else {
      result += character;
      at += 1;
    }
  }
  return result;
}

function closingBrace(template: string, from: number): number {
  let depth = 0;
  for (let at = from; at < template.length; at += 1) {
    if (template[at] === '{') depth += 1;
    else if (template[at] === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function fillField(filling: Filling, field: string, depth: number): string | Unknown {
  const { machine } = filling;
  const [, name = '', conversion, spec = ''] = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/s.exec(field) ?? [];
  const value = readField(filling, name);
  const written = spec.includes('{') ? fill(filling, spec, depth + 1) : spec;
  if (isUnknown(written)) return written;
  if (isUnknown(value)) return value;
  const converted = conversion === undefined ? value : conversion === 's' ? machine.text(value) : machine.repr(value);
  return isUnknown(converted) ? converted : machine.format(converted, written);
}

/** `name.attribute[key]` */
function readField(filling: Filling, name: string): Value {
  const { machine } = filling;
  const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
  let value = readFirst(filling, first);
  for (const [, attribute, key] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = machine.getAttribute(value, attribute);
    else value = machine.getItem(value, /^\d+$/.test(key ?? '') ? Number(key) : (key ?? ''));
  }
  return value;
}

function readFirst(filling: Filling, first: string): Value {
  const { machine, values, keywords, mapping } = filling;
  if (first === '' || /^\d+$/.test(first)) {
    const at = first === '' ? filling.next : Number(first);
    if (first === '') filling.next += 1;
    const value = values[at];
    return value === undefined
      ? machine.raise('IndexError', `Replacement index ${at} out of range for positional args tuple`)
      : value;
  }
  if (mapping !== undefined) return machine.getItem(mapping, first);
  const value = keywords?.get(first);
  return value === undefined ? machine.getItem({ kind: 'dict', entries: new Map() }, first) : value;
}
