import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.js';
import { expectGolden } from '../setup/golden.js';
import { answerInMemory } from './harness.js';

/** The page of each command as a terminal of 80 columns shows it; read it as a newcomer before you accept it. */
describe.each(COMMANDS.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  it('is called as its row says', async () => {
    const command = await entry.load();
    expect(command.name).toBe(name);
    expect(command.summary).toBe(entry.summary);
    expect(command.summary).not.toMatch(/\.$/);
    expect(command.description).toMatch(/\.$/);
  });

  it('has options that differ, and examples that can be typed', async () => {
    const { options, examples } = await entry.load();
    const flags = options.flatMap((spec) => spec.flags.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? []);
    expect(new Set(flags).size).toBe(flags.length);
    expect(examples.length).toBeGreaterThan(0);
    for (const { command, says } of examples) {
      expect(command).toContain('torchdock');
      expect(says).toMatch(/\.$/);
    }
  });

  it('has a page that fits 80 columns', async () => {
    const { status, stdout } = await answerInMemory(COMMANDS, [name, '--help']);
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expectGolden(`test/cli/help/${name}.txt`, stdout);
  });
});

it('has a first page that fits 80 by 40', async () => {
  const { stdout } = await answerInMemory(COMMANDS, ['--help']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length).toBeLessThanOrEqual(40);
});
