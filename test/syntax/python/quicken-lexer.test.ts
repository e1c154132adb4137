import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { Lexer } from 'py-ast';
import { describe, expect, it } from 'vitest';
import { quickenLexer } from '../../../src/syntax/python/quicken-lexer.js';

/** The other build of py-ast is another copy of it, which nobody quickens. */
const { Lexer: Original } = createRequire(import.meta.url)('py-ast') as { Lexer: typeof Lexer };
quickenLexer();

type Made = string | readonly unknown[];

function tokens(Kind: typeof Lexer, text: string): Made {
  try {
    return new Kind(text).tokenize();
  } catch (error) {
    return String(error);
  }
}

function listSources(): string[] {
  const torchvision = '/usr/lib/python3/dist-packages/torchvision/models';
  const own = readdirSync('fixtures/python').map((name) => `fixtures/python/${name}/main.py`);
  const models = readdirSync('fixtures/models', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => `fixtures/models/${name}`);
  const library = existsSync(torchvision)
    ? readdirSync(torchvision).flatMap((name) => (name.endsWith('.py') ? `${torchvision}/${name}` : []))
    : [];
  return [...own, ...models, ...library].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
}

const PIECES = [
  ...'()[]{},.:=\'"#\\ \t\n\r+-*/%@é𝐱'.split(''),

  '"""',
  "'''",
  'f"',
  "rb'",
  'def',
  'f',
  'lambda ',
  'None',
  'x1',
  '__é',
  ':=',
  '...',
  '.5',
  '==',
  '1e3',
  '\n    ',
  '\r\n',
  '𝐱',
  '# é\n',
  "'é'",
];

describe('the quickened lexer', () => {
  it('is not the other one', () => {
    expect(Original.prototype).not.toBe(Lexer.prototype);
  });

  it('gives the tokens that py-ast gives for whole files', () => {
    for (const text of listSources()) expect(tokens(Lexer, text)).toEqual(tokens(Original, text));
  });

  it('gives the tokens, or the error, that py-ast gives for anything', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        expect(tokens(Lexer, text)).toEqual(tokens(Original, text));
      }),
      { numRuns: 3000 },
    );
  });
});
