import { wordParts } from './word-parts.js';

/** A word after its quotes are removed and its variables put in. */
export interface ExpandedWord {
  readonly value: string;
  /** Why the value is not complete; absent when it is. What could not be put in stays in the value as written. */
  readonly reason?: string;
}

export interface Expansion {
  readonly escape: string;
  /** Value of a variable; undefined when nothing gives one. */
  readonly variable: (name: string) => string | undefined;
}

/** Values that refer to values can grow without end (`ARG A=$A$A…`). */
const MAX_LENGTH = 16_384;
const MAX_DEPTH = 16;

/**
 * Puts variables into a word as the builder does (Dockerfile reference, "Environment replacement"): `$NAME`, `${NAME}` and
 * the modifiers `-`, `+`, `?`, `#`, `%`, `/`; single quotes keep text as it is.
 */
export function expandWord(text: string, expansion: Expansion, depth = 0): ExpandedWord {
  if (!/["'$\\`]/.test(text)) return { value: text };
  const reasons = new Set<string>();
  let value = '';
  for (const part of wordParts(text, expansion.escape)) {
    const found = part.kind === 'text' ? { value: part.text } : expandVariable(part.text, expansion, depth);
    if (found.reason !== undefined) reasons.add(found.reason);
    value += found.value;
    if (value.length > MAX_LENGTH) return { value: value.slice(0, MAX_LENGTH), reason: 'the value is too long' };
  }
  const reason = [...reasons].join('; ');
  return { value, ...(reason === '' ? {} : { reason }) };
}

function expandVariable(text: string, expansion: Expansion, depth: number): ExpandedWord {
  const [, name = '', modifier = ''] =
    /^\$\{([A-Za-z_]\w*)([\s\S]*)\}$/.exec(text) ?? /^\$([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (text === '$') return { value: text };
  if (name === '') return { value: text, reason: `${shortened(text)} is not a variable` };
  const value = expansion.variable(name);
  if (modifier === '') return value === undefined ? missing(text, name) : { value };
  if (depth >= MAX_DEPTH) return { value: text, reason: `${shortened(text)} is nested too deeply` };
  const choice = chooseValue(value, modifier, (inner) => expandWord(inner, expansion, depth + 1));
  if (choice) return choice;
  return value === undefined ? missing(text, name) : cutValue(text, value, modifier);
}

/** `:-`, `-`, `:+`, `+`, `:?`, `?`: undefined when the modifier is another, or the variable must be set and is not. */
function chooseValue(
  value: string | undefined,
  modifier: string,
  expand: (inner: string) => ExpandedWord,
): ExpandedWord | undefined {
  const [operator = '', sign = ''] = /^:?([-+?])/.exec(modifier) ?? [];
  const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
  if (sign === '+') return isSet ? expand(modifier.slice(operator.length)) : { value: '' };
  if (sign !== '' && isSet) return { value };
  return sign === '-' ? expand(modifier.slice(operator.length)) : undefined;
}

/** `#`, `##`, `%`, `%%`, `/`, `//` with a pattern that stands for itself. */
function cutValue(text: string, value: string, modifier: string): ExpandedWord {
  const operator = /^(?:##?|%%?|\/\/?)/.exec(modifier)?.[0] ?? '';
  const rest = modifier.slice(operator.length);
  const [pattern = '', replacement = ''] = operator.startsWith('/') ? rest.split('/', 2) : [rest];
  if (operator === '' || /[*?[\]$\\]/.test(pattern) || replacement.includes('$'))
    return { value: text, reason: `${shortened(text)} uses a pattern that is not evaluated` };
  return { value: replaceLiteral(value, operator, pattern, replacement) };
}

function replaceLiteral(value: string, operator: string, pattern: string, replacement: string): string {
  if (pattern === '') return value;
  if (operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  if (operator.startsWith('%')) return value.endsWith(pattern) ? value.slice(0, -pattern.length) : value;
  return operator === '//' ? value.replaceAll(pattern, () => replacement) : value.replace(pattern, () => replacement);
}

function missing(text: string, name: string): ExpandedWord {
  return { value: text, reason: `${name} has no value` };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
