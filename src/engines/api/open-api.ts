import Docker from 'dockerode';
import { engineFindings } from '../../findings/catalog/engine.js';
import { createWatchedAgent, type WatchedAgent } from '../../host/watched-agent.js';
import { EngineError } from '../engine.js';
import { asEngineError } from './refusal.js';

/** An answer whose body has not been read. */
export interface Answer extends AsyncIterable<Buffer> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface DialOptions {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** The part of dockerode's transport that is used where dockerode itself asks too much (see `dial`). */
interface Modem {
  readonly agent?: Partial<WatchedAgent>;
  dial(options: Readonly<Record<string, unknown>>, done: (error: unknown, answer: Answer) => void): void;
}

const NO_HOST = {
  host: undefined,
  port: undefined,
  pathPrefix: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
};

/**
 * The API behind exactly this socket. dockerode mixes `DOCKER_HOST` into whatever it is given: a host there would win over
 * the socket, so every field that it could set is set here.
 */
export function openApi(socketPath: string): Docker {
  try {
    const describe = (seconds: number): EngineError => describeSilence(socketPath, seconds);
    const agent = createWatchedAgent({ socketPath, pingPath: '/_ping', describe });
    return new Docker(Object.assign({ protocol: 'http' as const, socketPath, agent }, NO_HOST));
  } catch (error) {
    throw new EngineError('unreachable', `DOCKER_HOST cannot be understood: ${(error as Error).message}`);
  }
}

/** What is told of an engine that was given up. */
export function describeSilence(address: string, seconds: number): EngineError {
  const finding = engineFindings.silent({ address, seconds });
  return new EngineError('unreachable', finding.message, finding);
}

/**
 * A request whose answer is read as it comes. For what dockerode has no method for: headers of an answer, and a build by
 * BuildKit without the gRPC session that dockerode opens for it (which would bring credentials of registries, and two
 * libraries of 5 MB; the daemon pulls public images without).
 */
export function dial(docker: Docker, { method, path, body, signal }: DialOptions): Promise<Answer> {
  const request = {
    path,
    method,
    isStream: true,
    statusCodes: { 200: true },
    ...(body ? { file: body, headers: { 'Content-Type': 'application/x-tar' } } : {}),
    ...(signal ? { abortSignal: signal } : {}),
  };
  const modem = docker.modem as unknown as Modem;
  return new Promise((resolve, reject) => {
    modem.dial(request, (error, answer) => {
      if (error) reject(asEngineError(error));
      else resolve({ headers: answer.headers, [Symbol.asyncIterator]: () => readPieces(answer, modem) });
    });
  });
}

/** Of an answer that breaks off because the engine fell silent, only the connection would say so. */
async function* readPieces(answer: Answer, { agent }: Modem): AsyncGenerator<Buffer> {
  try {
    yield* answer;
  } catch (error) {
    throw asEngineError(agent?.silence ?? error);
  }
}
