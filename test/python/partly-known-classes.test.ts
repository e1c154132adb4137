import { expect, it } from 'vitest';
import { runText } from './in-memory.js';

const TEXT = `
from dataclasses import dataclass
from nowhere import Base

@dataclass
class Options(Base):
    width: int = 3

def kind(cls):
    return 'base' if 'Settings' in [each.__name__ for each in cls.__mro__] else 'other'
`;

it('says that a class whose base is not known may have other bases', () => {
  const { show } = runText(TEXT);
  expect(show('kind(Options)')).toMatch(/^\? /);
  expect(show("'Options' in [each.__name__ for each in Options.__mro__]")).toBe('True');
  expect(show('Options.__dataclass_params__.frozen')).toBe('False');
});

it('does not know a set whose members are not known as a key', () => {
  const { show } = runText('from given import unknown\n');
  expect(show('{frozenset(unknown): 1}')).toMatch(/unknown|\?/);
});
