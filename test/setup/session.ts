import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A session file reads like a terminal:
 *
 *     # Comments, anywhere between commands.
 *     @ fixtures/sessions/lab          the folder that the session runs in a copy of (before the first command)
 *     @ fixtures/models/gpt/model.py gpt.py   a file that is copied into it, by the name that it gets
 *     $ torchdock check compose.yaml   a command for `sh`
 *     what it printed
 *     ! what it said on stderr
 *     [status 1]                       only when it is not 0
 *
 * A printed line that looks like one of these begins with a backslash.
 */
export interface Session {
  /** What it begins with, relative to the repository; nothing means an empty folder. */
  readonly copies: readonly Copy[];
  readonly steps: readonly SessionStep[];
}

interface Copy {
  readonly from: string;
  /** A name in the folder; undefined means the folder itself. */
  readonly to: string | undefined;
}

type SessionStep =
  | { readonly kind: 'text'; readonly line: string }
  | { readonly kind: 'command'; readonly line: string };

/** Everything but the output: comments, blank lines before a comment, what is copied, the commands. */
export function parseSession(text: string): Session {
  const copies: Copy[] = [];
  const steps: SessionStep[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ kind: 'command', line: line.slice(2) });
    else if (line.startsWith('@ ')) {
      const [from = '', to] = line.slice(2).trim().split(/ +/);
      copies.push({ from, to });
    }
    if (line.startsWith('@ ') || line === '#' || line.startsWith('# ')) steps.push({ kind: 'text', line });
  }
  return { copies, steps };
}

/** Runs the commands one after another in a copy of the folder, and writes the session as it went. */
export function runSession(session: Session): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-session-')));
  try {
    const folder = join(base, 'folder');
    mkdirSync(folder);
    for (const { from, to = '.' } of session.copies) cpSync(from, join(folder, to), { recursive: true });
    const programs = join(base, 'bin');
    installProgram(programs);
    return writeSession(session.steps, (line) => runCommand(line, folder, programs));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function writeSession(steps: readonly SessionStep[], run: (line: string) => string[]): string {
  const lines: string[] = [];
  let before: SessionStep['kind'] | undefined;
  for (const step of steps) {
    if (before === 'command') lines.push('');
    if (step.kind === 'text') lines.push(step.line);
    else lines.push(`$ ${step.line}`, ...run(step.line));
    before = step.kind;
  }
  return `${lines.join('\n')}\n`;
}

function installProgram(folder: string): void {
  const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const path = join(folder, 'torchdock');
  mkdirSync(folder);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path, 0o755);
}

function runCommand(line: string, folder: string, programs: string): string[] {
  const { PATH, HOME, TMPDIR } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    input: '',
    env: { PATH: `${programs}:${PATH}`, HOME, ...(TMPDIR ? { TMPDIR } : {}), COLUMNS: '80', LANG: 'C.UTF-8' },
  });
  const shown = (text: string): string[] =>
    text === '' ? [] : text.replaceAll(folder, '/folder').replace(/\n$/, '').split('\n');
  return [
    ...shown(stdout).map((text) => (/^(?:[#$@!]( |$)|\[status )/.test(text) ? `\\${text}` : text)),
    ...shown(stderr).map((text) => `! ${text}`.trimEnd()),
    ...(status === 0 ? [] : [`[status ${status}]`]),
  ];
}
