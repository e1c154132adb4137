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

it('does not know what a text that is not known matches', () => {
  const { show } = runText('import re\nfrom given import unknown\n');
  for (const call of [
    "re.match('a', unknown)",
    "re.sub('a', 'b', unknown)",
    "re.findall('(a)(b)', unknown)",
    "re.split(unknown, 'a')",
  ])
    expect(`${call}: ${show(call)}`).toBe(`${call}: ? nothing.value() is not known here`);
});
