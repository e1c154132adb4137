import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A session file reads like a terminal:
 *
 *     # Comments, anywhere between commands.
 *     @ fixtures/sessions/lab          the folder that the session runs in a copy of (once, before the first command)
 *     $ torchdock check compose.yaml   a command for `sh`
 *     what it printed
 *     ! what it said on stderr
 *     [status 1]                       only when it is not 0
 *
 * A printed line that looks like one of these begins with a backslash.
 */
export interface Session {
  /** Relative to the repository; undefined means an empty folder. */
  readonly folder: string | undefined;
  readonly steps: readonly SessionStep[];
}

type SessionStep =
  | { readonly kind: 'text'; readonly line: string }
  | { readonly kind: 'command'; readonly line: string };

/** Everything but the output: comments, blank lines before a comment, the folder, the commands. */
export function parseSession(text: string): Session {
  let folder: string | undefined;
  const steps: SessionStep[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ kind: 'command', line: line.slice(2) });
    else if (line.startsWith('@ ')) folder = line.slice(2).trim();
    if (line.startsWith('@ ') || line === '#' || line.startsWith('# ')) steps.push({ kind: 'text', line });
  }
  return { folder, steps };
}

/** Runs the commands one after another in a copy of the folder, and writes the session as it went. */
export function runSession(session: Session): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-session-')));
  try {
    const folder = join(base, 'folder');
    if (session.folder === undefined) mkdirSync(folder);
    else cpSync(session.folder, folder, { recursive: true });
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
