import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EngineError } from '../../src/engines/engine.js';
import { findEngine } from '../../src/engines/find-engine.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { startIsolatedPodman } from '../setup/engines.js';
import { PODMAN, requireTool, STATIC_BUSYBOX } from '../setup/tools.js';
import { sampleContainer } from './sample-plans.js';

test('a Podman service of somebody else is used, with its program and without', async (context) => {
  for (const tool of [PODMAN, STATIC_BUSYBOX]) requireTool(context, tool);
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
    expect(existsSync(path)).toBe(true);
  } finally {
    await service.stop();
    await isolated.stop();
  }
});
