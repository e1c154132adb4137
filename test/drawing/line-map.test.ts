import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originalPosition, remainingText } from '../../src/drawing/line-map.js';

/** Asks where the mark `@` of what is left stood in the text. */
function whereIsMark(text: string): string {
  const left = remainingText(text);
  const at = left.indexOf('@');
  const before = left.slice(0, at);
  const { line, column } = originalPosition(text, {
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
  });
  return `${line}:${column}`;
}

test.each([
  ['flowchart LR\n  a@', '2:4'],
  ['---\ntitle: x\nconfig:\n  look: neo\n---\nflowchart LR\n  a@', '7:4'],
  ['%% a comment\n\nflowchart LR\n%% another\n  a@', '5:4'],
  ['flowchart LR\n\n\n  %% comment after blank lines\n\n  a@', '6:4'],
  ["%%{init: {\n  'theme': 'dark'\n}}%%\nflowchart LR\n  a@", '5:4'],
  ['\n\n\n  flowchart LR\n  a@', '5:4'],
  ['---\r\ntitle: x\r\n---\r\nflowchart LR\r\n  a@', '5:4'],
])('a place behind what Mermaid takes out is led back: %j', (text, place) => {
  expect(whereIsMark(text)).toBe(place);
});

test('any position of any text is led to a place inside it', () => {
  const lines = fc.array(fc.constantFrom('---', '%% c', '%%{init: {}}%%', 'a --> b', '', '  ', 'title: x'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(lines, fc.nat(20), fc.nat(20), (parts, line, column) => {
      const text = parts.join('\n');
      const at = originalPosition(text, { line: line + 1, column: column + 1 });
      expect(at.line).toBeLessThanOrEqual(Math.max(1, parts.length));
      expect(at.line).toBeGreaterThanOrEqual(1);
      expect(at.column).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 100 },
  );
});
