import { type Host, HostError } from '../../host/host.js';

/** More than any file of `/proc` or `/etc` that is read here. */
const MOST_BYTES = 2 ** 20;

/** A text of the system; undefined when it is not there or may not be read. */
export function readTextFile(host: Host, path: string): string | undefined {
  try {
    return host.status(path) ? new TextDecoder().decode(host.readFile(path, MOST_BYTES)) : undefined;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}
