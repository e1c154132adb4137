import { engineFindings } from '../findings/catalog/engine.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import type { EngineWish } from './find-engine.js';
import { readContextAddress } from './probe/docker-context.js';

/** Where an engine may be. */
export type Place = { readonly kind: 'socket'; readonly path: string } | { readonly kind: 'podman-program' };

export type Places =
  | { readonly kind: 'places'; readonly places: readonly Place[] }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** Where to look, in this order. An address that was set by hand is the only place: another engine would surprise. */
export async function listPlaces(host: Host, wish: EngineWish): Promise<Places> {
  const { environment } = host;
  const candidates = [
    ...(wish === 'podman' ? [] : [['DOCKER_HOST', environment['DOCKER_HOST']] as const]),
    ...(wish === 'docker' ? [] : [['CONTAINER_HOST', environment['CONTAINER_HOST']] as const]),
  ];
  for (const [variable, address] of candidates) {
    if (address) return fromAddress(variable, address);
  }
  const context = wish === 'podman' ? undefined : await readContextAddress(host);
  if (context) return fromAddress('The current docker context', context);
  return { kind: 'places', places: listUsual(host, wish) };
}

function fromAddress(variable: string, address: string): Places {
  const path = /^unix:\/\/(\/.+)$/.exec(address)?.[1] ?? (address.startsWith('/') ? address : undefined);
  if (path === undefined) return { kind: 'refused', finding: engineFindings.remoteEngine({ variable, address }) };
  return { kind: 'places', places: [{ kind: 'socket', path }] };
}

function listUsual(host: Host, wish: EngineWish): readonly Place[] {
  const { user, environment } = host;
  const runtime = environment['XDG_RUNTIME_DIR'] || (user && user.uid !== 0 ? `/run/user/${user.uid}` : undefined);
  const inRuntime = (name: string): string[] => (runtime ? [`${runtime}/${name}`] : []);
  const docker = [
    ...inRuntime('docker.sock'),
    '/var/run/docker.sock',
    ...(user ? [`${user.homeDirectory}/.docker/run/docker.sock`] : []),
  ];
  const podman = [...inRuntime('podman/podman.sock'), '/run/podman/podman.sock'];
  return [
    ...(wish === 'podman' ? [] : docker.map(toPlace)),
    ...(wish === 'docker' ? [] : [{ kind: 'podman-program' } as const, ...podman.map(toPlace)]),
  ];
}

function toPlace(path: string): Place {
  return { kind: 'socket', path };
}
