import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Plan } from '../../src/environment/plan/plan.js';
import { TARGETS } from '../../src/writers/targets.js';
import { cpuPlan } from './plans.js';

/** Words and values that mean something to YAML, JSON, a shell, Compose or Kubernetes. */
const hostile = fc.oneof(
  fc.constantFrom(
    'yes',
    'on',
    '0o17',
    '1e3',
    '22:22',
    '~',
    '- x',
    '# x',
    '$HOME',
    '${X:-y}',
    '$(X)',
    '$$(X)',
    "'",
    '"',
  ),
  fc.string({
    unit: fc.constantFrom(
      '\n',
      '\t',
      '"',
      "'",
      '$',
      '\\',
      '`',
      ' ',
      '#',
      '{',
      '(',
      ')',
      ',',
      ':',
      '-',
      'é',
      '\u202e',
      'a',
    ),
    minLength: 1,
    maxLength: 10,
  }),
);

function hostilePlan(value: string, word: string): Plan {
  const { container } = cpuPlan;
  return {
    ...cpuPlan,
    container: { ...container, environment: { A: value, B: 'after' }, command: ['--', word, 'after'] },
  };
}

async function write(name: string, plan: Plan): Promise<string> {
  const target = await TARGETS.find((entry) => entry.name === name)?.load();
  return target?.write(plan, { folder: plan.project.root }).text ?? '';
}

/** What a program of this name is started with, by a real shell. */
function wordsGiven(program: string, script: string): readonly string[] {
  const stub = `mkdir() { :; }\n${program}() { printf '%s\\0' "$@"; }\n`;
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', stub + script.replace(/^exec /m, '')], {
    encoding: 'utf8',
    env: { PATH: '/nowhere', HOME: '/home/ada' },
  });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

describe('hostile words and values', () => {
  it('are themselves in compose, once its dollars are read', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (value, word) => {
        const document = parse(await write('compose', hostilePlan(value, word)));
        const once = (text: string): string => text.replaceAll('$$', '$');
        expect(document.services.lab.command.map(once)).toEqual(['--', word, 'after']);
        expect(once(document.services.lab.environment.A)).toBe(value);
        // No dollar is left that Compose would replace.
        for (const text of [...document.services.lab.command, document.services.lab.environment.A])
          expect(text.replaceAll('$$', '')).not.toContain('$');
      }),
    );
  });

  it('are themselves in Kubernetes, once its references are read', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (value, word) => {
        const documents = parseAllDocuments(await write('kubernetes', hostilePlan(value, word)));
        expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
        const [container] = documents.at(-1)?.toJS().spec.template.spec.containers ?? [];
        // As its own expansion reads them: `$$` is a dollar, and a reference begins only behind a single one.
        const read = (text: string): string =>
          text.replaceAll(/\$\$|\$\(/g, (found) => (found === '$$' ? '$' : '<reference>'));
        expect(container.args.map(read)).toEqual(['--', word, 'after']);
        expect(read(container.env[0].value)).toBe(value);
      }),
    );
  });

  it('are themselves in devcontainer.json, which no terminal obeys', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (value, word) => {
        const text = await write('devcontainer', hostilePlan(value, word));
        expect(text).not.toContain('\u202e');
        expect(parseJsonc(text).containerEnv).toEqual({ A: value, B: 'after' });
        expect(wordsGiven('nohup', parseJsonc(text).postStartCommand.replace(/ > .*$/s, '')).slice(-3)).toEqual([
          '--',
          word,
          'after',
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['docker-run', 'docker'],
    ['slurm', 'srun'],
    ['apptainer', 'apptainer'],
  ])('are the words that a shell gives in %s', async (name, program) => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (value, word) => {
        const words = wordsGiven(program, await write(name, hostilePlan(value, word)));
        // On one line a line break is made by printf, and `$(…)` drops those at the end.
        expect(words.slice(-3)).toEqual(['--', word.replace(/\n+$/, ''), 'after']);
        if (name === 'docker-run') expect(words).toContain(`A=${value.replace(/\n+$/, '')}`);
      }),
      { numRuns: 40 },
    );
  });
});
