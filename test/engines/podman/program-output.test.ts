import { expect, test } from 'vitest';
import type { BuildEvent, BuildResult } from '../../../src/engines/engine.js';
import { createProgramOutput } from '../../../src/engines/podman/program-output.js';

const ID = 'c52b7aebd0018a0e0b6a03b9a2d4b61c7c0fd30272110f10cf4a3458705d85ef';

/** Read in pieces of so many characters. */
function read(text: string, status: number | undefined, piece = 7): { events: BuildEvent[]; result: BuildResult } {
  const events: BuildEvent[] = [];
  const output = createProgramOutput((event) => events.push(event));
  for (let at = 0; at < text.length; at += piece) output.write(text.slice(at, at + piece));
  return { events, result: output.end({ status, words: text.slice(-100) }) };
}

const line = (text: string): BuildEvent => ({ kind: 'line', text });

test('a build that succeeds: its steps, its lines, and the image in the last line', () => {
  const { events, result } = read(`STEP 1/2: FROM base\nSTEP 2/2: RUN id\n${ID}\nroot\n--> c52b\n${ID}\n`, 0);
  expect(result).toEqual({ kind: 'built', imageId: `sha256:${ID}` });
  expect(events).toEqual([
    { kind: 'step', index: 1, count: 2, title: 'FROM base' },
    { kind: 'step', index: 2, count: 2, title: 'RUN id' },
    line(ID),
    line('root'),
    line('--> c52b'),
  ]);
});

test('a build that fails: the step and the reason, from the last line alone', () => {
  const said =
    'STEP 1/1: RUN apt\nError: of apt\nError: building at STEP "RUN apt": while running runtime: exit status 7\n';
  const { events, result } = read(said, 125);
  expect(result).toEqual({ kind: 'failed', step: 'RUN apt', message: 'while running runtime: exit status 7' });
  expect(events.slice(1)).toEqual([line('Error: of apt')]);
});

test('a program that is ended, or cannot be started, says what there is to say', () => {
  expect(read('STEP 1/1: RUN apt\nhalf', undefined).result).toEqual({
    kind: 'failed',
    message: 'podman ended before it was done: half',
  });
  expect(read('', 1).result).toEqual({ kind: 'failed', message: 'podman ended with status 1' });
  // An image is only believed from a program that ended well.
  expect(read(`${ID}\n`, 1)).toMatchObject({ result: { kind: 'failed' }, events: [line(ID)] });
});
