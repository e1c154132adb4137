import type { Host } from '../../host/host.js';
import { findProgram } from './find-program.js';

/**
 * Where the docker command line would go because of `docker context use` (Docker Desktop, colima, a remote machine);
 * undefined for the usual place. The program is asked only when its settings name another context: that costs a process.
 */
export async function readContextAddress(host: Host): Promise<string | undefined> {
  const name = host.environment['DOCKER_CONTEXT'] || readCurrentContext(host);
  if (!name || name === 'default' || !findProgram(host, 'docker')) return undefined;
  const format = '{{.Endpoints.docker.Host}}';
  const { status, stdout } = await host.run('docker', ['context', 'inspect', '--format', format, '--', name], {
    timeoutMs: 5_000,
  });
  return status === 0 ? stdout.trim() || undefined : undefined;
}

function readCurrentContext(host: Host): string | undefined {
  const folder = host.environment['DOCKER_CONFIG'] || (host.user && `${host.user.homeDirectory}/.docker`);
  try {
    const settings: unknown = JSON.parse(new TextDecoder().decode(host.readFile(`${folder}/config.json`)));
    const name = (settings as { currentContext?: unknown } | null)?.currentContext;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined; // No such file, or none that the docker program could read either.
  }
}
