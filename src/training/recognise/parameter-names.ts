import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';

const LONGEST = 4000;

/** Parameters of a function of the program as a signature of the library table, all of them settings; without the first `skipped`. */
export function readParameterNames(callee: Value | undefined, skipped: number): string {
  if (!isKind(callee, 'function')) return '';
  const { source, start } = callee.site;
  const open = source.text.indexOf('(', source.text.indexOf('def ', start));
  const text = source.text.slice(open + 1, open + LONGEST);
  const names: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (depth === 0 && (character === ',' || character === ')')) {
      names.push(/^\s*(\w+)/.exec(part)?.[1] ?? '');
      part = '';
      if (character === ')') break;
      continue;
    }
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    part += character;
  }
  return `| ${names
    .slice(skipped)
    .filter((name) => name !== '')
    .join(' ')}`;
}
