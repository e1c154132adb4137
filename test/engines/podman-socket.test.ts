import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BuildEvent, EngineError } from '../../src/engines/engine.js';
import { findEngine } from '../../src/engines/find-engine.js';
import type { Host } from '../../src/host/host.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { startIsolatedPodman } from '../setup/engines.js';
import { PODMAN, requireTool, STATIC_BUSYBOX } from '../setup/tools.js';
import { sampleBuild, sampleContainer } from './sample-plans.js';

/** A service that torchdock has not started, as `podman.socket` of systemd is one. */
async function withService(story: (host: Host, path: string) => Promise<void>): Promise<void> {
  const isolated = await startIsolatedPodman();
  const host = createNodeHost();
  const service = host.startService('podman', (directory) => [
    'system',
    'service',
    '--time=0',
    `unix://${directory}/p`,
  ]);
  const path = `${service.directory}/p`;
  try {
    while (!existsSync(path)) await wait(10);
    await story(host, path);
    expect(existsSync(path)).toBe(true);
  } finally {
    await service.stop();
    await isolated.stop();
  }
}

test('a Podman service of somebody else is used, with its program and without', async (context) => {
  for (const tool of [PODMAN, STATIC_BUSYBOX]) requireTool(context, tool);
  await withService(async (host, path) => {
    for (const programs of [host.environment['PATH'] ?? '', '/nowhere']) {
      const environment = { CONTAINER_HOST: `unix://${path}`, PATH: programs };
      const search = await findEngine({ ...host, environment }, 'podman');
      if (search.kind === 'none') throw new Error(search.findings[0]?.message);
      const { engine } = search;
      expect(engine.description).toMatchObject({ kind: 'podman', address: path });
      const request = sampleContainer({
        limits: { memoryBytes: 64 * 2 ** 20, cpus: 1, pids: 42, sharedMemoryBytes: 12 * 2 ** 20 },
        mounts: [{ kind: 'volume', name: 'torchdock-data', target: '/data' }],
      });
      await engine.createContainer(request);
      await engine.createContainer(request);
      await engine.startContainer('torchdock-sample');
      expect(await engine.findContainer('torchdock-sample')).toMatchObject({
        status: 'running',
        limits: request.container.limits,
        mounts: [{ source: 'torchdock-data', target: '/data', isReadOnly: false }],
      });
      const [program = '', ...args] = engine.shellCommand('torchdock-sample', ['id', '-u'], false);
      if (programs !== '/nowhere') expect(await host.run(program, args)).toMatchObject({ status: 0, stdout: '1000\n' });
      await engine.removeContainer('torchdock-sample');
      if (programs === '/nowhere') {
        const wanted = engine.createContainer(sampleContainer({ gpus: { kind: 'all' } }));
        await expect(wanted).rejects.toSatisfy((error) => error instanceof EngineError && error.reason === 'no-gpu');
      }
      await engine.close();
    }
  });
});

test('a build that is interrupted goes on in a service of somebody else, and says so', async (context) => {
  for (const tool of [PODMAN, STATIC_BUSYBOX]) requireTool(context, tool);
  await withService(async (host, path) => {
    const search = await findEngine(
      { ...host, environment: { ...host.environment, CONTAINER_HOST: `unix://${path}` } },
      'podman',
    );
    if (search.kind === 'none') throw new Error(search.findings[0]?.message);
    const { engine } = search;
    const request = sampleBuild('goes-on', ['RUN i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); echo line $i; done']);
    const interrupt = new AbortController();
    const stopAt = (event: BuildEvent): void => void (event.kind === 'line' && interrupt.abort());
    const result = await engine.buildImage(request, stopAt, interrupt.signal);
    expect(result).toEqual({ kind: 'interrupted', goesOn: true });
    while (!(await engine.findImage(request.image.reference))) await wait(50);
    // Whoever comes next finds everything free, and the image made.
    expect(await engine.buildImage(request, () => undefined, new AbortController().signal)).toMatchObject({
      kind: 'built',
    });
    await engine.close();
  });
});
