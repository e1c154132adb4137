import { engineFindings } from '../findings/catalog/engine.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { createDockerEngine } from './docker/create-docker-engine.js';
import type { Engine, EngineKind } from './engine.js';
import { listPlaces, type Place } from './list-places.js';
import { createPodmanEngine } from './podman/create-podman-engine.js';
import { startPodman } from './podman/start-podman.js';
import { describeEngine } from './probe/describe-engine.js';
import { findProgram } from './probe/find-program.js';
import { probeSocket } from './probe/probe-socket.js';

export type EngineWish = 'auto' | EngineKind;

export type EngineSearch =
  | { readonly kind: 'found'; readonly engine: Engine }
  | { readonly kind: 'none'; readonly findings: readonly Finding[] };

/** What came of one place: an engine, or a clause for the sentence that says what was tried. */
type Attempt = { readonly engine: Engine } | { readonly failure: string; readonly finding?: Finding };

/**
 * Finds what can run containers here, by asking and never by version numbers:
 *
 *     DOCKER_HOST, CONTAINER_HOST ─┐ an address that somebody has set decides alone
 *     the usual sockets of Docker ─┤
 *     the podman program ──────────┤ with a service of its own: needs no running one, and its builds can be ended
 *     the usual sockets of Podman ─┘
 */
export async function findEngine(host: Host, wish: EngineWish): Promise<EngineSearch> {
  const places = await listPlaces(host, wish);
  if (places.kind === 'refused') return { kind: 'none', findings: [places.finding] };
  const tried: string[] = [];
  const findings: Finding[] = [];
  for (const place of places.places) {
    const attempt = await tryPlace(host, place, wish);
    if ('engine' in attempt) return { kind: 'found', engine: attempt.engine };
    tried.push(attempt.failure);
    if (attempt.finding) findings.push(attempt.finding);
  }
  const startCommand = suggestStart(host, wish);
  const none = engineFindings.noEngine({ wish, tried, ...(startCommand ? { startCommand } : {}) });
  return { kind: 'none', findings: [none, ...findings] };
}

function tryPlace(host: Host, place: Place, wish: EngineWish): Promise<Attempt> {
  return place.kind === 'socket' ? trySocket(host, place.path, wish) : tryPodmanProgram(host);
}

async function trySocket(host: Host, path: string, wish: EngineWish): Promise<Attempt> {
  const probe = await probeSocket(host, path);
  if (probe.kind === 'silent') {
    return {
      failure: `${path} ${probe.reason}`,
      ...(probe.isForbidden ? { finding: engineFindings.notAllowed({ path }) } : {}),
    };
  }
  if (wish !== 'auto' && probe.engine !== wish) {
    return { failure: `${path} is ${probe.engine === 'docker' ? 'Docker' : 'Podman'}` };
  }
  const description = describeEngine(host, probe, path);
  if (probe.engine === 'docker') {
    const isUsual = path === '/var/run/docker.sock' && !host.environment['DOCKER_HOST'];
    const program = isUsual ? ['docker'] : ['docker', '--host', `unix://${path}`];
    return { engine: createDockerEngine(probe.docker, description, program) };
  }
  const program = findProgram(host, 'podman') ? ['podman', '--remote', '--url', `unix://${path}`] : undefined;
  return { engine: createPodmanEngine({ host, docker: probe.docker, description, program }) };
}

async function tryPodmanProgram(host: Host): Promise<Attempt> {
  if (!findProgram(host, 'podman')) return { failure: 'there is no podman program on PATH' };
  const started = await startPodman(host);
  if (started.kind === 'failed') return { failure: `podman cannot serve here (${started.reason})` };
  const { probe, service } = started;
  return {
    engine: createPodmanEngine({
      host,
      docker: probe.docker,
      description: describeEngine(host, probe, 'podman'),
      program: ['podman'],
      service,
    }),
  };
}

/** When the program is installed, what is missing is only its service. */
function suggestStart(host: Host, wish: EngineWish): string | undefined {
  const hasDocker = wish !== 'podman' && findProgram(host, 'dockerd') !== undefined;
  return hasDocker ? 'sudo systemctl start docker' : undefined;
}
