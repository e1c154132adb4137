import { isKind } from '../../python/values/make.js';
import type { Instance, Site, Value } from '../../python/values/value.js';
import type { Plain, SettingValue } from '../pipeline.js';
import { alternativesOf, pathOfValue, traceOf } from '../record/trace.js';

const LONGEST_TEXT = 60;
const MOST_ITEMS = 8;

/** A value as a person reads it; what is not known is shown as it stands in the source (`site`). */
export function showValue(value: Value, site: Site | undefined): SettingValue {
  const plain = plainOf(value);
  if (plain !== undefined) return { kind: 'known', value: plain.value, text: plain.text };
  const type = isKind(value, 'instance') && value.cls.tag === 'device' ? value.attributes.get('type') : undefined;
  if (type !== undefined) {
    const shown = showValue(type, site);
    if (shown.kind !== 'unknown') return shown;
  }
  const several = alternativesOf(value);
  if (several.length > 1) {
    const texts = several.map((item) => plainOf(item)?.text ?? nameOf(item));
    if (texts.every((text) => text !== undefined)) return { kind: 'one-of', texts: [...new Set(texts)] };
  }
  const name = nameOf(value);
  const text = (site && sourceTextOf(site)) ?? name ?? '?';
  const reason = isKind(value, 'unknown') ? value.reason : 'it is not a plain value';
  return { kind: 'unknown', text, reason };
}

/** In one line, cut when it is long. */
export function sourceTextOf({ source, start, end }: Site): string {
  const text = source.text.slice(start, end).replaceAll(/\s+/g, ' ').trim();
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

/** What is called by a name and has no value to show: a class, a function, what a library made. */
function nameOf(value: Value): string | undefined {
  if (isKind(value, 'function') || isKind(value, 'class') || isKind(value, 'native')) return value.name;
  if (isKind(value, 'external')) return value.path;
  if (isKind(value, 'instance')) return value.cls.name;
  if (isKind(value, 'bound')) return nameOf(value.callee);
  const trace = traceOf(value);
  const path = trace ? pathOfValue(value) : '';
  return path === '' ? undefined : path;
}

interface PlainText {
  readonly value: Plain;
  readonly text: string;
}

function plainOf(value: Value, depth = 0): PlainText | undefined {
  if (typeof value !== 'object' || value === null) return scalarOf(value);
  if (value.kind === 'float') return { value: value.value, text: floatText(value.value) };
  if (value.kind === 'external' && /^torch\.\w+$/.test(value.path)) return { value: value.path, text: value.path };
  if (value.kind === 'instance' && typeof value.state === 'string' && value.cls.name === 'dtype') {
    return { value: `torch.${value.state}`, text: `torch.${value.state}` };
  }
  if (isKind(value, 'instance') && isPath(value)) return plainOf(value.attributes.get('_text') ?? '');
  if (depth > 3) return undefined;
  if (value.kind === 'list' || value.kind === 'tuple') return sequenceOf(value, depth);
  if (value.kind === 'dict' && !value.rest) return dictOf([...value.entries.values()], depth);
  return undefined;
}

function scalarOf(value: null | boolean | number | bigint | string): PlainText {
  if (value === null) return { value, text: 'None' };
  if (typeof value === 'boolean') return { value, text: value ? 'True' : 'False' };
  if (typeof value === 'bigint') return { value: String(value), text: String(value) };
  return { value, text: String(value) };
}

/** Of Python's `pathlib`: shown by its text. */
function isPath({ cls, attributes }: Instance): boolean {
  return cls.mro.some(({ module }) => module === 'pathlib') && attributes.has('_text');
}

/** As Python writes it. */
function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const small = Math.abs(value) < 1e-4 && value !== 0;
  return small ? value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2') : String(value);
}

function sequenceOf(value: Extract<Value, { kind: 'list' | 'tuple' }>, depth: number): PlainText | undefined {
  if (value.rest) return undefined;
  const items = value.items.map((item) => plainOf(item, depth + 1));
  if (!items.every((item) => item !== undefined)) return undefined;
  const texts = items.slice(0, MOST_ITEMS).map(({ text }) => text);
  if (items.length > MOST_ITEMS) texts.push('…');
  const inner = texts.join(', ');
  return { value: items.map((item) => item.value), text: value.kind === 'list' ? `[${inner}]` : `(${inner})` };
}

function dictOf(entries: readonly (readonly [Value, Value])[], depth: number): PlainText | undefined {
  const items = entries.map(([key, item]) => [plainOf(key, depth + 1), plainOf(item, depth + 1)] as const);
  const plain: Record<string, Plain> = {};
  const texts: string[] = [];
  for (const [key, item] of items) {
    if (!key || !item) return undefined;
    plain[key.text] = item.value;
    texts.push(`${key.text}: ${item.text}`);
  }
  return { value: plain, text: `{${texts.slice(0, MOST_ITEMS).join(', ')}}` };
}
