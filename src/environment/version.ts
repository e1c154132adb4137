import { compareText } from '../base/order.js';

/** Numbers with dots between, as `2.7.1`, `535.104.05` or `3.13t` (a Python without its global lock). */
export function isVersion(text: string): boolean {
  return /^\d{1,6}(?:\.\d{1,6}){0,4}t?$/.test(text);
}

/** Order by the numbers from the left; a missing number counts as 0; `3.13t` comes after `3.13`. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  // Read in place: the solver compares a thousand times for one question.
  for (let inA = 0, inB = 0; inA < a.length || inB < b.length; ) {
    const endA = endOfNumber(a, inA);
    const endB = endOfNumber(b, inB);
    const difference = numberAt(a, inA, endA) - numberAt(b, inB, endB);
    if (difference !== 0) return difference;
    inA = endA + 1;
    inB = endB + 1;
  }
  return compareText(a.endsWith('t') ? 't' : '', b.endsWith('t') ? 't' : '');
}

/** Where the next dot is, or the end. */
function endOfNumber(version: string, from: number): number {
  const at = version.indexOf('.', from);
  return at < 0 ? version.length : at;
}

function numberAt(version: string, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at += 1) {
    const digit = version.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  return number;
}

/** True when `part` is the version or its beginning: `2.1` begins `2.1.0`, but not `2.10.0`. */
export function beginsVersion(part: string, version: string): boolean {
  return version === part || version.startsWith(`${part}.`);
}

/** True when the version is newer than `newest`, as far as it says: `2.15` is newer than `2.14.1`, `2.14` is not. */
export function isNewerThan(version: string, newest: string): boolean {
  return !beginsVersion(version, newest) && compareVersions(version, newest) > 0;
}

/** How far two versions lie apart: 1000 for each first number, 1 for each second one. */
export function versionDistance(a: string, b: string): number {
  const [firstA = 0, secondA = 0] = numbersOf(a);
  const [firstB = 0, secondB = 0] = numbersOf(b);
  return Math.abs((firstA - firstB) * 1000 + secondA - secondB);
}

/** `2.7.1` → `2.7`. */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

export function majorOf(version: string): string {
  const at = version.indexOf('.');
  return at < 0 ? version : version.slice(0, at);
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
