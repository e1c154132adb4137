import type { Place } from '../../base/text.js';
import type { Role, SettingValue } from '../pipeline.js';
import type { LibraryEntry } from '../recognise/library.js';
import { readArguments } from '../recognise/read-settings.js';
import { showValue } from '../recognise/show-value.js';
import type { RecordedCall, RecordedScope } from '../record/program.js';

export type LoopScope = Extract<RecordedScope, { kind: 'loop' | 'framework' }>;
export type WayScope = Extract<RecordedScope, { kind: 'way' }>;

/** A call and what it is to the training: what rules ask about. */
export interface Act {
  readonly call: RecordedCall;
  readonly name: string;
  /** By its full name in the library where that is known. */
  readonly path: string;
  readonly role: Role | undefined;
  readonly place: Place;
  readonly entry: LibraryEntry | undefined;
  /** Innermost first. */
  readonly loops: readonly LoopScope[];
  /** Conditions that the interpreter could not settle, or that hang on a switch; innermost first. */
  readonly ways: readonly WayScope[];
}

export type ActArgument =
  /** Not given. */
  | { readonly kind: 'absent' }
  /** `hasSwitch`: a switch of the program has a say in it. */
  | {
      readonly kind: 'given';
      readonly value: SettingValue;
      readonly raw: RecordedCall['values'][number];
      readonly hasSwitch: boolean;
    }
  /** It may be among arguments that are not known. */
  | { readonly kind: 'unknown' };

/** An argument by the name that the library gives it. */
export function argumentOf(act: Act, name: string, signature = act.entry?.signature ?? ''): ActArgument {
  const found = readArguments(act.call, signature).find((argument) => argument.name === name);
  // What is spread hangs on something more often than not: `**({"num_workers": 4} if cuda else {})`.
  const mayBeSpread = act.call.more !== undefined || act.call.arguments.some(({ isSpread }) => isSpread);
  if (!found) return mayBeSpread ? { kind: 'unknown' } : { kind: 'absent' };
  const { value, written } = found;
  const hasSwitch = (written?.switches.length ?? 0) > 0;
  return { kind: 'given', value: showValue(value, written?.site), raw: value, hasSwitch };
}

/** True only when it is certainly that; `absent` counts as the library's own value. */
export function isArgument(argument: ActArgument, value: string | number | boolean, whenAbsent: boolean): boolean {
  if (argument.kind === 'absent') return whenAbsent;
  return (
    argument.kind === 'given' &&
    !argument.hasSwitch &&
    argument.value.kind === 'known' &&
    argument.value.value === value
  );
}

/** By the switches of the program it does not happen: it was looked at only. */
export function isOff({ ways }: Act): boolean {
  return ways.some(({ isTaken }) => isTaken === false);
}

export function isInLoop({ loops }: Act, loop: LoopScope): boolean {
  return loops.some(({ id }) => id === loop.id);
}

/** One happens only where the other does not. */
export function areApart(one: Act, other: Act): boolean {
  return one.ways.some((a) =>
    other.ways.some((b) => a.site.start === b.site.start && a.site.source === b.site.source && a.truth !== b.truth),
  );
}
