import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.js';
import { useHostileTree } from './run-hostile.js';

/** How each command is let loose on the whole tree; none of these may change it. */
const LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  overview: [['--json']],
  draw: [
    ['deployment', '--to', 'svg'],
    ['image', '--to', 'json', '--lang', 'zh', '--depth', '3'],
    ['pipeline'],
    ['pipeline', 'special/pipe', '--to', 'svg'],
    ['pipeline', 'broken', '--depth', '3', '--', '--lr', 'nan'],
  ],
  model: [['.'], ['broken', '--json'], ['special/pipe']],
  profile: [['.'], ['broken', '--json'], ['special/pipe'], ['names', 'many', '--lang', 'zh']],
  render: [['pages'], ['names/0/n0/Dockerfile']],
  // It serves until it is interrupted; see `process.test.ts`.
  studio: [['special/pipe']],
  resolve: [['--facts', 'broken/cut']],
  init: [['--dry-run']],
  lock: [['--check', '--json']],
  export: [['compose'], ['kubernetes', '--json']],
  verify: [['--json']],
  doctor: [['--json']],
  build: [['--dry-run'], ['--json']],
  up: [['--dry-run'], ['--json']],
  status: [['--json'], ['--all', '--json']],
  logs: [['--tail', '3']],
  shell: [['--ssh-config'], ['--dry-run']],
  exec: [
    ['--', 'true'],
    ['special/pipe', '--', 'true'],
  ],
  down: [['--dry-run', '--volumes', '--image'], ['--json']],
  docs: [['--check'], ['--diff'], ['--dry-run', '--json']],
  check: [[], ['--json']],
  validate: [['.']],
  explain: [['SRC-01']],
  completion: [['bash']],
};

const tree = useHostileTree();

describe('the whole tree', () => {
  it('is met by every command', () => {
    expect(Object.keys(LINES).sort(), 'give a new command its lines in LINES').toEqual(
      COMMANDS.map(({ name }) => name).sort(),
    );
  });

  it.each(Object.entries(LINES))('is left as it was by %s, which ends by itself and in order', (command, lines) => {
    const before = tree.state();
    for (const args of lines) {
      const { stdout } = tree.run('.', [command, ...args]);
      if (args.includes('--json')) expect(() => JSON.parse(stdout)).not.toThrow();
    }
    expect(tree.state()).toEqual(before);
  });

  it.each(COMMANDS.map(({ name }) => name))('%s refuses words that steer a terminal', (command) => {
    for (const word of ['\u001b[2J\n::error::x\u202e', '--\u009b31m\u0007'])
      expect(tree.run('.', [command, word]).status).not.toBe(0);
  });
});
