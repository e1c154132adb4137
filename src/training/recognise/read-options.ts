import { type Place, placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Site, Value } from '../../python/values/value.js';
import type { DeclaredOption } from '../options/option-book.js';
import type { Option } from '../pipeline.js';
import { siteOfName } from '../record/configurations.js';
import { isBrought } from '../record/outside.js';
import type { Program } from '../record/program.js';
import { showValue } from './show-value.js';

/** The switches of a script, by the name under which reads of them are noted. */
export function readOptions(program: Program): ReadonlyMap<string, Option> {
  const options = new Map<string, Option>();
  for (const { name, receiver, result } of program.calls) {
    if (name !== 'parse_args' && name !== 'parse_known_args') continue;
    const space = isKind(result, 'tuple') ? result.items[0] : result;
    const declared = isKind(receiver, 'instance') ? receiver.attributes.get('_arguments') : undefined;
    if (!isKind(space, 'instance') || !isKind(declared, 'dict')) continue;
    for (const [dest, argument] of declared.entries.values()) {
      if (typeof dest === 'string') options.set(dest, optionOf(dest, argument, space.attributes.get(dest)));
    }
  }
  for (const [key, option] of program.options ?? [])
    if (!options.has(key)) options.set(key, declaredOption(program, key, option));
  for (const name of usedConstants(program, options)) {
    const option = constantOption(program, name);
    // What is counted in is no constant.
    if (option.value.kind === 'known') options.set(name, option);
  }
  return options;
}

function optionOf(dest: string, argument: Value, value: Value | undefined): Option {
  const attributes = isKind(argument, 'instance') ? argument.attributes : undefined;
  const flag = attributes?.get('flag');
  const site = isKind(argument, 'instance') ? argument.site : undefined;
  return {
    name: typeof flag === 'string' ? flag : dest,
    value: showValue(value ?? attributes?.get('default') ?? null, undefined),
    isGiven: attributes?.get('is_given') === true,
    ...placed(site),
  };
}

function placed(site: Site | undefined): { readonly place?: Place } {
  return site && !isBrought(site) ? { place: placeOf(site.source, site) } : {};
}

function declaredOption(program: Program, key: string, option: DeclaredOption): Option {
  const { name, value, isGiven, source, site = placeInScript(program, key) } = option;
  const shown = showValue(value, undefined);
  const reason = `the environment variable ${name} is not known`;
  return {
    name,
    value:
      source === 'environment' ? { kind: 'unknown', text: shown.kind === 'known' ? shown.text : name, reason } : shown,
    isGiven,
    ...(source === 'command-line' ? {} : { source }),
    ...placed(site),
  };
}

/** Names of the script with a plain value on which an argument of some call hangs. */
function usedConstants({ calls, module }: Program, options: ReadonlyMap<string, Option>): ReadonlySet<string> {
  const used = new Set(calls.flatMap((call) => call.arguments.flatMap(({ switches }) => switches)));
  return new Set([...used].filter((name) => !options.has(name) && module.attributes.has(name)));
}

function constantOption(program: Program, name: string): Option {
  return {
    name,
    value: showValue(program.module.attributes.get(name) ?? null, undefined),
    isGiven: false,
    source: 'constant',
    ...placed(placeInScript(program, name)),
  };
}

/** Where a name of the script first gets a value. */
function placeInScript({ module, calls, path }: Program, name: string): Site | undefined {
  if (!module.attributes.has(name)) return undefined;
  const source = calls.map(({ site }) => site.source).find((item) => item.path === path);
  return source && siteOfName({ source, start: 0, end: source.text.length }, name);
}
