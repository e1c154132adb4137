import { expect, test } from 'vitest';
import { DrawingError } from '../../src/drawing/drawing-error.js';
import type { DrawingReply, DrawingRequest } from '../../src/drawing/protocol.js';
import { startDrawing } from '../../src/drawing/start-drawing.js';
import type { HelperProcess, Host } from '../../src/host/host.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { createNodeHost } from '../../src/host/node-host.js';

interface FakeHelper extends HelperProcess {
  readonly asked: DrawingRequest[];
  reply(reply: DrawingReply): void;
  end(reason: string): void;
  isStopped: boolean;
}

function createFakeHelper(onAsk: (helper: FakeHelper, request: DrawingRequest) => void): FakeHelper {
  let tell: (message: unknown) => void = () => undefined;
  let ended: (reason: string) => void = () => undefined;
  const helper: FakeHelper = {
    asked: [],
    isStopped: false,
    send: (message) => {
      helper.asked.push(message as DrawingRequest);
      onAsk(helper, message as DrawingRequest);
    },
    onMessage: (listener) => (tell = listener),
    onEnd: (listener) => (ended = listener),
    stop: () => (helper.isStopped = true),
    reply: (reply) => tell(reply),
    end: (reason) => ended(reason),
  };
  return helper;
}

/** A host whose helpers behave as told; the helpers in the order in which they were started. */
function createFakeHost(onAsk: (helper: FakeHelper, request: DrawingRequest, started: number) => void): {
  readonly host: Host;
  readonly helpers: FakeHelper[];
} {
  const helpers: FakeHelper[] = [];
  const startHelper = (): HelperProcess => {
    const number = helpers.length + 1;
    const helper = createFakeHelper((own, request) => onAsk(own, request, number));
    helpers.push(helper);
    return helper;
  };
  return { host: { ...createMemoryHost({}), startHelper }, helpers };
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DrawingError ? error.finding.code : String(error);
};

test('requests wait for each other and are answered in their order', async () => {
  const { host, helpers } = createFakeHost((helper, { id }) => {
    setImmediate(() => helper.reply({ id, kind: 'svg', svg: `<svg id="${id}"/>` }));
  });
  const drawing = startDrawing(host);
  const drawn = await Promise.all(['a', 'b', 'c'].map((text) => drawing.renderSvg(text)));
  expect(drawn).toEqual(['<svg id="1"/>', '<svg id="2"/>', '<svg id="3"/>']);
  expect(helpers).toHaveLength(1);
  drawing.close();
  expect(helpers[0]?.isStopped).toBe(true);
});

test('a process that hangs is ended, said, and replaced', async () => {
  const { host, helpers } = createFakeHost((helper, { id }, started) => {
    if (started > 1) helper.reply({ id, kind: 'valid', family: 'pie' });
  });
  const drawing = startDrawing(host, { timeoutMs: 30 });
  const [first, second] = [drawing.validate('slow'), drawing.validate('quick')];
  expect(await codeOf(first)).toBe('MMD-03');
  expect(await second).toBeUndefined();
  expect(helpers.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  drawing.close();
});

test('a process that ends takes one diagram with it', async () => {
  const { host, helpers } = createFakeHost((helper, { id }, started) => {
    if (started === 1) helper.end('it was ended by SIGABRT');
    else helper.reply({ id, kind: 'svg', svg: '<svg/>' });
  });
  const drawing = startDrawing(host);
  const [first, second] = [drawing.renderSvg('bad'), drawing.renderSvg('good')];
  expect(await codeOf(first)).toBe('MMD-07');
  expect(await second).toBe('<svg/>');
  expect(helpers).toHaveLength(2);
  drawing.close();
});

test('a late answer of an ended process is nobody’s', async () => {
  const { host, helpers } = createFakeHost((helper, { id }, started) => {
    if (started > 1) setImmediate(() => helper.reply({ id, kind: 'svg', svg: '<svg id="new"/>' }));
  });
  const drawing = startDrawing(host, { timeoutMs: 20 });
  expect(await codeOf(drawing.renderSvg('slow'))).toBe('MMD-03');
  const next = drawing.renderSvg('next');
  helpers[0]?.reply({ id: 1, kind: 'svg', svg: '<svg id="old"/>' });
  helpers[0]?.end('late');
  expect(await next).toBe('<svg id="new"/>');
  drawing.close();
});

test('closing rejects what still waits', async () => {
  const { host } = createFakeHost(() => undefined);
  const drawing = startDrawing(host);
  const waiting = [drawing.renderSvg('a'), drawing.renderSvg('b')].map(codeOf);
  drawing.close();
  expect(await Promise.all(waiting)).toEqual(['MMD-07', 'MMD-07']);
});

test('what the worker cannot draw is a finding that names the remedy, when there is no Chromium', async () => {
  const { host } = createFakeHost((helper, { id }) => helper.reply({ id, kind: 'failed', reason: 'no canvas' }));
  const drawing = startDrawing(host);
  const error = await drawing.renderSvg('a').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    finding: { code: 'MMD-04', hint: expect.stringContaining('apt-get install chromium') },
  });
  drawing.close();
});

test('the real worker is ended and replaced when it takes longer than it may', async () => {
  // A millisecond is less than a process needs to start, on every machine.
  const drawing = startDrawing(createNodeHost(), { timeoutMs: 1 });
  const asked = [drawing.renderSvg('flowchart LR\na --> b'), drawing.validate('pie\n "a" : 1')];
  expect(await Promise.all(asked.map(codeOf))).toEqual(['MMD-03', 'MMD-03']);
  drawing.close();
});

test('the real worker refuses a broken size before the PNG library sees it, and lives on', async () => {
  const drawing = startDrawing(createNodeHost());
  for (const view of ['NaN NaN NaN NaN', '0 0 0 0', '0 0 -5 5', '1 2 3', '']) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" width="10" height="10"><text>a</text></svg>`;
    expect(await codeOf(drawing.renderPng(svg)), view).toBe('MMD-10');
  }
  expect(await codeOf(drawing.renderPng('not svg'))).toBe('MMD-10');
  expect(await drawing.validate('pie\n "a" : 1')).toBeUndefined();
  drawing.close();
});
