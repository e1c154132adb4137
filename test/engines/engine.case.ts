import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BuildEvent, BuildRequest, BuildResult, Engine } from '../../src/engines/engine.js';
import { EngineError } from '../../src/engines/engine.js';
import { createNodeHost } from '../../src/host/node-host.js';
import type { IsolatedEngine } from '../setup/engines.js';
import { TINY_IMAGE } from '../setup/engines.js';
import { type RequiredTool, requireTool } from '../setup/tools.js';
import { sampleBuild, sampleContainer } from './sample-plans.js';

export interface EngineCase {
  readonly name: string;
  readonly tools: readonly RequiredTool[];
  readonly start: () => Promise<{ readonly engine: Engine; readonly isolated?: IsolatedEngine }>;
}

const NEVER = new AbortController().signal;

/** What every engine must do, the one that only records included. */
export function describeEngine({ name, tools, start }: EngineCase): void {
  describe(`${name}`, () => {
    let engine: Engine;
    let isolated: IsolatedEngine | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'tde-host-'));
    const isReady = tools.every((tool) => tool.isPresent());

    beforeAll(async () => {
      if (isReady) ({ engine, isolated } = await start());
    });
    afterEach(async () => {
      if (!isReady) return;
      for (const { name } of await engine.listContainers({})) await engine.removeContainer(name);
      for (const { name } of await engine.listVolumes({})) await engine.removeVolume(name);
    });
    afterAll(async () => {
      await engine?.close();
      await engine?.close();
      await isolated?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const check = (title: string, body: () => Promise<void>): void =>
      test(`${title}`, async (context) => {
        for (const tool of tools) requireTool(context, tool);
        expect.hasAssertions();
        await body();
      });
    const build = async (
      request: BuildRequest,
      signal = NEVER,
    ): Promise<{ result: BuildResult; events: BuildEvent[] }> => {
      const events: BuildEvent[] = [];
      const result = await engine.buildImage(request, (event) => events.push(event), signal);
      return { result, events };
    };
    const run = async (request: ReturnType<typeof sampleContainer>): Promise<void> => {
      await engine.createContainer(request);
      await engine.startContainer(request.container.name);
    };
    const readInside = async (container: string, script: string): Promise<string> =>
      (await engine.execute(container, ['sh', '-c', script])).stdout.trim();
    const reasonOf = (action: Promise<unknown>): Promise<unknown> =>
      action.then(
        () => 'nothing was refused',
        (error: unknown) => (error instanceof EngineError ? error.reason : error),
      );

    check('a container is made, started, stopped and removed, each as often as one likes', async () => {
      const request = sampleContainer();
      const { name } = request.container;
      const statusNow = async (): Promise<string | undefined> => (await engine.findContainer(name))?.status;
      expect(await statusNow()).toBeUndefined();
      await engine.createContainer(request);
      await engine.createContainer(request);
      expect(await statusNow()).toBe('created');
      await engine.startContainer(name);
      await engine.startContainer(name);
      expect(await statusNow()).toBe('running');
      await engine.createContainer(request);
      await engine.stopContainer(name, 5);
      await engine.stopContainer(name, 5);
      expect(await engine.findContainer(name)).toMatchObject({ status: 'exited', exitCode: 0 });
      await engine.startContainer(name);
      expect(await statusNow()).toBe('running');
      await engine.removeContainer(name);
      await engine.removeContainer(name);
      expect(await statusNow()).toBeUndefined();
      await engine.stopContainer(name, 1);
    });

    check('a name that another plan has is in use, and the container that has it stays', async () => {
      await engine.createContainer(sampleContainer({ digest: 'sha256:first' }));
      expect(await reasonOf(engine.createContainer(sampleContainer({ digest: 'sha256:second' })))).toBe('name-in-use');
      const { labels } = (await engine.findContainer('torchdock-sample')) ?? {};
      expect(labels).toMatchObject({ 'torchdock.container-digest': 'sha256:first' });
    });

    check('containers are found by all labels that are asked for, whatever is in them', async () => {
      const strange = 'a="b", c=ä\n{"d":[1]} $HOME `id`';
      await engine.createContainer(sampleContainer({ name: 'torchdock-one', labels: { project: 'p', strange } }));
      await engine.createContainer(sampleContainer({ name: 'torchdock-two', labels: { project: 'p' } }));
      const named = async (labels: Record<string, string>): Promise<string[]> =>
        (await engine.listContainers(labels)).map(({ name }) => name).sort();
      expect(await named({ project: 'p' })).toEqual(['torchdock-one', 'torchdock-two']);
      expect(await named({ project: 'p', strange })).toEqual(['torchdock-one']);
      expect(await named({ project: 'q' })).toEqual([]);
      expect((await engine.findContainer('torchdock-one'))?.labels['strange']).toBe(strange);
    });

    check('volumes are made and removed as often as one likes, and found by their labels', async () => {
      const volume = { name: 'torchdock-data', labels: { project: 'p', strange: 'a,b="c"' } };
      await engine.createVolume(volume);
      await engine.createVolume(volume);
      expect(await engine.findVolume('torchdock-data')).toEqual(volume);
      expect(await engine.listVolumes({ project: 'p' })).toEqual([volume]);
      expect(await engine.listVolumes({ project: 'q' })).toEqual([]);
      await engine.removeVolume('torchdock-data');
      await engine.removeVolume('torchdock-data');
      expect(await engine.findVolume('torchdock-data')).toBeUndefined();
    });

    check('a name that no engine gives finds nothing and changes nothing', async () => {
      for (const name of ['', '.', '../images', 'a b', 'x/../../y', 'x?force=1', 'x#y', '--all', 'a%2fb', 'ä', 'x\n']) {
        expect(await engine.findContainer(name), name).toBeUndefined();
        expect(await engine.findVolume(name), name).toBeUndefined();
        expect(await engine.findImage(`${name}?`), name).toBeUndefined();
        expect(await reasonOf(engine.removeContainer(name)), name).toBe('refused');
        expect(await reasonOf(engine.removeVolume(name)), name).toBe('refused');
        expect(await reasonOf(engine.removeImage(`${name}?`)), name).toBe('refused');
        expect(await reasonOf(engine.createVolume({ name, labels: {} })), name).toBe('refused');
        expect(await reasonOf(engine.createContainer(sampleContainer({ name: name || '/' }))), name).toBe('refused');
      }
    });

    check('an image that was built is found with its labels, and removed as often as one likes', async () => {
      const request = sampleBuild('plain', ['LABEL made.by="a test"']);
      const image = { ...request.image, labels: { 'made.by': 'a test' } };
      const { result } = await build({ ...request, image });
      const found = await engine.findImage(image.reference);
      expect(result).toEqual({ kind: 'built', imageId: found?.id });
      expect(found?.labels).toMatchObject({ 'made.by': 'a test' });
      await engine.removeImage(image.reference);
      await engine.removeImage(image.reference);
      expect(await engine.findImage(image.reference)).toBeUndefined();
    });

    if (tools.length === 0) return;

    check(
      'a build gets the files of the plan and nothing else, tells its steps, and keeps the health check',
      async () => {
        const files = [
          { path: 'deep/er/start.sh', content: '#!/bin/sh\necho started\n', isExecutable: true },
          { path: 'requirements.txt', content: 'numpy\n', isExecutable: false },
        ];
        const request = sampleBuild(
          'files',
          [
            'COPY . /context',
            'RUN echo größer && ls -A /context && /context/deep/er/start.sh',
            'HEALTHCHECK CMD ["true"]',
          ],
          files,
        );
        const { result, events } = await build(request);
        expect(result.kind).toBe('built');
        const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
        expect(steps.map(({ title }) => title.slice(0, 9))).toEqual(expect.arrayContaining(['COPY . /c', 'RUN echo ']));
        expect(steps.every(({ index, count }) => count !== undefined && index <= count)).toBe(true);
        const lines = events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));
        expect(lines).toEqual(expect.arrayContaining(['größer', 'deep', 'requirements.txt', 'started']));
        const health = isolated?.run(
          'image',
          'inspect',
          '--format',
          '{{json .Config.Healthcheck}}',
          request.image.reference,
        );
        const fromPodman = isolated?.run('image', 'inspect', '--format', '{{json .}}', request.image.reference);
        expect(`${health}${fromPodman}`).toContain('"true"');
      },
    );

    check('what a cache mount holds is there in the next build', async () => {
      const line = (text: string): string =>
        `RUN --mount=type=cache,target=/kept echo ${text} >> /kept/notes && cat /kept/notes`;
      await build(sampleBuild('cache', [line('first')]));
      const { events } = await build(sampleBuild('cache', [line('second')]));
      const lines = events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));
      expect(lines.filter((text) => /^(first|second)$/.test(text))).toEqual(['first', 'second']);
    });

    check('a step that fails is named, with what it said', async () => {
      const request = sampleBuild('failing', ['RUN echo before', 'RUN echo "no such package" >&2; exit 7']);
      const { result, events } = await build(request);
      expect(result).toMatchObject({ kind: 'failed', step: expect.stringMatching(/^RUN echo "no such package"/) });
      expect(result.kind === 'failed' && result.message).toMatch(/7/);
      expect(events).toContainEqual({ kind: 'line', text: 'no such package' });
      expect(await engine.findImage(request.image.reference)).toBeUndefined();
    });

    check('a Dockerfile that cannot be read and a base that is not there fail as builds do', async () => {
      const unreadable = sampleBuild('unreadable', ['FETCH it']);
      expect((await build(unreadable)).result.kind).toBe('failed');
    });

    check('an interrupted build ends at once and leaves nothing running and nothing half made', async () => {
      const mark = `${600_000 + process.pid}`;
      const request = sampleBuild('interrupted', [`RUN echo now; sleep ${mark}`]);
      const interrupt = new AbortController();
      const result = await engine.buildImage(
        request,
        (event) => event.kind === 'line' && event.text === 'now' && interrupt.abort(),
        interrupt.signal,
      );
      expect(result).toEqual({ kind: 'interrupted' });
      await until(() => !isRunning(mark));
      expect(await engine.findImage(request.image.reference)).toBeUndefined();
      if (engine.description.kind === 'podman') {
        expect(isolated?.run('ps', '--all', '--external', '--quiet')).toBe('');
      }
      expect((await build(request, interrupt.signal)).result).toEqual({ kind: 'interrupted' });
    });

    check('a container of an image that is not there is refused as that, and nothing is fetched', async () => {
      const request = sampleContainer({ image: 'localhost/torchdock-test/nothing:1' });
      expect(await reasonOf(engine.createContainer(request))).toBe('no-such-image');
    });

    check('limits, user and rights take effect, as read from inside', async () => {
      await run(
        sampleContainer({
          limits: { memoryBytes: 64 * 2 ** 20, cpus: 1.5, pids: 42, sharedMemoryBytes: 12 * 2 ** 20 },
          environment: { PLAIN: 'a b', STRANGE: '"x"\n$(id) ä' },
        }),
      );
      const name = 'torchdock-sample';
      const cgroup = async (v2: string, v1: string): Promise<string> =>
        readInside(name, `cd /sys/fs/cgroup; cat ${v2} 2>/dev/null || cat ${v1}`);
      expect(await cgroup('memory.max', 'memory/memory.limit_in_bytes')).toBe(String(64 * 2 ** 20));
      expect(await cgroup('cpu.max', 'cpu/cpu.cfs_quota_us')).toMatch(/^150000\b/);
      expect(await cgroup('pids.max', 'pids/pids.max')).toBe('42');
      expect(await readInside(name, "df -k /dev/shm | awk 'END {print $2}'")).toBe(String(12 * 1024));
      expect(await readInside(name, 'id -u; id -g; hostname; pwd')).toBe('1000\n1000\nsample\n/tmp');
      const status = await readInside(name, 'cat /proc/1/status');
      expect(status).toMatch(/NoNewPrivs:\s+1/);
      expect(status).toMatch(/CapBnd:\s+0000000000000000/);
      expect(await readInside(name, 'echo "$PLAIN|$STRANGE"')).toBe('a b|"x"\n$(id) ä');
      expect(await engine.findContainer(name)).toMatchObject({
        limits: { memoryBytes: 64 * 2 ** 20, cpus: 1.5, pids: 42, sharedMemoryBytes: 12 * 2 ** 20 },
        isPrivileged: false,
      });
    });

    check('folders and secrets of the host are mounted, whatever their paths are made of', async () => {
      const strange = join(folder, 'a:b, "c" $d ä');
      mkdirSync(strange);
      writeFileSync(join(strange, 'file'), 'from the host');
      writeFileSync(join(folder, 'token'), 'secret', { mode: 0o644 });
      await run(
        sampleContainer({
          mounts: [
            { kind: 'bind', source: strange, target: '/bound', isReadOnly: true },
            { kind: 'secret', name: 'token', source: join(folder, 'token'), target: '/run/secrets/token' },
          ],
        }),
      );
      const name = 'torchdock-sample';
      expect(await readInside(name, 'cat /bound/file /run/secrets/token')).toBe('from the hostsecret');
      const write = await engine.execute(name, ['sh', '-c', 'touch /bound/x || echo x > /run/secrets/token'], {
        user: '0',
      });
      expect(write.status).not.toBe(0);
      expect((await engine.findContainer(name))?.mounts).toEqual(
        expect.arrayContaining([
          { source: strange, target: '/bound', isReadOnly: true },
          { source: join(folder, 'token'), target: '/run/secrets/token', isReadOnly: true },
        ]),
      );
    });

    check('a volume outlives its container, and is not removed while one uses it', async () => {
      await engine.createVolume({ name: 'torchdock-data', labels: {} });
      const mounts = [{ kind: 'volume', name: 'torchdock-data', target: '/data' }] as const;
      await run(sampleContainer({ mounts }));
      await engine.execute('torchdock-sample', ['sh', '-c', 'echo kept > /data/file']);
      expect(await reasonOf(engine.removeVolume('torchdock-data'))).toBe('refused');
      await engine.removeContainer('torchdock-sample');
      await run(sampleContainer({ mounts }));
      expect(await readInside('torchdock-sample', 'cat /data/file')).toBe('kept');
      expect((await engine.findContainer('torchdock-sample'))?.mounts).toEqual([
        { source: 'torchdock-data', target: '/data', isReadOnly: false },
      ]);
    });

    check('ports are published where they are wished for, and a port in use is told as that', async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
      const address = server.address();
      const hostPort = typeof address === 'object' && address ? address.port : 0;
      const ports = [{ service: 'other', containerPort: 8080, address: '127.0.0.1', hostPort }] as const;
      const command = ['httpd', '-f', '-p', '8080', '-h', '/etc'];
      try {
        expect(await reasonOf(run(sampleContainer({ ports, command })))).toBe('port-in-use');
      } finally {
        await new Promise((resolve) => void server.close(resolve));
      }
      const name = 'torchdock-sample';
      await engine.startContainer(name);
      expect((await engine.findContainer(name))?.ports).toEqual([
        { containerPort: 8080, address: '127.0.0.1', hostPort },
      ]);
      const { network } = createNodeHost();
      const get = () => network.get(`http://127.0.0.1:${hostPort}/passwd`, { timeoutMs: 1_000 });
      await until(async () => (await get())?.status === 200);
      expect((await get())?.body).toContain('torch');
    });

    check('GPUs on a machine without any are told as that', async () => {
      const request = sampleContainer({ gpus: { kind: 'all' } });
      expect(await reasonOf(run(request))).toBe('no-gpu');
      await engine.removeContainer('torchdock-sample');
      await run({ ...request, givesGpus: false });
    });

    check('logs tell both streams, the last lines, and what comes until the signal or the end', async () => {
      const command = [
        'sh',
        '-c',
        'echo one; echo zwölf >&2; echo three; while ! [ -e /tmp/go ]; do sleep 0.05; done; echo end',
      ];
      await run(sampleContainer({ command }));
      const read = async (tail: number | undefined): Promise<string> => {
        let text = '';
        const options = { follows: false, ...(tail === undefined ? {} : { tail }) };
        await engine.readLogs('torchdock-sample', options, (part) => (text += part), NEVER);
        return text;
      };
      await until(async () => (await read(undefined)).includes('three'));
      expect((await read(undefined)).split('\n').sort()).toEqual(['', 'one', 'three', 'zwölf']);
      expect((await read(1)).split('\n')).toHaveLength(2);
      const interrupt = new AbortController();
      await engine.readLogs('torchdock-sample', { follows: true }, () => interrupt.abort(), interrupt.signal);
      let followed = '';
      const following = engine.readLogs('torchdock-sample', { follows: true }, (part) => (followed += part), NEVER);
      await engine.execute('torchdock-sample', ['touch', '/tmp/go']);
      await following;
      expect(followed).toContain('end');
    });

    check(
      'a program inside gives its status and both streams, takes input, and is killed when it takes too long',
      async () => {
        await run(sampleContainer());
        const name = 'torchdock-sample';
        const inside = (script: string, options = {}) => engine.execute(name, ['sh', '-c', script], options);
        expect(await inside('echo größer; echo err >&2; exit 7')).toEqual({
          status: 7,
          stdout: 'größer\n',
          stderr: 'err\n',
        });
        const input = 'ä\n'.repeat(50_000);
        expect((await inside('cat; id -u', { input, user: '0' })).stdout).toBe(`${input}0\n`);
        expect(await inside('echo kept; exit 3', { timeoutMs: 20_000 })).toEqual({
          status: 3,
          stdout: 'kept\n',
          stderr: '',
        });
        const slow = await inside('echo kept; sleep 4321 & wait', { timeoutMs: 500 });
        expect(slow).toMatchObject({ status: 124, stdout: 'kept\n', isTimedOut: true });
        expect(await readInside(name, 'ps | grep -c "[s]leep 4321"')).toBe('0');
        const missing = await engine.execute(name, ['no-such-program', '--help']).catch((error: unknown) => error);
        expect(missing instanceof EngineError || (missing as { status: number }).status > 0).toBe(true);
        expect(await reasonOf(engine.execute('torchdock-nobody', ['true']))).toBe('refused');
      },
    );

    check('the command that opens a shell reaches the same container', async () => {
      await run(sampleContainer());
      const [program = '', ...args] = engine.shellCommand('torchdock-sample', ['hostname'], false);
      expect(await createNodeHost().run(program, args)).toEqual({ status: 0, stdout: 'sample\n', stderr: '' });
      expect(engine.shellCommand('torchdock-sample', ['sh'], true)).toContain('-it');
    });

    check('what is there from the beginning is still there', async () => {
      expect(await engine.findImage(TINY_IMAGE)).toBeDefined();
      expect(engine.description).toMatchObject({ isRootless: process.getuid?.() !== 0 });
      expect(engine.description.storagePath).toContain('tde-');
    });
  });
}

/** Waits for something that is certain to come, and soon. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error('it never came');
}

/** Whether a process of this machine, in a container or not, has this word in its command line. */
function isRunning(word: string): boolean {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .some((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`sleep\0${word}`);
      } catch {
        return false;
      }
    });
}
