import { type Place, placeOf } from '../../base/text.js';
import type { Value } from '../../python/values/value.js';
import type { WatchedArgument } from '../../python/watcher.js';
import type { Option, Setting, SettingOrigin, SettingValue } from '../pipeline.js';
import { isBrought } from '../record/outside.js';
import type { RecordedCall } from '../record/program.js';
import type { LibraryEntry } from './library.js';
import { showValue } from './show-value.js';

/** An argument of a call, by the name of its parameter. */
export interface Argument {
  readonly name: string;
  readonly value: Value;
  /** As it is written; absent when it came out of `**options`. */
  readonly written?: WatchedArgument;
}

/** Arguments by the names of `signature`; those beyond it are called `argument 3`. */
export function readArguments(call: RecordedCall, signature: string): readonly Argument[] {
  const names = signature.split(' ').filter((name) => name !== '|' && name !== '');
  const written = call.arguments.filter(({ name, isSpread }) => name === undefined && !isSpread);
  const hasSpread = call.arguments.some(({ isSpread }) => isSpread);
  const positional = call.values.map((value, at): Argument => {
    const own = hasSpread ? undefined : written[at];
    return { name: names[at] ?? `argument ${at + 1}`, value, ...(own ? { written: own } : {}) };
  });
  const named = [...(call.keywords ?? [])].map(([name, value]): Argument => {
    const own = call.arguments.find((item) => item.name === name);
    return { name, value, ...(own ? { written: own } : {}) };
  });
  return [...positional, ...named];
}

/** What a call says of itself: its arguments, but those that are parts of the training, and the defaults that matter. */
export function readSettings(
  call: RecordedCall,
  { signature, defaults = {} }: LibraryEntry,
  options: ReadonlyMap<string, Option>,
): readonly Setting[] {
  const parts = new Set((signature.split('|')[0] ?? '').split(' '));
  const given = readArguments(call, signature).filter(({ name }) => !parts.has(name));
  const settings = given.map((argument) => settingOf(argument, options));
  const names = new Set(given.map(({ name }) => name));
  const isWhole = call.more === undefined;
  const rest = Object.entries(defaults).filter(([name]) => isWhole && !names.has(name));
  return [
    ...settings,
    ...rest.map(
      ([name, text]): Setting => ({
        name,
        value: { kind: 'known', value: plainDefault(text), text },
        origin: { kind: 'library-default' },
      }),
    ),
  ];
}

function plainDefault(text: string): string | number | boolean {
  if (text === 'True' || text === 'False') return text === 'True';
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function settingOf({ name, value, written }: Argument, options: ReadonlyMap<string, Option>): Setting {
  const shown = showValue(value, isBrought(written?.site) ? undefined : written?.site);
  return {
    name,
    value: shown,
    ...placed(written, options),
    origin: originOf(written, options, shown),
  };
}

/** What a framework reads of a file stands in that file, where its places are known. */
function placed(
  written: WatchedArgument | undefined,
  options: ReadonlyMap<string, Option>,
): { readonly place?: Place } {
  if (!written) return {};
  if (!isBrought(written.site)) return { place: placeOf(written.site.source, written.site) };
  const keys = written.switches.map((name) => name.slice(name.indexOf(':') + 1));
  const said = keys.map((key) => options.get(key)).find((option) => option?.source === 'file');
  return said?.place ? { place: said.place } : {};
}

function originOf(
  written: WatchedArgument | undefined,
  options: ReadonlyMap<string, Option>,
  value: SettingValue,
): SettingOrigin {
  if (isBrought(written?.site)) return originInFramework(written?.switches ?? [], options, value);
  const [only, ...others] = written?.switches ?? [];
  if (only === undefined || others.length > 0) return { kind: 'written' };
  const option = options.get(only);
  if (!option) return { kind: 'setting', name: only };
  if (option.source) return { kind: 'setting', name: option.name };
  return { kind: option.isGiven ? 'given' : 'default', option: option.name };
}

/** What a framework reads of a file is called `FILE:KEY` (see `frameworks/framework.ts`), or it is a switch that somebody declared. */
function originInFramework(
  switches: readonly string[],
  options: ReadonlyMap<string, Option>,
  value: SettingValue,
): SettingOrigin {
  const name = switches.find((item) => item.includes(':'));
  if (name !== undefined) return { kind: 'setting', name };
  const option = switches.map((item) => options.get(item)).find((item) => item?.source === 'file' || item?.isGiven);
  // Another switch may be called as the library calls its own.
  if (!option || textOf(option.value) !== textOf(value)) return { kind: 'library-default' };
  return option.source === 'file'
    ? { kind: 'setting', name: option.name }
    : { kind: option.isGiven ? 'given' : 'default', option: option.name };
}

function textOf(value: SettingValue): string {
  return value.kind === 'one-of' ? value.texts.join() : value.text;
}
