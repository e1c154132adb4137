import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START_SCRIPT } from '../../../src/environment/plan/start-script.js';
import { requireTool, SHELLCHECK } from '../../setup/tools.js';

/** The script, its secrets and its memory moved into a folder, with programs that say how they were called. */
let folder: string;

const FAKES: Readonly<Record<string, string>> = {
  'jupyter-notebook': `echo "jupyter $*"
echo "token file $JUPYTER_TOKEN_FILE, secret \${HF_TOKEN-unset}, names \${TORCHDOCK_SECRETS-unset}"
trap 'echo jupyter ends; exit 0' TERM
echo ready >"$FOLDER/jupyter-is-there"
[ -z "\${JUPYTER_STATUS-}" ] || exit "$JUPYTER_STATUS"
while :; do sleep 0.05; done`,
  sshd: `echo "sshd $*"
trap 'echo sshd ends; exit 0' TERM
echo ready >"$FOLDER/sshd-is-there"
while :; do sleep 0.05; done`,
  // The file is the last word.
  'ssh-keygen': `for file; do :; done
echo made >>"$FOLDER/keys-made"
echo private >"$file" && echo public >"$file.pub"`,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-start-'));
  for (const name of ['bin', 'secrets', 'home', 'memory']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(FAKES)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const script = START_SCRIPT.replaceAll('/run/secrets', join(folder, 'secrets')).replaceAll(
    '/dev/shm',
    join(folder, 'memory'),
  );
  writeFileSync(join(folder, 'start'), script.replace('(sleep 8 &&', '(sleep 2 &&'));
  writeFileSync(join(folder, 'secrets/jupyter-token'), 'canary-token\n');
});

/** Whatever a test leaves behind, the script did not end. */
const started: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

const environmentOf = (more: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
  HOME: join(folder, 'home'),
  FOLDER: folder,
  ...more,
});

function run(
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'start'), ...words], {
    encoding: 'utf8',
    env: environmentOf(more),
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

function start(words: readonly string[], more: Readonly<Record<string, string>> = {}): Running {
  const child = spawn('sh', [join(folder, 'start'), ...words], { env: environmentOf(more), detached: true });
  started.push(child);
  let text = '';
  child.stdout.on('data', (part: Buffer) => void (text += part.toString()));
  child.stderr.on('data', (part: Buffer) => void (text += part.toString()));
  const ended = new Promise<number | null>((resolve) => void child.on('close', (status) => resolve(status)));
  return { child, ended, output: () => text };
}

async function until(...files: readonly string[]): Promise<void> {
  await expect.poll(() => files.every((file) => existsSync(join(folder, file))), { timeout: 30_000 }).toBe(true);
}

it('gives its parts a little less time than the engine gives it', () => {
  expect(START_SCRIPT).toContain('(sleep 8 &&');
});

it('is clean by ShellCheck', (context) => {
  requireTool(context, SHELLCHECK);
  const { status, stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], { input: START_SCRIPT, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

describe('what is started', () => {
  it('is the command itself where there is no service, and its status is that of the container', () => {
    expect(run(['--', 'sh', '-c', 'echo "$0 $1"; exit 7', 'a b', '$c'])).toMatchObject({
      status: 7,
      stdout: 'a b $c\n',
    });
  });

  it('is Jupyter, the first that is there, by a token file, with the secrets as variables', () => {
    writeFileSync(join(folder, 'secrets/HF_TOKEN'), 'canary-"hf" $(x)\n');
    const { status, stdout, stderr } = run(['jupyter'], { JUPYTER_STATUS: '5', TORCHDOCK_SECRETS: 'HF_TOKEN LOST' });
    expect(status).toBe(5);
    expect(stdout).toBe(
      [
        'jupyter --config=/usr/local/share/torchdock/jupyter_config.py --no-browser --ip=0.0.0.0 --port=8888',
        `token file ${folder}/secrets/jupyter-token, secret canary-"hf" $(x), names unset`,
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('torchdock: the secret LOST is not there\ntorchdock: jupyter ended with status 5\n');
  });

  it('is no Jupyter without a token', () => {
    rmSync(join(folder, 'secrets/jupyter-token'));
    expect(run(['jupyter'])).toMatchObject({ status: 78, stdout: '' });
  });

  it('is nothing that is not known', () => {
    expect(run(['telnet'])).toMatchObject({ status: 64, stderr: 'torchdock: unknown service: telnet\n' });
  });
});

describe('SSH', () => {
  const config = (): string => readFileSync(join(folder, 'memory/torchdock-sshd/sshd_config'), 'utf8');

  it('makes a host key once, and starts sshd for one user, with keys only', async () => {
    for (const _ of ['first', 'second']) {
      const { child, ended } = start(['ssh'], { GREETING: 'a b', QUOTED: 'a"b', LINES: 'a\nb' });
      await until('sshd-is-there');
      child.kill('SIGTERM');
      expect(await ended).toBe(143);
      rmSync(join(folder, 'sshd-is-there'));
    }
    expect(readFileSync(join(folder, 'keys-made'), 'utf8')).toBe('made\n');
    const mode = (path: string): number => statSync(join(folder, path)).mode & 0o777;
    expect(mode('home/.torchdock-ssh')).toBe(0o700);
    expect(mode('home/.torchdock-ssh/ssh_host_ed25519_key')).toBe(0o600);
    expect(mode('memory/torchdock-sshd/sshd_config')).toBe(0o600);
    const lines = config().split('\n');
    const user = spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim();
    for (const line of [
      `HostKey ${folder}/home/.torchdock-ssh/ssh_host_ed25519_key`,
      `AllowUsers ${user}`,
      'Port 2222',
      `AuthorizedKeysFile ${folder}/secrets/authorized_keys`,
      'AuthenticationMethods publickey',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin no',
      'UsePAM no',
      'X11Forwarding no',
      'AllowAgentForwarding no',
      'AllowTcpForwarding local',
    ])
      expect(lines).toContain(line);
    const variables = lines.filter((line) => line.startsWith('SetEnv'));
    expect(variables).toHaveLength(1);
    expect(variables[0]).toContain('"GREETING=a b"');
    expect(variables[0]).not.toMatch(/QUOTED|LINES|HOME=/);
  });
});

describe('the end', () => {
  it('comes when a service ends: the others end too', async () => {
    const { ended, output } = start(['ssh', 'jupyter'], { JUPYTER_STATUS: '3' });
    expect(await ended).toBe(3);
    expect(output()).toContain('jupyter ended with status 3');
  });

  it('comes when a command fails, and not when it is done', async () => {
    const failing = start(['jupyter', '--', 'sh', '-c', 'exit 9']);
    expect(await failing.ended).toBe(9);
    const done = start(['jupyter', '--', 'sh', '-c', 'exit 0']);
    await until('jupyter-is-there');
    await expect.poll(() => done.output(), { timeout: 30_000 }).toContain('command ended with status 0');
    expect(done.child.exitCode).toBeNull();
    done.child.kill('SIGTERM');
    expect(await done.ended).toBe(143);
  });

  it('comes by TERM, which every part gets and is waited for', async () => {
    const { child, ended, output } = start(['jupyter', 'ssh', '--', 'sleep', '600']);
    await until('jupyter-is-there', 'sshd-is-there');
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(output()).toContain('jupyter ends');
    expect(output()).toContain('sshd ends');
  });

  it('does not wait for ever for a part that does not want to end', async () => {
    const stubborn = start([
      'jupyter',
      '--',
      'sh',
      '-c',
      "trap '' TERM; touch $FOLDER/deaf; while :; do sleep 0.05; done",
    ]);
    await until('jupyter-is-there', 'deaf');
    stubborn.child.kill('SIGTERM');
    // What is deaf still holds the output: the end of the script itself counts.
    const status = await new Promise((resolve) => void stubborn.child.on('exit', (code) => resolve(code)));
    expect(status).toBe(143);
  });

  it('comes by TERM when it only waits', async () => {
    const { child, ended } = start([]);
    child.kill('SIGTERM');
    expect(await ended).toBeNull();
    expect(child.signalCode).toBe('SIGTERM');
  });
});
