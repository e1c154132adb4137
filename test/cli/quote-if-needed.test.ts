import { describe, expect, it } from 'vitest';
import { quoteIfNeeded } from '../../src/cli/completion/escape.js';

describe('quoteIfNeeded', () => {
  it('leaves plain words and quotes what a shell would run or take apart', () => {
    expect(['docs/a-b.md', 'v=1', './x'].map(quoteIfNeeded)).toEqual(['docs/a-b.md', 'v=1', './x']);
    expect(['a b', '$(id)', "it's", '-x', '~', ''].map(quoteIfNeeded)).toEqual([
      "'a b'",
      "'$(id)'",
      "'it'\\''s'",
      "'-x'",
      "'~'",
      "''",
    ]);
  });
});
