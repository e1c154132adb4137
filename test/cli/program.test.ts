import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.js';
import { runProgram } from '../setup/program.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'torchdock-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the program', () => {
  it('says its version, and nothing else', () => {
    for (const flag of ['--version', '-V']) {
      expect(runProgram([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    }
    expect(runProgram(['--no-color', '--version']).stdout).toBe(`${version}\n`);
  });

  it('looks around when no command is named', () => {
    const plain = runProgram([], { cwd: 'examples/resnet50' });
    expect(plain).toEqual(runProgram(['overview'], { cwd: 'examples/resnet50' }));
  });

  it('takes a closed pipe for the end of the wish', () => {
    const script = `'${process.execPath}' dist/cli.js explain | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = spawn(process.execPath, ['dist/cli.js', 'studio', 'examples/resnet50'], { stdio: 'pipe' });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve) => {
      const look = (text: Buffer): void => void (text.includes('http://') && resolve());
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => resolve());
    });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  it('names the path when the outside world says no', () => {
    const { status, stdout, stderr } = runProgram(['check', 'not/there'], { cwd: folder });
    expect(status).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('not/there: no such file or folder (ENOENT)');
  });

  it('prints exactly one document for --json', () => {
    const { status, stdout, stderr } = runProgram(['check', '--json', '--run', 'docker run -p 2222:22 box']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'findings/1' });
    expect([0, 1]).toContain(status);
  });

  it('has no colours in a pipe, unless they are wanted', () => {
    const run = ['--run', 'docker run -p 2222:22 box'];
    expect(runProgram(['check', ...run]).stdout).not.toContain('\u001b');
    expect(runProgram(['check', '--color', ...run]).stdout).toContain('\u001b[');
    expect(runProgram(['check', ...run, '--color', '--no-color']).stdout).not.toContain('\u001b');
  });
});

describe('completion', () => {
  /** What bash offers for the words of a line, the last one being completed. */
  function complete(...words: readonly string[]): string[] {
    const path = join(folder, 'completion.bash');
    writeFileSync(path, runProgram(['completion', 'bash']).stdout);
    const script = `source '${path}'; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _torchdock; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter(Boolean);
  }

  it('offers commands, options and choices in bash', () => {
    expect(complete('torchdock', '').sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
    expect(complete('torchdock', 'che')).toEqual(['check']);
    expect(complete('torchdock', '--no-color', 'expl')).toEqual(['explain']);
    expect(complete('torchdock', 'check', '--fo')).toEqual(['--format']);
    expect(complete('torchdock', 'check', '--format', 's')).toEqual(['sarif']);
    expect(complete('torchdock', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('torchdock', 'help', 'dr')).toEqual(['draw']);
    expect(complete('torchdock', 'check', '--run', '')).toEqual([]);
  });

  it('names every command and option in zsh and fish', async () => {
    const zsh = runProgram(['completion', 'zsh']).stdout;
    const fish = runProgram(['completion', 'fish']).stdout;
    expect(zsh).toMatch(/^#compdef torchdock\n/);
    for (const entry of COMMANDS) {
      expect(zsh).toContain(`    ${entry.name}) _arguments `);
      expect(fish).toContain(`-a ${entry.name} -d `);
      for (const { flags } of (await entry.load()).options) {
        const long = /--([a-z-]+)/.exec(flags)?.[1] ?? '';
        expect(zsh).toContain(`--${long}`);
        expect(fish).toContain(`-l ${long} `);
      }
    }
  });
});
