import { type Arbitrary, check, property } from 'fast-check';
import { expect } from 'vitest';
import { createSourceText, type Place } from '../../src/base/text.js';
import type { Fragment } from '../../src/graph/fragment.js';
import type { Reader } from '../../src/readers/reader.js';
import { readText } from './fragment.js';

/** What every reader promises for every text: it never throws, says the same twice, and its places lie inside the text. */
export function expectReaderContract(reader: Reader, file: string, texts: Arbitrary<string>, numRuns = 60): void {
  const result = check(
    property(texts, (text) => {
      const fragment = readText(reader, file, text);
      return JSON.stringify(fragment) === JSON.stringify(readText(reader, file, text)) && placesInside(fragment, text);
    }),
    { numRuns },
  );
  expect(result.counterexample ?? undefined).toBeUndefined();
}

function placesInside(fragment: Fragment, text: string): boolean {
  const { lineStarts } = createSourceText('', text);
  const isInside = ({ line, column, endLine, endColumn }: Place): boolean =>
    [line, column, endLine, endColumn].every((value) => value >= 1) &&
    line <= lineStarts.length &&
    endLine <= lineStarts.length &&
    (lineStarts[endLine - 1] ?? 0) + endColumn - 1 <= text.length &&
    (line < endLine || column <= endColumn);
  const places: Place[] = [];
  JSON.stringify(fragment, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'endColumn' in value) places.push(value as Place);
    return value;
  });
  return places.every(isInside);
}
