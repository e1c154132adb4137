import { expect, test } from 'vitest';
import type { BuildEvent, BuildResult } from '../../../src/engines/engine.js';
import { buildByProgram } from '../../../src/engines/podman/build-by-program.js';
import type { Host, ServiceEnd } from '../../../src/host/host.js';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { sampleBuild } from '../sample-plans.js';

const ID = 'c52b7aebd0018a0e0b6a03b9a2d4b61c7c0fd30272110f10cf4a3458705d85ef';

interface Story {
  /** What podman says at each look; after the last it ends. */
  readonly says: readonly string[];
  readonly status?: number;
  /** Whether a step that is ended ends the build. */
  readonly endsWithStep?: boolean;
  readonly isLocal?: boolean;
  readonly pulls?: boolean;
  /** At this look somebody presses Ctrl-C. */
  readonly interruptAt?: number;
  readonly msPerLook?: number;
}

interface Told {
  readonly result: BuildResult;
  readonly events: readonly BuildEvent[];
  readonly args: readonly string[];
  readonly done: readonly string[];
}

/** A podman that is made of a list. */
async function tell(story: Story): Promise<Told> {
  const { says, status = 0, isLocal = true, msPerLook = 50 } = story;
  const done: string[] = [];
  const events: BuildEvent[] = [];
  const interrupt = new AbortController();
  let args: readonly string[] = [];
  let looks = 0;
  let end: (end: ServiceEnd) => void = () => undefined;
  const ended = new Promise<ServiceEnd>((resolve) => (end = resolve));
  const startService: Host['startService'] = (program, makeArgs, options) => {
    args = [program, ...makeArgs('/folder')];
    expect(Buffer.from(options?.input ?? []).includes('torchdock.Dockerfile')).toBe(true);
    return {
      directory: '/folder',
      ended,
      readOutput: () => {
        if (looks === story.interruptAt) interrupt.abort();
        if (looks >= says.length - 1) end({ words: '', status });
        return says[looks++] ?? '';
      },
      endBelow: (name) => {
        done.push(`end ${name}`);
        if (story.endsWithStep) end({ words: '', status: 125 });
      },
      stop: async () => void done.push('stop'),
      release: () => void done.push('release'),
    };
  };
  const host: Host = { ...createMemoryHost({}), startService, monotonicMs: () => looks * msPerLook };
  const request = { ...sampleBuild('sample', ['RUN true']), pulls: story.pulls ?? false };
  const wished = { ...request, image: { ...request.image, base: 'docker.io/library/debian:12' } };
  const builder = { host, program: isLocal ? ['podman'] : ['podman', '--remote', '--url', 'unix:///x'], isLocal };
  const result = await buildByProgram(builder, wished, (event) => events.push(event), interrupt.signal);
  return { result, events, args, done };
}

test('the words of the program, for this machine and for a service', async () => {
  const { args, result } = await tell({ says: ['STEP 1/1: FROM x\n', `${ID}\n`] });
  expect(args.join(' ')).toBe(
    'podman build --format=docker --force-rm --file=torchdock.Dockerfile --tag=localhost/torchdock-test/sample:1 -',
  );
  expect(result).toEqual({ kind: 'built', imageId: `sha256:${ID}` });
  const remote = await tell({ says: [`${ID}\n`], isLocal: false, pulls: true });
  expect(remote.args.slice(0, 5)).toEqual(['podman', '--remote', '--url', 'unix:///x', 'build']);
  expect(remote.args).toContain('--pull=always');
});

test('an interrupted build ends with its step; one that does not end is left to itself', async () => {
  const endless = Array.from({ length: 500 }, () => 'line\n');
  const ending = await tell({ says: endless, interruptAt: 3, endsWithStep: true });
  expect(ending).toMatchObject({ result: { kind: 'interrupted' }, done: ['end buildah-oci-runtime'] });
  expect(ending.result).not.toHaveProperty('goesOn');
  const stubborn = await tell({ says: endless, interruptAt: 3 });
  expect(stubborn.result).toEqual({ kind: 'interrupted', goesOn: true });
  expect(stubborn.done.at(-1)).toBe('release');
  expect(stubborn.done.length).toBe(101);
});

test('in a service of somebody else no step can be ended: the build goes on at once', async () => {
  const { result, done } = await tell({ says: ['a\n', 'b\n', 'c\n'], interruptAt: 1, isLocal: false });
  expect(result).toEqual({ kind: 'interrupted', goesOn: true });
  expect(done).toEqual(['release']);
});

test('a long silence is told once, and again after something was heard', async () => {
  const silence = Array.from({ length: 5 }, () => '');
  const { events } = await tell({ says: [...silence, 'now\n', ...silence, `${ID}\n`], msPerLook: 60_000 });
  const told = events.map((event) => (event.kind === 'line' ? event.text.slice(0, 30) : event.kind));
  expect(told).toEqual(
    ['torchdock: nothing was heard of', 'now', 'torchdock: nothing was heard of'].map((each) => each.slice(0, 30)),
  );
});
