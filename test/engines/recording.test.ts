import { describe, expect, test } from 'vitest';
import { createRecordingEngine } from '../../src/engines/recording/create-recording-engine.js';
import { expectGolden } from '../setup/golden.js';
import { describeEngine } from './engine.case.js';
import { sampleBuild, sampleContainer } from './sample-plans.js';

describeEngine({
  name: 'the engine that only records',
  tools: [],
  start: async () => ({ engine: createRecordingEngine('podman') }),
});

describe('what a rehearsal prints', () => {
  test.each(['docker', 'podman'] as const)('%s: every command once, in order, as a shell takes it', async (kind) => {
    const told: string[] = [];
    const engine = createRecordingEngine(kind, (command) => told.push(command));
    const { container, ...request } = sampleContainer({
      gpus: { kind: 'ids', ids: ['0', '2'] },
      environment: { GREETING: "it's $HOME" },
      mounts: [
        { kind: 'volume', name: 'torchdock-data', target: '/data' },
        { kind: 'bind', source: '/home/me/my work', target: '/workspace', isReadOnly: false },
      ],
      ports: [{ service: 'jupyter', containerPort: 8888, address: '127.0.0.1', hostPort: 8888 }],
    });
    const build = sampleBuild('rehearsed', []);
    await engine.buildImage(build, () => undefined, new AbortController().signal);
    await engine.createVolume({ name: 'torchdock-data', labels: { project: 'p' } });
    await engine.createContainer({ ...request, container, hostPorts: [8889] });
    await engine.createContainer({ ...request, container, hostPorts: [8889] });
    await engine.startContainer(container.name);
    await engine.startContainer(container.name);
    await engine.execute(container.name, ['sh', '-c', 'exit 3'], { user: '0' });
    await engine.stopContainer(container.name, 10);
    await engine.removeContainer(container.name);
    await engine.removeContainer(container.name);
    await engine.removeVolume('torchdock-data');
    await engine.removeImage(build.image.reference);
    expect(told).toEqual(engine.commands);
    expectGolden(`fixtures/engines/rehearsal-${kind}.txt`, `${told.join('\n')}\n`);
  });
});
