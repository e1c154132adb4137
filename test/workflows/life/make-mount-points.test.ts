import { describe, expect, it } from 'vitest';
import { bringUp } from '../../../src/workflows/up.js';
import { createMachine } from '../fake-engine.js';
import { createWorld } from '../life-world.js';

const SPEC = `name: lab
base: localhost/debian:bookworm
installer: none
volumes: { runs: /workspace/runs, far: /workspace/linked/far, data: /data }
`;

describe('folders of the project that volumes are mounted on', () => {
  it('are made by the person, where they are not there and lie in the project', async () => {
    const made: string[] = [];
    const machine = createMachine({ '/work/torchdock.yaml': SPEC, '/work/linked/x': '', '/work/checkpoints/x': '' });
    const host = {
      makeDirectory: (path: string) => void made.push(path),
      realPath: (path: string) => (path === '/work/linked' ? '/home/person' : path),
    };
    const request = { directory: '.', isFrozen: false, engine: 'auto', pulls: false } as const;
    expect(await bringUp(request, createWorld(machine, { host }))).toMatchObject({ kind: 'up' });
    expect(made).toEqual(['/work/runs']);
  });
});
