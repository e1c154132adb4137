import { describe, expect, it } from 'vitest';
import { readImageState } from '../../../src/engines/api/container-state.js';
import { bringUp, type UpRequest } from '../../../src/workflows/up.js';
import { createMachine, type FakeMachine } from '../fake-engine.js';
import { createWorld } from '../life-world.js';

const DIGEST = `sha256:${'5a'.repeat(32)}`;
const SPEC = 'base: debian:12\ninstaller: none\njupyter: false\n';
const REQUEST: UpRequest = { directory: '.', isFrozen: false, engine: 'auto', pulls: false };

function machineWith(spec: string): FakeMachine {
  const machine = createMachine({ '/work/torchdock.yaml': spec });
  machine.images.set('debian:12', { id: 'sha256:1', labels: {}, digest: DIGEST });
  return machine;
}

const lockOf = ({ files }: FakeMachine): string => new TextDecoder().decode(files.get('/work/torchdock.lock'));

describe('digests that the engine knows', () => {
  it('are locked by up where the spec requires them', async () => {
    const machine = machineWith(`${SPEC}trust: { digests: required }\n`);
    expect(await bringUp(REQUEST, createWorld(machine))).toMatchObject({ kind: 'up' });
    expect(lockOf(machine)).toContain(DIGEST);
  });

  it('change no lock by themselves', async () => {
    const machine = machineWith(SPEC);
    expect(await bringUp(REQUEST, createWorld(machine))).toMatchObject({ kind: 'up' });
    expect(lockOf(machine)).not.toContain('sha256');
  });

  it('are missed where the image is not here', async () => {
    const machine = machineWith(`${SPEC}trust: { digests: required }\n`);
    machine.images.clear();
    expect(await bringUp(REQUEST, createWorld(machine))).toMatchObject({ findings: [{ code: 'PLN-02' }] });
  });

  it.each([
    ['debian:12', DIGEST],
    ['docker.io/library/debian:12', DIGEST],
    ['registry.example:5000/debian', undefined],
    ['mirror.example/debian:12', `sha256:${'6b'.repeat(32)}`],
  ])('of %s are those of its registry', (reference, expected) => {
    const RepoDigests = [`mirror.example/debian@sha256:${'6b'.repeat(32)}`, `docker.io/library/debian@${DIGEST}`];
    expect(readImageState({ RepoDigests }, reference).digest).toBe(expected);
  });
});
