import type { Host } from '../../host/host.js';

/** Full path of a program on PATH, found without starting it. */
export function findProgram(host: Host, name: string): string | undefined {
  const directories = (host.environment['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/'));
  return directories.map((directory) => `${directory}/${name}`).find((path) => host.status(path)?.kind === 'file');
}
