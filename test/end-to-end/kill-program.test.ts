import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type IsolatedEngine, startIsolatedPodman } from '../setup/engines.js';
import { PODMAN, requireTool, STATIC_BUSYBOX } from '../setup/tools.js';
import { ROOT } from './needs.js';
import { buildPretendDebian, PRETEND_DEBIAN } from './pretend-debian.js';
import { makeProject, type Project } from './project.js';

const NEEDS = [PODMAN, STATIC_BUSYBOX, ROOT];
const isReady = NEEDS.every((tool) => tool.isPresent());
vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

/**
 * Stands before podman on PATH: kills whoever has called it, before, after or in the middle of what a command says, and
 * leaves a service that it started alone.
 */
const KILLER = `#!/bin/sh
PATH=\${PATH#*:}
case "$*" in "$KILL_AT"*) ;; *) exec podman "$@" ;; esac
[ "$KILL_WHEN" = before ] && { kill -KILL "$PPID"; exit 1; }
case "$1" in
  build)
    podman "$@" 2>&1 | while read -r line; do
      printf '%s\\n' "$line"
      case $line in "pretend 150:"*) kill -KILL "$PPID" ;; esac
    done
    ;;
  system)
    podman "$@" &
    trap 'kill "$!"' TERM
    for last; do :; done
    until [ -S "\${last#unix://}" ]; do sleep 0.01; done
    kill -KILL "$PPID"
    wait
    ;;
  *)
    podman "$@"
    kill -KILL "$PPID"
    ;;
esac
`;

let podman: IsolatedEngine;
let project: Project;

beforeAll(async () => {
  if (!isReady) return;
  podman = await startIsolatedPodman();
  buildPretendDebian(podman);
  const spec = `base: ${PRETEND_DEBIAN}\ninstaller: none\njupyter: false\npackages: {apt: [tree]}\nlimits: {memory: 64mb, shm: 16mb}\ncommand: sleep 1000\n`;
  project = makeProject('tiny', { 'torchdock.yaml': spec });
  mkdirSync(binFolder());
  writeFileSync(join(binFolder(), 'podman'), KILLER);
  chmodSync(join(binFolder(), 'podman'), 0o755);
});

afterAll(async () => {
  project?.remove();
  await podman?.stop();
});

beforeEach((context) => {
  for (const tool of NEEDS) requireTool(context, tool);
});

const scratch = (): string => podman.environment['TMPDIR'] ?? '';
const binFolder = (): string => join(scratch(), 'bin');

/** Folders of services, by which torchdock reaches them. */
const listServiceFolders = (): readonly string[] =>
  readdirSync(scratch()).filter((name) => name.startsWith('torchdock-') && !name.startsWith('torchdock-e2e-'));

const listContainers = (): string =>
  podman.run('ps', '--all', '--external', '--format', '{{.Names}} {{.Status}}').trim();

/** The service that a killed torchdock has left would end by itself after a minute; here it is ended now. */
async function endLeftServices(): Promise<void> {
  for (const name of listServiceFolders()) {
    const pid = Number(readFileSync(join(scratch(), name, 'pid'), 'utf8').split(' ')[0]);
    if (isRunning(pid)) process.kill(pid, 'SIGTERM');
    while (isRunning(pid)) await wait(10);
  }
}

/** A build that a killed torchdock has left needs nobody to end it; the service beside it would wait for a minute. */
async function untilLeftEnd(): Promise<void> {
  for (const name of listServiceFolders()) {
    const pid = Number(readFileSync(join(scratch(), name, 'pid'), 'utf8').split(' ')[0]);
    if (existsSync(join(scratch(), name, 'podman.sock')) && isRunning(pid)) process.kill(pid, 'SIGTERM');
    while (isRunning(pid)) await wait(10);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it.each([
  ['before', 'system service'],
  ['after', 'system service'],
  ['before', 'create'],
  ['after', 'create'],
])('killed %s podman %s: the next up and down mend it, and no folder of a service stays', async (when, what) => {
  for (const mending of ['up', 'down']) {
    const killed = await project.run(['up', '--engine', 'podman'], {
      PATH: `${binFolder()}:${process.env['PATH']}`,
      KILL_AT: what,
      KILL_WHEN: when,
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(await project.run([mending])).toMatchObject({ status: 0 });
    expect(listContainers()).toMatch(mending === 'up' ? /^torchdock-tiny-\w+ Up / : /^$/);
    await endLeftServices();
    expect(await project.run(['down'])).toMatchObject({ status: 0 });
    expect(listContainers()).toBe('');
    expect(listServiceFolders()).toEqual([]);
  }
});

it('killed while a step of a build talks: the build comes to its end, and the next one does not wait for ever', async () => {
  expect(await project.run(['down', '--image'])).toMatchObject({ status: 0 });
  const killed = await project.run(['build', '--engine', 'podman'], {
    PATH: `${binFolder()}:${process.env['PATH']}`,
    KILL_AT: 'build',
    KILL_WHEN: 'during',
  });
  expect(killed.signal).toBe('SIGKILL');
  expect(await project.run(['build'])).toMatchObject({ status: 0 });
  await untilLeftEnd();
  expect(listContainers()).toBe('');
  expect(await project.run(['down', '--image'])).toMatchObject({ status: 0 });
  expect(listServiceFolders()).toEqual([]);
});
