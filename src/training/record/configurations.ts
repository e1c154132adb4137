import { isKind } from '../../python/values/make.js';
import type { Class, Value } from '../../python/values/value.js';
import type { OptionBook } from '../options/option-book.js';
import { isBrought } from './outside.js';

const CONFIGURATION = /(?:Config|Cfg|Args|Arguments|Options|Opts|Settings|Hyperparameters|HParams)$/i;

/** Objects whose attributes are the switches of a program: what `argparse` gives, and classes that are called a configuration. */
export function isOptions(value: Value): boolean {
  if (isNamespace(value)) return true;
  const cls = isKind(value, 'instance') ? value.cls : value;
  return isKind(cls, 'class') && !cls.isNative && CONFIGURATION.test(cls.name);
}

export function isNamespace(value: unknown): boolean {
  if (!isKind(value as Value, 'instance')) return false;
  const { name, module } = (value as Extract<Value, { kind: 'instance' }>).cls;
  return (module === 'argparse' && name === 'Namespace') || (module === 'types' && name === 'SimpleNamespace');
}

/** Written in the program, and not in what we bring along. */
export function isOwn({ site, module }: Class): boolean {
  return module !== 'dataclasses' && !isBrought(site);
}

export function fieldOf(holder: Value, name: string): Value | undefined {
  if (isKind(holder, 'dict')) return holder.entries.get(name)?.[1];
  if (isKind(holder, 'class')) return holder.attributes.get(name);
  if (!isKind(holder, 'instance')) return undefined;
  const own = holder.attributes.get(name);
  if (own !== undefined) return own;
  if (isKind(holder.payload, 'dict')) return fieldOf(holder.payload, name);
  return holder.cls.mro.find(({ attributes }) => attributes.has(name))?.attributes.get(name);
}

/** Values that have parts: their parts may be switches. */
export const PARTED: ReadonlySet<string> = new Set(['instance', 'dict', 'module', 'function', 'bound', 'class']);

/** Members of a configuration that are no settings. */
export const CALLED: ReadonlySet<string> = new Set(['function', 'native', 'property', 'wrapped', 'bound', 'class']);

export function kindOf(value: Value | undefined): string {
  return typeof value === 'object' && value !== null ? value.kind : '';
}

/** The field of a configuration that is read, at the place where its class says it. */
export function declareField(book: OptionBook, holder: Value, name: string, prefix: string): void {
  if (book.declared.has(prefix + name)) return;
  const cls = isKind(holder, 'instance') ? holder.cls : holder;
  const value = fieldOf(holder, name);
  if (!isKind(cls, 'class') || !isOwn(cls) || value === undefined) return;
  const owner = cls.mro.find(({ attributes, site }) => site && (attributes.has(name) || siteOfName(site, name)));
  const site = owner?.site && siteOfName(owner.site, name);
  // One that stands nowhere is a library's.
  if (site) book.declare(prefix + name, { name: prefix + name, value, isGiven: false, source: 'constant', site });
}

/** Where a name is first given a value or a type in a part of the program. */
export function siteOfName(
  { source, start, end }: NonNullable<Class['site']>,
  name: string,
): NonNullable<Class['site']> | undefined {
  const pattern = new RegExp(`(?<![\\w.])(?:self\\.)?${name.replace(/\W/g, '')}\\s*(?::(?!=)|=(?!=))`);
  const found = pattern.exec(source.text.slice(start, end));
  return found ? { source, start: start + found.index, end: start + found.index + name.length } : undefined;
}
