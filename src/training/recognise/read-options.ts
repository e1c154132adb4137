import { placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Option } from '../pipeline.js';
import type { Program } from '../record/program.js';
import { showValue } from './show-value.js';

/** The switches of a script, by the attribute in which the program finds each. */
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
    ...(site ? { place: placeOf(site.source, site) } : {}),
  };
}
