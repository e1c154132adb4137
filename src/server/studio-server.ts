import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostError } from '../host/host.js';
import { cookieName, refuseRequest, writeCookie } from './access.js';
import { streamRevisions } from './event-stream.js';
import type { LiveFolder } from './live-folder.js';
import { answerFrame, answerRoute, type Reply, refuse, type Studio } from './routes.js';
import type { Secrets } from './secrets.js';
import { isSameSecret } from './secrets.js';

/** The only address it ever listens on. */
const LOOPBACK = '127.0.0.1';

/** How many ports above a taken one are tried. */
const MOST_PORTS_TRIED = 20;

export interface RunningServer {
  /** Address with the token, to open in a browser. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves the page, what it shows, and the news that it changed:
 *
 *     request → may it be answered? (access) → which answer? (routes) → written out
 *
 * The drawing frame goes its own way: it has no cookie, only the key in its path, and gets only built files.
 */
export async function startStudioServer(studio: Studio, secrets: Secrets, wantedPort: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    answerRequest(studio, secrets, cookieName(port), request, response).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else writeReply(response, refuse(500, reason), studio.folder);
    });
  });
  const port = await listenNear(server, wantedPort);
  return {
    url: `http://${LOOPBACK}:${port}/?token=${secrets.token}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerRequest(
  studio: Studio,
  secrets: Secrets,
  cookie: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = readUrl(request.url ?? '/');
  if (url === undefined) return writeReply(response, refuse(404, 'There is nothing here.'), studio.folder);
  const { method = 'GET', headers } = request;
  const frame = readFramePath(url, secrets);
  const refusal = refuseRequest({ method, headers, url }, cookie, secrets, frame !== undefined);
  if (refusal) return writeReply(response, refuse(refusal.status, refusal.reason), studio.folder);
  if (frame !== undefined) return writeReply(response, answerFrame(studio, frame), studio.folder);
  // The address with the token is opened once; from then on the cookie speaks for the page.
  if (url.searchParams.has('token')) response.setHeader('Set-Cookie', writeCookie(cookie, secrets));
  return writeReply(response, await answerRoute(studio, url), studio.folder, method === 'HEAD');
}

/** The part after `/frame/KEY/`, when the key is right. */
function readFramePath(url: URL, secrets: Secrets): string | undefined {
  const [, key, path] = /^\/frame\/([^/]{1,64})\/([\w./-]+)$/.exec(url.pathname) ?? [];
  return key !== undefined && isSameSecret(key, secrets.frameKey) ? path : undefined;
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text, `http://${LOOPBACK}`);
  } catch {
    return undefined;
  }
}

function writeReply(response: ServerResponse, reply: Reply, folder: LiveFolder, isHead = false): void {
  if (reply.kind === 'revisions') {
    response.writeHead(200, reply.headers);
    if (isHead) response.end();
    else streamRevisions(response, folder);
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(reply.content) });
  response.end(isHead ? undefined : reply.content);
}

/** Listens on the wanted port, or on the next free one above it; 0 lets the system choose. */
async function listenNear(server: Server, wantedPort: number): Promise<number> {
  for (let port = wantedPort; ; port += 1) {
    try {
      await listen(server, port);
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code = 'EUNKNOWN', message } = error as NodeJS.ErrnoException;
      const isLast = port >= Math.min(wantedPort + MOST_PORTS_TRIED, 65_535);
      if (code !== 'EADDRINUSE' || isLast) throw new HostError(`${LOOPBACK}:${port}`, code, message);
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
