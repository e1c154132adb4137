import type { Place } from '../../base/text.js';

/**
 * A value of a compose project: variables are replaced, and every part keeps the place where it is written. Parts of one
 * tree may come from several files (override, extends, include), which is why each has its place and not a span.
 */
export type ComposeValue = ComposeMap | ComposeList | ComposeScalar;

export interface ComposeMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ComposeEntry>;
  readonly place: Place;
  /** `!override` or `!reset`, which say how an override file is merged. */
  readonly tag?: string;
}

export interface ComposeEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: ComposeValue;
}

interface ComposeList {
  readonly kind: 'list';
  readonly items: readonly ComposeValue[];
  readonly place: Place;
  readonly tag?: string;
}

export interface ComposeScalar {
  readonly kind: 'scalar';
  /** '' for null. Variables without a value stand in it as written. */
  readonly text: string;
  readonly isNull: boolean;
  /** Names of the variables that no file gives a value. */
  readonly unresolved: readonly string[];
  readonly place: Place;
  readonly tag?: string;
}

/** The value at a path of keys; null is absence. */
export function valueIn(value: ComposeValue | undefined, ...keys: readonly string[]): ComposeValue | undefined {
  let current = value;
  for (const key of keys) current = current?.kind === 'map' ? current.entries.get(key)?.value : undefined;
  return current?.kind === 'scalar' && current.isNull ? undefined : current;
}

export function scalarIn(value: ComposeValue | undefined, ...keys: readonly string[]): ComposeScalar | undefined {
  const found = valueIn(value, ...keys);
  return found?.kind === 'scalar' ? found : undefined;
}

export function textIn(value: ComposeValue | undefined, ...keys: readonly string[]): string | undefined {
  return scalarIn(value, ...keys)?.text;
}

/** `true` as compose reads it: also when a variable brought it as text. */
export function isTrueIn(value: ComposeValue | undefined, ...keys: readonly string[]): boolean {
  return /^(?:true|yes|on|y|1)$/i.test(textIn(value, ...keys) ?? '');
}

export function mapIn(value: ComposeValue | undefined, ...keys: readonly string[]): ComposeMap | undefined {
  const found = valueIn(value, ...keys);
  return found?.kind === 'map' ? found : undefined;
}

export function entriesIn(value: ComposeValue | undefined, ...keys: readonly string[]): readonly ComposeEntry[] {
  return [...(mapIn(value, ...keys)?.entries.values() ?? [])];
}

/** Items of a list; a value that stands alone, where compose takes one or many, is a list of one. */
export function itemsIn(value: ComposeValue | undefined, ...keys: readonly string[]): readonly ComposeValue[] {
  const found = valueIn(value, ...keys);
  if (!found || found.kind === 'map') return [];
  return found.kind === 'list' ? found.items.filter((item) => item.kind !== 'scalar' || !item.isNull) : [found];
}

export function textsIn(value: ComposeValue | undefined, ...keys: readonly string[]): readonly ComposeScalar[] {
  return itemsIn(value, ...keys).filter((item) => item.kind === 'scalar');
}

/** A map, or the list form of one: `KEY=value`, or `KEY` alone (whose value is null). */
export function pairsIn(value: ComposeValue | undefined, ...keys: readonly string[]): readonly ComposeEntry[] {
  const found = valueIn(value, ...keys);
  if (found?.kind === 'map') return [...found.entries.values()];
  return textsIn(found).map((item) => {
    const at = item.text.indexOf('=');
    const text = at < 0 ? '' : item.text.slice(at + 1);
    return {
      key: at < 0 ? item.text : item.text.slice(0, at),
      keyPlace: item.place,
      value: { ...item, text, isNull: at < 0 },
    };
  });
}

/** What a person calls the kind of a value: for messages. */
export function describeKind(value: ComposeValue): string {
  if (value.kind !== 'scalar') return `a ${value.kind}`;
  return value.isNull ? 'empty' : 'a single value';
}
