import type { Fragment } from '../../src/graph/fragment.js';

/** A fragment as goldens show it to a person: a place is `file:line:column-line:column`, nothing else is left out. */
export function briefJson(fragment: Fragment): string {
  return `${JSON.stringify(fragment, shortenPlace, 2)}\n`;
}

function shortenPlace(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('endColumn' in value)) return value;
  const { file, line, column, endLine, endColumn } = value as Record<string, string | number>;
  return `${file}:${line}:${column}-${endLine}:${endColumn}`;
}
