import { expect, it } from 'vitest';
import { runText } from './in-memory.js';

it('ends a pattern that tries exponentially many ways', () => {
  const { show } = runText('import re\n', { budget: { steps: 200_000 } });
  expect(show("re.match('(a|a)*b', 'a' * 40)")).toMatch(/steps|too much/);
});

it('says what it does not follow, and raises what Python raises', () => {
  const { show } = runText('import re\n');
  expect(show("re.match('(?>a)', 'a')")).toMatch(/^\? .*not followed/);
  expect(show("re.compile('(')")).toMatch(/missing \)/);
});
