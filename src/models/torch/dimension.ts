import type { Unknown } from '../../python/values/value.js';

/**
 * A length that is known, or known but for the sizes of the input, or not known.
 * All symbols stand for whole numbers of at least 1.
 */
export type Dimension = number | SymbolicDimension | Unknown;

/** A polynomial with whole coefficients: `2*T + 1` is `{T: 2, '': 1}`, `B*T` is `{'B*T': 1}`. */
export interface SymbolicDimension {
  readonly kind: 'symbolic';
  /** Coefficients by monomial: its factors sorted and joined by `*`, the empty text for the constant. None is 0. */
  readonly terms: ReadonlyMap<string, number>;
}

export function makeSymbol(name: string): SymbolicDimension {
  return { kind: 'symbolic', terms: new Map([[name, 1]]) };
}

export function isSymbolic(value: unknown): value is SymbolicDimension {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'symbolic';
}

export function isUnknownDimension(dimension: Dimension): dimension is Unknown {
  return typeof dimension === 'object' && dimension.kind === 'unknown';
}

function termsOf(dimension: number | SymbolicDimension): ReadonlyMap<string, number> {
  return typeof dimension === 'number' ? new Map([['', dimension]]) : dimension.terms;
}

function fromTerms(terms: Map<string, number>): number | SymbolicDimension {
  for (const [monomial, coefficient] of terms) if (coefficient === 0) terms.delete(monomial);
  if (terms.size === 0) return 0;
  if (terms.size === 1 && terms.has('')) return terms.get('') ?? 0;
  return { kind: 'symbolic', terms };
}

export function addDimensions(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  const terms = new Map(termsOf(a));
  for (const [monomial, coefficient] of termsOf(b)) terms.set(monomial, (terms.get(monomial) ?? 0) + coefficient);
  return fromTerms(terms);
}

export function subtractDimensions(a: Dimension, b: Dimension): Dimension {
  return addDimensions(a, multiplyDimensions(b, -1));
}

export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a === 0 || b === 0) return 0;
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  const terms = new Map<string, number>();
  for (const [left, first] of termsOf(a)) {
    for (const [right, second] of termsOf(b)) {
      const monomial = joinFactors([...factorsOf(left), ...factorsOf(right)]);
      terms.set(monomial, (terms.get(monomial) ?? 0) + first * second);
    }
  }
  return fromTerms(terms);
}

/** Factors never hold a `*` outside of parentheses. */
function factorsOf(monomial: string): string[] {
  const factors: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < monomial.length; at += 1) {
    const character = monomial[at];
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '*' && depth === 0) {
      factors.push(monomial.slice(start, at));
      start = at + 1;
    }
  }
  if (start < monomial.length) factors.push(monomial.slice(start));
  return factors;
}

function joinFactors(factors: string[]): string {
  return factors.sort().join('*');
}

/** `a / b` when that is a whole polynomial for sure; undefined otherwise. */
export function divideExactly(a: Dimension, b: Dimension): Dimension | undefined {
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return a % b === 0 ? a / b : undefined;
  if (isSameDimension(a, b) === true) return 1;
  const divisor = [...termsOf(b)];
  const [only] = divisor;
  if (divisor.length !== 1 || only === undefined) return undefined;
  const terms = new Map<string, number>();
  for (const [monomial, coefficient] of termsOf(a)) {
    const factors = takeAway(factorsOf(monomial), factorsOf(only[0]));
    if (factors === undefined || coefficient % only[1] !== 0) return undefined;
    terms.set(joinFactors(factors), coefficient / only[1]);
  }
  return fromTerms(terms);
}

function takeAway(factors: string[], wanted: readonly string[]): string[] | undefined {
  const left = [...factors];
  for (const factor of wanted) {
    const at = left.indexOf(factor);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}

/** `a // b` of Python. What does not divide becomes a factor of its own: `(T+1)//2`. */
export function floorDivide(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return Math.floor(a / b);
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  const exact = divideExactly(a, b);
  if (exact !== undefined) return exact;
  if (typeof b !== 'number') return makeSymbol(`((${showDimension(a)})//(${showDimension(b)}))`);
  const whole = new Map<string, number>();
  const rest = new Map<string, number>();
  for (const [monomial, coefficient] of termsOf(a)) {
    const quotient = Math.floor(coefficient / b);
    if (quotient !== 0) whole.set(monomial, quotient);
    const remainder = coefficient - quotient * b;
    if (remainder !== 0) rest.set(monomial, remainder);
  }
  const left = fromTerms(rest);
  if (typeof left === 'number') return addDimensions(fromTerms(whole), Math.floor(left / b));
  return addDimensions(fromTerms(whole), makeSymbol(`((${showDimension(left)})//${b})`));
}

/** True or false for all sizes of the input; undefined when it depends on them, or is not known. */
export function isSameDimension(a: Dimension, b: Dimension): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  const difference = subtractDimensions(a, b);
  if (typeof difference === 'number') return difference === 0;
  if (isUnknownDimension(difference)) return undefined;
  const bounds = boundsOf(difference);
  return bounds.lowest > 0 || bounds.highest < 0 ? false : undefined;
}

/** The least and the greatest that it can be, symbols being at least 1. Those of a division, and `#1` (hangs on data), may be 0. */
export function boundsOf(dimension: Dimension): { readonly lowest: number; readonly highest: number } {
  if (typeof dimension === 'number') return { lowest: dimension, highest: dimension };
  if (isUnknownDimension(dimension)) return { lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY };
  let lowest = 0;
  let highest = 0;
  for (const [monomial, coefficient] of dimension.terms) {
    const least = /\/\/|#/.test(monomial) ? 0 : 1;
    if (monomial === '') {
      lowest += coefficient;
      highest += coefficient;
    } else if (coefficient > 0) {
      lowest += monomial.includes('-') ? Number.NEGATIVE_INFINITY : coefficient * least;
      highest = Number.POSITIVE_INFINITY;
    } else {
      lowest = Number.NEGATIVE_INFINITY;
      highest += monomial.includes('-') ? Number.POSITIVE_INFINITY : coefficient * least;
    }
  }
  return { lowest, highest };
}

export function productOf(dimensions: readonly Dimension[]): Dimension {
  let product: Dimension = 1;
  for (const dimension of dimensions) product = multiplyDimensions(product, dimension);
  return product;
}

/** `B`, `2*T+1`, `?` */
export function showDimension(dimension: Dimension): string {
  if (typeof dimension === 'number') return String(dimension);
  if (isUnknownDimension(dimension)) return '?';
  const parts = [...dimension.terms].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  let text = '';
  for (const [monomial, coefficient] of parts) {
    const size = Math.abs(coefficient);
    const part = monomial === '' ? String(size) : size === 1 ? monomial : `${size}*${monomial}`;
    text += coefficient < 0 ? `-${part}` : text === '' ? part : `+${part}`;
  }
  return text;
}
