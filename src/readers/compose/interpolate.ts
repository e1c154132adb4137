/** A variable that no file gives a value; `message` is what `${NAME:?message}` wants to be said. */
interface MissingVariable {
  readonly name: string;
  readonly message?: string;
}

export interface Interpolated {
  readonly text: string;
  readonly missing: readonly MissingVariable[];
  /** The first thing that is no valid use of `$`, as written. */
  readonly invalid?: string;
}

export interface Variables {
  /** Undefined when no file gives it a value. */
  lookup(name: string): string | undefined;
  /** Characters that variables may still add: values that repeat values do not grow without end. */
  remaining: number;
}

const MAXIMUM_NESTING = 10;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * Replaces variables as compose does: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
 * `${NAME:+other}`, nested in defaults; `$$` is a dollar sign. What has no value stays as written and is named.
 * Source: Compose Specification, "Interpolation".
 */
export function interpolate(text: string, variables: Variables): Interpolated {
  if (!text.includes('$')) return { text, missing: [] };
  const state: State = { variables, missing: [] };
  const expanded = expand(state, text, 0);
  const { missing, invalid } = state;
  return { text: expanded, missing, ...(invalid === undefined ? {} : { invalid }) };
}

interface State {
  readonly variables: Variables;
  readonly missing: MissingVariable[];
  invalid?: string;
}

function expand(state: State, text: string, nesting: number): string {
  let expanded = '';
  let at = 0;
  for (;;) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return expanded + text.slice(at);
    expanded += text.slice(at, dollar);
    const next = text[dollar + 1];
    const end = next === '{' ? closingBrace(text, dollar + 2) : nameEnd(text, dollar + 1);
    if (next === '$') {
      expanded += '$';
      at = dollar + 2;
    } else if (end < 0 || nesting > MAXIMUM_NESTING) {
      state.invalid ??= text.slice(dollar, dollar + 40);
      return expanded + text.slice(dollar);
    } else if (end === dollar + 1) {
      state.invalid ??= text.slice(dollar, dollar + 30).split(/\s/, 1)[0] ?? '$';
      expanded += '$';
      at = dollar + 1;
    } else if (next === '{') {
      expanded += expandBraced(state, text.slice(dollar + 2, end), nesting);
      at = end + 1;
    } else {
      expanded += valueOf(state, text.slice(dollar + 1, end)) ?? text.slice(dollar, end);
      at = end;
    }
  }
}

/** The inside of `${…}`. */
function expandBraced(state: State, inside: string, nesting: number): string {
  const end = nameEnd(inside, 0);
  const name = inside.slice(0, end);
  const operator = /^:?[-?+]/.exec(inside.slice(end, end + 2))?.[0];
  if (name === '' || (operator === undefined && end < inside.length)) {
    state.invalid ??= `\${${inside.slice(0, 40)}}`;
    return `\${${inside}}`;
  }
  const argument = inside.slice(end + (operator?.length ?? 0));
  const value = state.variables.lookup(name);
  const isSet = value !== undefined && (value !== '' || operator?.startsWith(':') !== true);
  if (operator?.endsWith('+')) return isSet ? expand(state, argument, nesting + 1) : '';
  if (operator?.endsWith('-') && !isSet) return expand(state, argument, nesting + 1);
  if (isSet) return valueOf(state, name) ?? `\${${inside}}`;
  state.missing.push({ name, ...(argument === '' ? {} : { message: argument }) });
  return `\${${inside}}`;
}

/** The value of a variable; without one, or when too much was added already, the variable is noted as missing. */
function valueOf(state: State, name: string): string | undefined {
  const value = state.variables.lookup(name);
  if (value !== undefined && value.length <= state.variables.remaining) {
    state.variables.remaining -= value.length;
    return value;
  }
  state.missing.push({ name });
  return undefined;
}

function nameEnd(text: string, at: number): number {
  NAME.lastIndex = at;
  return NAME.test(text) ? NAME.lastIndex : at;
}

/** Offset of the `}` that closes a `${` whose inside begins at `at`; -1 when there is none. */
function closingBrace(text: string, at: number): number {
  let depth = 1;
  for (let offset = at; offset < text.length; offset += 1) {
    if (text[offset] === '}') depth -= 1;
    else if (text[offset] === '$' && text[offset + 1] === '{') depth += 1;
    if (depth === 0) return offset;
  }
  return -1;
}
