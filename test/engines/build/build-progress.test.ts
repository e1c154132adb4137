import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BuildOutcome, createBuildProgress } from '../../../src/engines/build/build-progress.js';
import { readTrace } from '../../../src/engines/build/read-trace.js';
import type { BuildEvent } from '../../../src/engines/engine.js';

/** One protobuf field of bytes, for messages of less than 128 bytes. */
function field(number: number, bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes as string);
  return Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
}

const STARTED = field(5, Buffer.from([8, 1]));
const CACHED = Buffer.from([4 * 8, 1]);

function vertex(digest: string, name: string, ...more: readonly Buffer[]): Buffer {
  return field(1, Buffer.concat([field(1, digest), field(2, 'input'), field(3, name), ...more]));
}

function log(digest: string, text: Uint8Array | string): Buffer {
  return field(3, Buffer.concat([field(1, digest), Buffer.from([3 * 8, 1]), field(4, text)]));
}

function traceLine(...parts: readonly Buffer[]): string {
  return `${JSON.stringify({ id: 'moby.buildkit.trace', aux: Buffer.concat(parts).toString('base64') })}\n`;
}

/** Read in pieces of so many bytes. */
function read(text: string, pieceBytes = 7): { events: BuildEvent[]; outcome: BuildOutcome } {
  const events: BuildEvent[] = [];
  const progress = createBuildProgress((event) => events.push(event));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) progress.write(bytes.subarray(at, at + pieceBytes));
  return { events, outcome: progress.end() };
}

describe('what Podman says while it builds', () => {
  test('becomes steps and lines, and the step that failed', () => {
    const text = [
      { stream: 'STEP 1/2: FROM base\n' },
      { stream: '[2/2] STEP 2/2: RUN pip install x\n' },
      { stream: 'Collec' },
      { stream: 'ting x\n10%\r100%\n' },
      {
        errorDetail: { message: 'building at STEP "RUN pip install x": while running runtime: exit status 2\n' },
        error: '…',
      },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    expect(read(text)).toEqual({
      events: [
        { kind: 'step', index: 1, count: 2, title: 'FROM base' },
        { kind: 'step', index: 2, count: 2, title: 'RUN pip install x' },
        { kind: 'line', text: 'Collecting x' },
        { kind: 'line', text: '100%' },
      ],
      outcome: { message: 'while running runtime: exit status 2', step: 'RUN pip install x' },
    });
  });

  test('ends with the image', () => {
    expect(read('{"aux":{"ID":"sha256:abc"}}\n{"stream":"Successfully built abc\\n"}\n').outcome).toEqual({
      imageId: 'sha256:abc',
    });
  });
});

describe('what BuildKit says while it builds', () => {
  test('becomes each step once and whole lines, characters put together', () => {
    const umlaut = Buffer.from('gr\u00f6\u00dfer\n');
    const text =
      traceLine(vertex('a', '[internal] load build definition', STARTED)) +
      traceLine(vertex('b', '[stage-1 2/5] COPY x /', CACHED)) +
      traceLine(vertex('c', '[3/5] RUN echo', STARTED)) +
      traceLine(vertex('c', '[3/5] RUN echo', STARTED), log('c', umlaut.subarray(0, 3))) +
      traceLine(log('c', umlaut.subarray(3))) +
      '{"id":"moby.image.id","aux":{"ID":"sha256:abc"}}\n';
    expect(read(text)).toEqual({
      events: [
        { kind: 'step', index: 2, count: 5, title: 'COPY x /' },
        { kind: 'step', index: 3, count: 5, title: 'RUN echo' },
        { kind: 'line', text: 'größer' },
      ],
      outcome: { imageId: 'sha256:abc' },
    });
  });

  test('names the step that failed, and not those that were given up because of it', () => {
    const text =
      traceLine(vertex('b', '[2/3] RUN slow', STARTED, field(7, 'context canceled'))) +
      traceLine(vertex('c', '[3/3] RUN exit 3', STARTED, field(7, 'exit code: 3'))) +
      '{"errorDetail":{"message":"exit code: 3"},"error":"exit code: 3"}\n';
    expect(read(text).outcome).toEqual({ message: 'exit code: 3', step: 'RUN exit 3' });
  });
});

describe('whatever comes through the socket', () => {
  test('no bytes make the reader of traces throw or hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { vertexes, logs } = readTrace(Buffer.from(bytes).toString('base64'));
        expect(vertexes.length + logs.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test('no lines make the reader of streams throw, however they are cut', () => {
    const value = fc.oneof(fc.json(), fc.string(), fc.constant('{"aux":null,"errorDetail":null}'));
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 50 }), (lines, pieceBytes) => {
        const text = lines.join('\n');
        expect(read(text, pieceBytes)).toEqual(read(text, text.length + 1));
      }),
    );
  });
});
