import type Docker from 'dockerode';
import type { Host } from '../../host/host.js';
import { dial, openApi } from '../api/open-api.js';
import type { EngineKind } from '../engine.js';

/** An engine that is busy answers late; one that hangs, never. */
const PATIENCE_MS = 5_000;

/** What `info` answers, as far as it is read. */
export interface EngineInfo {
  readonly ServerVersion?: string;
  readonly DockerRootDir?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Rootless?: boolean;
  readonly Runtimes?: Readonly<Record<string, unknown>> | null;
  /** Docker from 28.2: what the CDI files of the host offer. */
  readonly DiscoveredDevices?: readonly { readonly ID?: string }[] | null;
}

export interface AnsweringSocket {
  readonly kind: 'answers';
  readonly engine: EngineKind;
  readonly docker: Docker;
  /** False only where it was turned off: Docker 20.10 has it and does not say so. */
  readonly hasBuildKit: boolean;
  readonly info: EngineInfo;
}

export interface SilentSocket {
  readonly kind: 'silent';
  /** After the path: `is not there`. */
  readonly reason: string;
  readonly isForbidden: boolean;
}

/** Asks what listens at a socket. Podman tells itself by an address that only it has. */
export async function probeSocket(host: Host, path: string): Promise<AnsweringSocket | SilentSocket> {
  if (!host.status(path)) return { kind: 'silent', reason: 'is not there', isForbidden: false };
  try {
    const docker = openApi(path);
    const [isPodman, headers, info] = await Promise.all([
      get(docker, '/libpod/_ping').then(
        () => true,
        () => false,
      ),
      get(docker, '/_ping').then((answer) => answer.headers),
      get(docker, '/info').then(readBody, () => ({})),
    ]);
    const hasBuildKit = headers['builder-version'] !== '1';
    return { kind: 'answers', engine: isPodman ? 'podman' : 'docker', docker, hasBuildKit, info };
  } catch (error) {
    return explainSilence(error as Error);
  }
}

async function get(docker: Docker, path: string) {
  const answer = await dial(docker, { method: 'GET', path, signal: AbortSignal.timeout(PATIENCE_MS) });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') };
}

function readBody({ body }: { readonly body: string }): EngineInfo {
  const value: unknown = JSON.parse(body);
  return value && typeof value === 'object' ? value : {};
}

function explainSilence({ message }: Error): SilentSocket {
  const isForbidden = message.startsWith('EACCES');
  if (isForbidden) return { kind: 'silent', reason: 'may not be used by this user', isForbidden };
  if (message.startsWith('ECONNREFUSED'))
    return { kind: 'silent', reason: 'is there, but nobody listens', isForbidden };
  if (message.startsWith('ABORT_ERR')) {
    return { kind: 'silent', reason: `did not answer within ${PATIENCE_MS / 1000} s`, isForbidden };
  }
  return { kind: 'silent', reason: `does not answer as an engine (${message})`, isForbidden };
}
