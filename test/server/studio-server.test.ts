import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import type { SourceExcerpt, StudioState } from '../../src/server/protocol.js';
import { type RunningStudio, type StudioRequest, startStudio } from '../../src/server/start-studio.js';
import { ask } from './request.js';

const host = createMemoryHost({
  '/ui/index.html': '<title>studio</title>',
  '/ui/drawing-frame.html': '<title>Mermaid</title>',
  '/ui/assets/index.js': 'export {}',
  '/ui/assets/mermaid/chunks/flow.mjs': 'export {}',
  '/secret.txt': 'secret',
  '/project/.env': 'TOKEN=secret',
});

const REQUEST: StudioRequest = {
  folder: '/project',
  port: 0,
  isWatched: false,
  assetsDirectory: '/ui',
  offer: { views: [{ name: 'deployment', summary: 'who reaches what' }], reads: [] },
  read: async () => ({
    sources: [createSourceText('Dockerfile', 'FROM scratch\nCMD ["train"]\n')],
    findings: [],
    subjects: {},
    stamp: '',
    findText: () => undefined,
    draw: async () => undefined,
  }),
};

let studio: RunningStudio;
let token: string;

beforeAll(async () => {
  studio = await startStudio(host, REQUEST);
  token = new URL(studio.url).searchParams.get('token') ?? '';
});

afterAll(async () => {
  await studio.stop();
});

const cookie = (): string => `torchdock-studio-${studio.port}=${token}`;

describe('who gets an answer', () => {
  test.each(['/', '/api/state', '/api/source?file=Dockerfile', '/events', '/assets/index.js', '/nothing'])(
    'without a token %s is refused',
    async (path) => {
      const answer = await ask(studio.port, path);
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain('studio</title>');
    },
  );

  test('a wrong token is refused, in the address and in the cookie', async () => {
    expect((await ask(studio.port, '/?token=wrong')).status).toBe(403);
    expect((await ask(studio.port, '/', { Cookie: `torchdock-studio-${studio.port}=wrong` })).status).toBe(403);
    expect((await ask(studio.port, '/', { Cookie: `torchdock-studio-1=${token}` })).status).toBe(403);
  });

  test('the token opens the page and sets a cookie that opens the rest', async () => {
    const page = await ask(studio.port, `/?token=${token}`);
    expect(page.status).toBe(200);
    const [set = ''] = page.headers['set-cookie'] ?? [];
    expect(set).toMatch(/; HttpOnly/);
    expect(set).toMatch(/; SameSite=Strict/);
    const state = await ask(studio.port, '/api/state', { Cookie: set.split(';')[0] });
    expect(state.status).toBe(200);
    expect((JSON.parse(state.text) as StudioState).files).toEqual(['Dockerfile']);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '[::1]',
  ])('the host name %j is refused even with the token', async (name) => {
    const answer = await ask(studio.port, `/?token=${token}`, { Host: name });
    expect(answer.status).toBe(403);
  });

  test.each(['localhost', 'localhost:9000', '127.0.0.1:9000'])('a forwarded port is fine: %s', async (name) => {
    expect((await ask(studio.port, `/?token=${token}`, { Host: name })).status).toBe(200);
  });

  test('a page of another port cannot use the cookie', async () => {
    for (const site of ['same-site', 'cross-site'])
      expect((await ask(studio.port, '/api/state', { Cookie: cookie(), 'Sec-Fetch-Site': site })).status).toBe(403);
    const own = await ask(studio.port, '/api/state', { Cookie: cookie(), 'Sec-Fetch-Site': 'same-origin' });
    expect(own.status).toBe(200);
  });

  test('it only listens on the loopback address', () => {
    expect(studio.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
    expect((await ask(studio.port, '/api/state', { Cookie: cookie() }, method)).status).toBe(405);
  });
});

describe('what is served', () => {
  test('every answer is guarded by its headers', async () => {
    for (const path of ['/', '/api/state', '/assets/index.js', '/nothing']) {
      const { headers } = await ask(studio.port, path, { Cookie: cookie() });
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      const policy = headers['content-security-policy'];
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets//secret.txt',
    '/assets/index.js/../../../secret.txt',
    '/secret.txt',
  ])('a path that leaves the page is not found: %s', async (path) => {
    const answer = await ask(studio.port, path, { Cookie: cookie() });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret.txt');
  });

  test.each(['.env', '../secret.txt', '/secret.txt', '/project/Dockerfile', './Dockerfile', 'Dockerfile/', ''])(
    'only files that were read are shown: %j is not',
    async (file) => {
      const answer = await ask(studio.port, `/api/source?file=${encodeURIComponent(file)}`, { Cookie: cookie() });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('TOKEN');
    },
  );

  test('a file that was read is shown with its lines', async () => {
    const answer = await ask(studio.port, '/api/source?file=Dockerfile', { Cookie: cookie() });
    const excerpt = JSON.parse(answer.text) as SourceExcerpt;
    expect(excerpt.lines).toEqual(['FROM scratch', 'CMD ["train"]', '']);
  });

  test('the drawing frame is a sandbox, opened by its key alone, and gets nothing of the folder', async () => {
    const state = await ask(studio.port, '/api/state', { Cookie: cookie() });
    const { drawingFrame } = JSON.parse(state.text) as StudioState;
    const frame = await ask(studio.port, drawingFrame);
    expect(frame.status).toBe(200);
    expect(frame.headers['content-security-policy']).toContain('sandbox allow-scripts');
    const folder = drawingFrame.slice(0, drawingFrame.lastIndexOf('/'));
    expect((await ask(studio.port, `${folder}/assets/mermaid/chunks/flow.mjs`)).status).toBe(200);
    expect((await ask(studio.port, `${folder}/api/state`)).status).toBe(404);
    expect((await ask(studio.port, `${folder}/../../secret.txt`)).status).toBe(403);
    expect((await ask(studio.port, drawingFrame.replace(/[0-9a-f]{32}/, '0'.repeat(32)))).status).toBe(403);
    expect((await ask(studio.port, drawingFrame, { Host: 'evil.example' })).status).toBe(403);
  });

  test('no path makes it fail or tell a secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (text) => {
        const path = `/${encodeURI(text.toWellFormed())}`;
        const answer = await ask(studio.port, path, { Cookie: cookie() });
        expect([200, 404]).toContain(answer.status);
        expect(answer.text).not.toContain('TOKEN');
      }),
      { numRuns: 60 },
    );
  });

  test('HEAD gives the headers only', async () => {
    const answer = await ask(studio.port, '/', { Cookie: cookie() }, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('');
  });
});

describe('ports', () => {
  test('a taken port gives way to the next free one', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const taken = (other.address() as AddressInfo).port;
    const second = await startStudio(host, { ...REQUEST, port: taken });
    expect(second.port).toBeGreaterThan(taken);
    await second.stop();
    await new Promise((resolve) => other.close(resolve));
  });

  test('without a built page it does not start', async () => {
    await expect(startStudio(host, { ...REQUEST, assetsDirectory: '/nowhere' })).rejects.toThrow(/not built/);
  });
});
