import type { OptionValues } from './command.js';
import { UsageError } from './usage-error.js';

/** True when a flag without value was given: `--json`. */
export function hasFlag(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

/** The value of an option that takes one, or its default; undefined when there is neither. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a repeatable option, in the order given. */
export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return typeof value === 'object' ? value : typeof value === 'string' ? [value] : [];
}

/** A whole number not below `minimum`; anything else is a usage error that names the flag. */
export function wholeNumberOption(options: OptionValues, name: string, minimum = 0): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= minimum) return value;
  throw new UsageError(`option '${flagOf(name)}' wants a whole number of at least ${minimum}, not '${text}'`);
}

/** `dryRun` → `--dry-run`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
