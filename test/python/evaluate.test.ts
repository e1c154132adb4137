import { describe, expect, it } from 'vitest';
import { runText } from './in-memory.js';

const TEXT = `
size = 7

def plain(text, width=3):
    height = width + 1
    return eval(text)

def outer():
    hidden = 5
    def inner(text):
        return eval(text)
    return inner

def within(width):
    return [eval(text) for text in ['size', 'width']]

def caught(text):
    try:
        return eval(text)
    except NameError:
        return text
    except SyntaxError:
        return 'no'

class Body:
    inside = 2
    found = eval('inside + size')
`;

describe('eval', () => {
  it('sees the variables of its function and the globals, as in Python', () => {
    const { show } = runText(TEXT);
    expect(show("plain('width * height + size')")).toBe('19');
    expect(show('Body.found')).toBe('9');
    expect(show("caught('nearest'), caught('text'), caught('3 x')")).toBe("('nearest', 'text', 'no')");
    expect(show("plain('missing')")).toBe("! NameError: name 'missing' is not defined");
  });

  it('does not know what it depends on the version of Python to see', () => {
    const { show } = runText(TEXT);
    expect(show("outer()('hidden')")).toBe('? eval() of hidden, a variable of a function');
    expect(show('within(3)[0]')).toBe('7');
    expect(show('within(3)[1]')).toBe('? eval() of width, a variable of a function');
  });
});
