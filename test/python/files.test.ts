import { expect, test } from 'vitest';
import { createInterpreter } from '../../src/python/create-interpreter.js';

function print(files: Readonly<Record<string, string>>): readonly string[] {
  const interpreter = createInterpreter({
    sources: { read: (path) => files[path], isFolder: (path) => path === 'net' },
    roots: ['net'],
  });
  const { ended } = interpreter.runFile('net/main.py', { asMain: true });
  expect(ended).toBeUndefined();
  return interpreter.printed.join('').trimEnd().split('\n');
}

const YAML = `
plain: {int: 1_000, hex: 0x1F, octal: 010, text: 1e-3, float: 1.0e-3, on: yes, off: 'yes', none: ~, 2: two}
base: &base {p: 1, q: 2}
more:
  r: 3
  <<: *base
`;

test('files beside the program are read as Python and PyYAML read them', () => {
  const main = `
import json, os, yaml
from pathlib import Path
HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, 'c.yaml')) as f:
    raw = yaml.safe_load(f)
print(raw['plain'])
print(raw['more'])
print(json.load(open(Path(__file__).resolve().parent / 'c.json')))
print(Path(HERE, 'c.json').read_text().strip(), len(open(HERE + '/c.yaml').readlines()))
`;
  expect(print({ 'net/main.py': main, 'net/c.yaml': YAML, 'net/c.json': '{"a": [1, 2.0, null]}\n' })).toEqual([
    "{'int': 1000, 'hex': 31, 'octal': 8, 'text': '1e-3', 'float': 0.001, True: True, False: 'yes', 'none': None, 2: 'two'}",
    "{'p': 1, 'q': 2, 'r': 3}",
    "{'a': [1, 2.0, None]}",
    '{"a": [1, 2.0, null]} 6',
  ]);
});

test('OmegaConf has numbers with exponents, attributes, merges, and says what stands for another value', () => {
  const main = `
from omegaconf import OmegaConf
cfg = OmegaConf.merge(OmegaConf.load('net/c.yaml'), {'more': {'r': 5}}, OmegaConf.create('a: {b: 1}'))
print(cfg.plain.text, cfg.more.r, cfg.more.p, cfg.a.b, cfg.get('nothing', 7))
print(OmegaConf.to_container(cfg.more))
print(OmegaConf.create({'x': '\${y}'}).x)
`;
  expect(print({ 'net/main.py': main, 'net/c.yaml': YAML })).toEqual([
    '0.001 5 1 1 7',
    "{'p': 1, 'q': 2, 'r': 5}",
    expect.stringContaining('unknown: a value of a configuration that stands for another'),
  ]);
});

test('what cannot be read is not known, and does not raise', () => {
  const main = `
import json, os, yaml
print(json.load(open('net/none.json')))
print(yaml.safe_load(open('../secret.yaml')))
print(os.path.exists('net/none.json'))
print(yaml.safe_load('a: !!python/object:os.system {}'))
print(open('net/main.py', 'w'))
`;
  for (const line of print({ 'net/main.py': main })) expect(line).toContain('unknown');
});
