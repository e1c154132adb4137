import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findEngine } from '../../src/engines/find-engine.js';
import type { Host } from '../../src/host/host.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { sampleBuild } from './sample-plans.js';

type Answers = Readonly<Record<string, unknown>>;

const DOCKER: Answers = {
  '/_ping': 'OK',
  '/info': { ServerVersion: '28.1', CgroupVersion: '2', DockerRootDir: '/data', SecurityOptions: ['name=rootless'] },
};
const PODMAN: Answers = {
  '/_ping': 'OK',
  '/libpod/_ping': 'OK',
  '/info': { ServerVersion: '5.0', Rootless: true, CgroupVersion: '2' },
};

const servers: Server[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tdf-'));
  for (const name of ['podman', 'bin']) mkdirSync(join(folder, name));
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Something that listens at a socket in the folder and answers as it is told. */
async function serve(name: string, answers: Answers, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, headers);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { message: 'page not found' }));
  });
  servers.push(server);
  const path = join(folder, name);
  await new Promise<void>((resolve) => void server.listen(path, () => resolve()));
  return path;
}

/** This machine, but for its engines: only sockets and programs of the folder are seen. */
function hostWith(environment: Record<string, string> = {}, changes: Partial<Host> = {}): Host {
  const host = createNodeHost();
  return {
    ...host,
    environment: { XDG_RUNTIME_DIR: folder, PATH: join(folder, 'bin'), ...environment },
    user: { uid: 1000, gid: 1000, homeDirectory: folder },
    status: (path) => (path.startsWith(`${folder}/`) ? host.status(path) : undefined),
    ...changes,
  };
}

async function find(host: Host, wish: 'auto' | 'docker' | 'podman' = 'auto') {
  const search = await findEngine(host, wish);
  if (search.kind === 'none') return search.findings.map(({ code, message }) => `${code} ${message}`);
  const { kind, address } = search.engine.description;
  return { kind, address, shell: search.engine.shellCommand('c', ['sh'], true).join(' ') };
}

describe('which engine is taken', () => {
  test('Docker before Podman, the one without root first', async () => {
    const docker = await serve('docker.sock', DOCKER);
    await serve('podman/podman.sock', PODMAN);
    expect(await find(hostWith())).toEqual({
      kind: 'docker',
      address: docker,
      shell: `docker --host unix://${docker} exec -it c sh`,
    });
  });

  test('the one that is wished for, though the other answers', async () => {
    await serve('docker.sock', DOCKER);
    const podman = await serve('podman/podman.sock', PODMAN);
    expect(await find(hostWith(), 'podman')).toMatchObject({ kind: 'podman', address: podman });
  });

  test('Podman where its socket has the name of Docker, known by what it answers', async () => {
    const path = await serve('docker.sock', PODMAN);
    expect(await find(hostWith())).toMatchObject({ kind: 'podman', address: path });
    expect(await find(hostWith(), 'docker')).toEqual([expect.stringContaining(`${path} is Podman`)]);
  });

  test('the address that is set, and no other when that one is silent', async () => {
    await serve('docker.sock', DOCKER);
    const other = await serve('other.sock', DOCKER);
    expect(await find(hostWith({ DOCKER_HOST: `unix://${other}` }))).toMatchObject({ address: other });
    const gone = join(folder, 'gone.sock');
    expect(await find(hostWith({ DOCKER_HOST: `unix://${gone}` }))).toEqual([
      `ENG-01 Neither Docker nor Podman answers: ${gone} is not there`,
    ]);
    const podman = await serve('podman.sock', PODMAN);
    const both = { DOCKER_HOST: `unix://${other}`, CONTAINER_HOST: `unix://${podman}` };
    expect(await find(hostWith(both), 'podman')).toMatchObject({ kind: 'podman', address: podman });
  });

  test('where the docker command line has been pointed to', async () => {
    const path = await serve('desktop.sock', DOCKER);
    writeFileSync(join(folder, 'bin', 'docker'), '');
    mkdirSync(join(folder, '.docker'));
    writeFileSync(join(folder, '.docker', 'config.json'), '{"currentContext":"desktop"}');
    const asked: string[] = [];
    const run: Host['run'] = async (program, args) => {
      asked.push([program, ...args].join(' '));
      return { status: 0, stdout: `unix://${path}\n`, stderr: '' };
    };
    expect(await find(hostWith({}, { run }))).toMatchObject({ address: path });
    expect(asked).toEqual(['docker context inspect --format {{.Endpoints.docker.Host}} -- desktop']);
  });
});

describe('when no engine can be used', () => {
  test('everything that was tried is named', async () => {
    const [message] = (await find(hostWith())) as string[];
    expect(message).toMatch(/^ENG-01 Neither Docker nor Podman answers: /);
    expect(message).toContain(`${folder}/docker.sock is not there; /var/run/docker.sock is not there`);
    expect(message).toContain('there is no podman program on PATH');
    expect(message).toContain('/run/podman/podman.sock is not there');
  });

  test.each(['tcp://10.0.0.5:2375', 'ssh://gpu-server', 'http://[', 'unix://', 'nonsense'])(
    'an engine of another machine is refused: %s',
    async (address) => {
      await serve('docker.sock', DOCKER);
      const expected = [expect.stringMatching(/^ENG-02 (DOCKER|CONTAINER)_HOST names /)];
      expect(await find(hostWith({ DOCKER_HOST: address }))).toEqual(expected);
      expect(await find(hostWith({ CONTAINER_HOST: address }), 'podman')).toEqual(expected);
    },
  );

  test('what is no engine is passed over', async () => {
    const path = await serve('docker.sock', {});
    expect(await find(hostWith(), 'docker')).toEqual([expect.stringContaining(`${path} does not answer as an engine`)]);
    const dead = join(folder, 'dead.sock');
    writeFileSync(dead, '');
    const [message] = (await find(hostWith({ DOCKER_HOST: dead }))) as string[];
    expect(message).toContain(`${dead} is there, but nobody listens`);
  });

  test('a podman program that cannot serve says why', async () => {
    writeFileSync(join(folder, 'bin', 'podman'), '');
    const startService: Host['startService'] = () => ({
      directory: folder,
      ended: Promise.resolve({ words: 'Error: cannot clone: Operation not permitted\n', status: 125 }),
      readOutput: () => '',
      endBelow: () => undefined,
      stop: async () => undefined,
      release: () => undefined,
    });
    const [message] = (await find(hostWith({}, { startService }), 'podman')) as string[];
    expect(message).toContain('podman cannot serve here (cannot clone: Operation not permitted)');
  });
});

describe('what is seen of an engine', () => {
  const describeAt = async (answers: Answers, changes: Partial<Host> = {}) => {
    const path = await serve('x.sock', answers);
    const search = await findEngine(hostWith({ DOCKER_HOST: `unix://${path}` }, changes), 'auto');
    return search.kind === 'found' ? search.engine.description : search;
  };

  test('what it says of itself', async () => {
    expect(await describeAt(DOCKER)).toMatchObject({
      version: '28.1',
      isRootless: true,
      cgroupVersion: 2,
      storagePath: '/data',
      builder: 'buildkit',
      gpuAccess: undefined,
    });
  });

  test('that BuildKit was turned off, and then a build is refused with its remedy', async () => {
    const path = await serve('x.sock', DOCKER, { 'Builder-Version': '1' });
    const search = await findEngine(hostWith({ DOCKER_HOST: path }), 'auto');
    const engine = search.kind === 'found' ? search.engine : undefined;
    expect(engine?.description.builder).toBe('classic');
    const build = engine?.buildImage(sampleBuild('old', []), () => undefined, new AbortController().signal);
    await expect(build).rejects.toMatchObject({ reason: 'refused', finding: { code: 'ENG-04' } });
  });

  test('nothing more than is said', async () => {
    expect(await describeAt({ '/_ping': 'OK', '/info': null })).toMatchObject({
      version: 'unknown',
      isRootless: false,
      cgroupVersion: undefined,
      storagePath: undefined,
    });
  });

  test.each([
    ['device-request', { Runtimes: { nvidia: {}, runc: {} } }],
    ['cdi', { DiscoveredDevices: [{ Source: 'cdi', ID: 'nvidia.com/gpu=all' }] }],
    [undefined, { Runtimes: { runc: {} }, DiscoveredDevices: [{ ID: 'vendor.com/net=1' }] }],
  ])('how Docker gives GPUs: %s', async (gpuAccess, info) => {
    expect(await describeAt({ ...DOCKER, '/info': info })).toMatchObject({ gpuAccess });
  });

  test('how Podman gives GPUs: by the files of the Container Device Interface', async () => {
    const readDirectory: Host['readDirectory'] = () => [{ name: 'nvidia.yaml', kind: 'file' }];
    const says = (kind: string): Partial<Host> => ({
      readDirectory,
      readFile: () => new TextEncoder().encode(`cdiVersion: 0.5.0\nkind: ${kind}\n`),
    });
    expect(await describeAt(PODMAN)).toMatchObject({ gpuAccess: undefined });
    rmSync(join(folder, 'x.sock'), { force: true });
    expect(await describeAt(PODMAN, says('vendor.com/net'))).toMatchObject({ gpuAccess: undefined });
    rmSync(join(folder, 'x.sock'), { force: true });
    expect(await describeAt(PODMAN, says('nvidia.com/gpu'))).toMatchObject({ gpuAccess: 'cdi' });
  });
});
