import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type IsolatedEngine, startIsolatedPodman } from '../setup/engines.js';
import { PODMAN, requireTool, STATIC_BUSYBOX } from '../setup/tools.js';
import { askEngine } from './ask-engine.js';
import { type EngineProxy, startEngineProxy } from './engine-proxy.js';
import { ROOT } from './needs.js';
import { buildPretendDebian, PRETEND_DEBIAN } from './pretend-debian.js';
import { makeProject, OWN_PORTS, type Project } from './project.js';
import { type RunResult, runTorchdock } from './run-torchdock.js';

const NEEDS = [PODMAN, STATIC_BUSYBOX, ROOT];
const isReady = NEEDS.every((tool) => tool.isPresent());

/** More contacts than any command has: a loop that goes on beyond them hangs. */
const MOST_CONTACTS = 200;

// A hundred runs of the program, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 600_000 });

let podman: IsolatedEngine;
let service: ChildProcess;
let socket: string;
let proxy: EngineProxy;
let project: Project;

beforeAll(async () => {
  if (!isReady) return;
  podman = await startIsolatedPodman();
  buildPretendDebian(podman);
  const folder = podman.environment['TMPDIR'] ?? '';
  socket = join(folder, 'engine.sock');
  service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], { stdio: 'ignore' });
  while (!existsSync(socket) && service.exitCode === null) await wait(10);
  proxy = await startEngineProxy(join(folder, 'proxy.sock'), socket);
}, 60_000);

afterAll(async () => {
  if (!isReady) return;
  await proxy.close();
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  await podman.stop();
}, 60_000);

beforeEach((context) => {
  for (const tool of NEEDS) requireTool(context, tool);
  project = makeProject('tiny', { 'torchdock.yaml': specOf() });
});

afterEach(async () => {
  if (!isReady) return;
  await clearEngine();
  await clearImages();
  project.remove();
});

const specOf = ({ packages = [] as readonly string[], pids = 100 } = {}): string => `base: ${PRETEND_DEBIAN}
installer: none
jupyter: false
packages: {apt: [${packages.join(', ')}]}
secrets: [LAB_TOKEN]
ports: [${OWN_PORTS}]
limits: {memory: 64mb, shm: 16mb, pids: ${pids}}
command: sleep 1000
`;

function run(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<RunResult> {
  const environment = { CONTAINER_HOST: `unix://${podman.environment['TMPDIR']}/proxy.sock`, LAB_TOKEN: 'canary' };
  return runTorchdock([...args, '--engine', 'podman'], {
    cwd: project.folder,
    environment,
    ...(onStart ? { onStart } : {}),
  });
}

/** Undefined when the command had fewer contacts, and ran through. */
interface Stopped {
  readonly at: string;
  readonly result: RunResult;
}

/** Of the steps of a build every fourth, and the first: what becomes of a build is the same in each. */
const isSkippedStep = (what: string): boolean => /^STEP (?!1\/)/.test(what) && !/^STEP (?:4|8|12)\//.test(what);

/**
 * Runs a command that gets a signal at its contact number `number`. Of looks that follow one another only the first one counts:
 * between them nothing changes but in the project's folder, and how that was left is seen before the next change.
 */
async function runUntil(
  signal: 'SIGKILL' | 'SIGINT',
  number: number,
  args: readonly string[],
): Promise<Stopped | undefined> {
  let child: ChildProcess | undefined;
  let count = 0;
  let isLooking = false;
  let at: string | undefined;
  proxy.watch(async ({ what, when }) => {
    const isLook = what.startsWith('GET ');
    const isCounted = !isLook || (!isLooking && when === 'before');
    isLooking = isLook;
    if (!isCounted || isSkippedStep(what)) return undefined;
    count += 1;
    if (count !== number || !child) return undefined;
    at = `${signal} ${when} ${what}`;
    const ended = once(child, 'exit');
    child.kill(signal);
    if (signal === 'SIGINT') return undefined;
    await ended;
    return 'dropped';
  });
  const result = await run(args, (started) => (child = started));
  await proxy.untilQuiet();
  proxy.watch(undefined);
  return at === undefined ? undefined : { at, result };
}

/** Does the same at each contact of a command, until there are no more; the number of contacts. */
async function atEveryContact(visit: (number: number) => Promise<Stopped | undefined>): Promise<number> {
  for (let number = 1; number < MOST_CONTACTS; number += 1) {
    if ((await visit(number)) === undefined) return number - 1;
  }
  throw new Error(`more than ${MOST_CONTACTS} contacts`);
}

async function expectFine(args: readonly string[], at: string): Promise<RunResult> {
  const result = await run(args);
  expect(result, at).toMatchObject({ status: 0 });
  return result;
}

/** All that is ours or could be: the base is left out, which was there before. */
async function readState(): Promise<{
  readonly containers: unknown[];
  readonly images: string[];
  readonly volumes: string[];
}> {
  const [containers, images, volumes] = await Promise.all([
    askEngine<readonly Listed[]>(socket, 'GET', '/containers/json?all=1'),
    askEngine<readonly { readonly RepoTags?: readonly string[] | null; readonly Id: string }[]>(
      socket,
      'GET',
      '/images/json',
    ),
    askEngine<{ readonly Volumes?: readonly { readonly Name: string }[] | null }>(socket, 'GET', '/volumes'),
  ]);
  return {
    containers: containers.map(({ Names, State, Image, Labels, Ports }) => ({ Names, State, Image, Labels, Ports })),
    images: images
      .flatMap(({ RepoTags, Id }) => RepoTags ?? [Id])
      .filter((name) => !name.startsWith('localhost/torchdock-test/'))
      .sort(),
    volumes: (volumes.Volumes ?? []).map(({ Name }) => Name).sort(),
  };
}

interface Listed {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Image: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Ports: unknown;
}

/** What lies in the folder of the project: names and contents. */
function readFolder(): Record<string, string> {
  const names = readdirSync(project.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(project.folder.length), readFileSync(path, 'utf8')]));
}

/** Containers and volumes away, by the engine itself and not by what is tested. */
async function clearEngine(): Promise<void> {
  const containers = await askEngine<readonly Listed[]>(socket, 'GET', '/containers/json?all=1');
  for (const { Id } of containers) await askEngine(socket, 'DELETE', `/containers/${Id}?force=1&v=1`);
  const { volumes } = await readState();
  for (const name of volumes) await askEngine(socket, 'DELETE', `/volumes/${name}?force=1`);
}

async function clearImages(): Promise<void> {
  for (const name of (await readState()).images) await askEngine(socket, 'DELETE', `/images/${name}?force=1`);
}

/** What builds leave behind when nobody puts it away: working containers, which only this shows. */
function listWorkingContainers(): string {
  return podman.run('ps', '--all', '--external', '--format', '{{.Names}} {{.Status}}').trim();
}

describe('torchdock, killed at every contact with Podman', () => {
  it('in up: the next up or down mends it', async () => {
    await expectFine(['up'], 'undisturbed');
    const wanted = { state: await readState(), folder: readFolder() };
    const count = await atEveryContact(async (number) => {
      await clearEngine();
      const killed = await runUntil('SIGKILL', number, ['up']);
      if (!killed) return undefined;
      if (number % 2 === 0) {
        await expectFine(['up'], killed.at);
        expect({ state: await readState(), folder: readFolder() }, killed.at).toEqual(wanted);
      } else {
        await expectFine(['down'], killed.at);
        expect((await readState()).containers, killed.at).toEqual([]);
      }
      return killed;
    });
    expect(count).toBeGreaterThan(8);
  });

  it('in up over an older container: the next up makes the new one', async () => {
    await expectFine(['up'], 'undisturbed');
    let pids = 100;
    const count = await atEveryContact(async (number) => {
      pids += 1;
      project.write('torchdock.yaml', specOf({ pids }));
      const killed = await runUntil('SIGKILL', number, ['up']);
      await expectFine(['up'], killed?.at ?? 'the end');
      const { containers } = await readState();
      expect(containers, killed?.at).toMatchObject([{ State: 'running' }]);
      expect(JSON.stringify(containers), killed?.at).toContain(`\\"pids\\":${pids}`);
      return killed;
    });
    expect(count).toBeGreaterThan(8);
  });

  it('in down: the next down or up mends it', async () => {
    await expectFine(['up'], 'undisturbed');
    const wanted = { state: await readState(), folder: readFolder() };
    const count = await atEveryContact(async (number) => {
      const killed = await runUntil('SIGKILL', number, ['down', '--volumes']);
      if (number % 2 === 0) {
        await expectFine(['down', '--volumes'], killed?.at ?? 'the end');
        expect(await readState(), killed?.at).toMatchObject({ containers: [], volumes: [] });
      }
      await expectFine(['up'], killed?.at ?? 'the end');
      expect({ state: await readState(), folder: readFolder() }, killed?.at).toEqual(wanted);
      return killed;
    });
    expect(count).toBeGreaterThan(5);
  });

  it('in build: the next build makes the image, and down leaves none', async () => {
    const count = await atEveryContact(async (number) => {
      // A package of its own, so that no step is known from the last time.
      project.write('torchdock.yaml', specOf({ packages: [`package-${number}`] }));
      const killed = await runUntil('SIGKILL', number, ['build']);
      if (number % 2 === 0) await expectFine(['build'], killed?.at ?? 'the end');
      await expectFine(['down', '--image'], killed?.at ?? 'the end');
      expect(await readState(), killed?.at).toEqual({ containers: [], images: [], volumes: [] });
      return killed;
    });
    expect(count).toBeGreaterThan(7);
    expect(listWorkingContainers()).toBe('');
  });
});

describe('torchdock, interrupted at every contact with Podman', () => {
  /** Ctrl-C is heard before the last contact, or the command is done. */
  const expectInterrupted = ({ at, result }: Stopped): void => {
    expect([130, 0], `${at}\n${result.stderr}`).toContain(result.status);
    if (result.status === 130) expect(result.stdout, at).toBe('');
  };

  it('in up: no container is half made', async () => {
    await expectFine(['build'], 'undisturbed');
    const statuses = new Set<number | undefined>();
    await atEveryContact(async (number) => {
      await clearEngine();
      const stopped = await runUntil('SIGINT', number, ['up']);
      if (!stopped) return undefined;
      expectInterrupted(stopped);
      statuses.add(stopped.result.status);
      const { containers } = await readState();
      if (stopped.result.status === 130) expect(containers, stopped.at).toEqual([]);
      else expect(containers, stopped.at).toMatchObject([{ State: 'running' }]);
      return stopped;
    });
    expect(statuses).toContain(130);
  });

  it('in build: no image and no working container is left', async () => {
    await atEveryContact(async (number) => {
      project.write('torchdock.yaml', specOf({ packages: [`other-${number}`] }));
      const stopped = await runUntil('SIGINT', number, ['build']);
      if (!stopped) return undefined;
      expectInterrupted(stopped);
      return stopped;
    });
    await expectFine(['down', '--image'], 'the end');
    expect(await readState()).toEqual({ containers: [], images: [], volumes: [] });
    expect(listWorkingContainers()).toBe('');
  });
});
