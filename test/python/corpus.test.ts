import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createInterpreter } from '../../src/python/create-interpreter.js';
import { PYTHON, requireTool } from '../setup/tools.js';

const FOLDER = resolve('fixtures/python');
const CASES = readdirSync(FOLDER);

/** Runs every case in one real Python; each prints into its own text. */
const DRIVER = `
import contextlib, io, json, runpy, sys
printed = {}
for case in sys.argv[2:]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        runpy.run_path(f'{sys.argv[1]}/{case}/main.py', run_name='__main__')
    printed[case] = out.getvalue()
print(json.dumps(printed))
`;

describe('programs print what CPython prints', () => {
  let expected: Readonly<Record<string, string>> = {};

  beforeAll(() => {
    if (!PYTHON.isPresent()) return;
    const answer = execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', DRIVER, FOLDER, ...CASES], {
      encoding: 'utf8',
    });
    expected = JSON.parse(answer.slice(answer.lastIndexOf('\n', answer.length - 2) + 1)) as Record<string, string>;
  });

  it('has at least 120 of them', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(120);
  });

  it.each(CASES)('%s', (name) => {
    const interpreter = createInterpreter({
      sources: { read: readText },
      roots: [`${FOLDER}/${name}`],
      isAbsent: () => true,
    });
    interpreter.runFile(`${FOLDER}/${name}/main.py`, { asMain: true });
    const wrong = interpreter.problems.filter(({ kind }) => kind !== 'assumed');
    expect(wrong.map(({ reason }) => reason)).toEqual([]);
    if (PYTHON.isPresent()) expect(interpreter.printed.join('')).toBe(expected[name]);
  });

  it('was compared with a real Python', (context) => {
    requireTool(context, PYTHON);
    expect(Object.keys(expected)).toEqual(CASES);
  });
});

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
