import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeSilence } from '../../src/engines/api/open-api.js';
import { EngineError } from '../../src/engines/engine.js';
import { createWatchedAgent } from '../../src/host/watched-agent.js';

const PATIENCE = { everyMs: 30, questions: 3 };

let folder: string;
let close: () => void = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tde-agent-'));
});

afterEach(() => {
  close();
  rmSync(folder, { recursive: true });
});

/** Something at a socket that answers as it is told. */
async function serve(answer: (path: string, response: ServerResponse) => void): Promise<string> {
  const path = join(folder, 'engine.sock');
  const server = createServer(({ url = '' }, response) => answer(url, response));
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return path;
}

/** What comes of a long request through a watched agent. */
async function ask(socketPath: string): Promise<{ text: string; agent: ReturnType<typeof createWatchedAgent> }> {
  const agent = createWatchedAgent({
    socketPath,
    pingPath: '/_ping',
    describe: (seconds) => describeSilence(socketPath, seconds),
    patience: PATIENCE,
  });
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/build', method: 'POST', agent }, async (answer) => {
      let text = '';
      try {
        for await (const piece of answer) text += piece;
      } catch {
        return;
      }
      resolve({ text, agent });
    });
    asked.once('error', reject);
    asked.end();
  });
}

test('an engine that answers nothing at all is given up, with a finding', async () => {
  const questions: string[] = [];
  const path = await serve((url) => void questions.push(url));
  const error = await ask(path).catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ reason: 'unreachable', finding: { code: 'ENG-05' } });
  expect(questions).toEqual(['/build', '/_ping', '/_ping', '/_ping']);
});

test('one that falls silent in the middle of an answer is given up, too', async () => {
  const path = await serve((url, response) => url === '/build' && response.write('STEP 1/2'));
  await expect(ask(path)).rejects.toMatchObject({ finding: { code: 'ENG-05' } });
});

test('a long silence is waited for as long as pings are answered, also when one of them is not', async () => {
  let pings = 0;
  let waiting: ServerResponse | undefined;
  const path = await serve((url, response) => {
    if (url === '/build') {
      waiting = response;
      return;
    }
    pings += 1;
    if (pings === 8) waiting?.end('built');
    if (pings % 3 !== 0) response.end('OK');
  });
  const { text, agent } = await ask(path);
  expect(text).toBe('built');
  expect(agent.silence).toBeUndefined();
});
