import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What torchdock does with an engine, one by one: a request, or a step of a build that is told in its answer. */
export interface Contact {
  /** `POST /containers/NAME/start`. */
  readonly what: string;
  /** `before`: the engine has heard nothing yet. `after`: it has done it, and torchdock knows nothing of it. */
  readonly when: 'before' | 'during' | 'after';
}

/** Called at each contact, and waited for; `dropped` when whoever asked has been killed. */
export type OnContact = (contact: Contact) => Promise<'dropped' | undefined>;

export interface EngineProxy {
  /** From now on; undefined: nothing is told. */
  watch(onContact: OnContact | undefined): void;
  /** Waits until nobody is connected: what a killed torchdock had started has ended, too. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

const STEP = /STEP \d+\/\d+/g;

/** Stands before an engine's socket and lets a test act at each contact, without any clock. */
export async function startEngineProxy(path: string, enginePath: string): Promise<EngineProxy> {
  let onContact: OnContact | undefined;
  const sockets = new Set<Socket>();
  const quiet: (() => void)[] = [];
  const tell: OnContact = async (contact) => onContact?.(contact);
  const server = createServer((request, response) => void handOn(enginePath, request, response, tell));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of quiet.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  return {
    watch: (listener) => void (onContact = listener),
    untilQuiet: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => quiet.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function handOn(
  enginePath: string,
  request: IncomingMessage,
  response: ServerResponse,
  tell: OnContact,
): Promise<void> {
  const what = describe(request);
  // The podman program that torchdock had started lives on without it, and does what it was told.
  const isProgram = request.headers['user-agent']?.startsWith('Go-http-client') === true;
  if ((await tell({ what, when: 'before' })) === 'dropped' && !isProgram) return void request.destroy();
  const { method, url, headers } = request;
  const onward = openRequest({ socketPath: enginePath, method, path: url, headers });
  response.once('close', () => onward.destroy());
  onward.once('error', () => response.destroy());
  onward.once('response', (answer) => void handBack(what, answer, response, tell));
  request.pipe(onward);
}

/** Hands the answer on piece by piece; the last one only after the test knows of it. */
async function handBack(
  what: string,
  answer: IncomingMessage,
  response: ServerResponse,
  tell: OnContact,
): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  let held: Buffer | undefined;
  try {
    for await (const piece of answer) {
      for (const [step] of String(piece).matchAll(STEP)) await tell({ what: step, when: 'during' });
      if (held) response.write(held);
      held = piece as Buffer;
    }
  } catch {
    return void response.destroy();
  }
  await tell({ what, when: 'after' });
  response.end(held);
}

function describe({ method, url = '' }: IncomingMessage): string {
  const path = url.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
  return `${method} ${path.replace(/[0-9a-f]{64}/g, 'ID')}`;
}
