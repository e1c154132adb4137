import { type Listener, readListeners } from '../../environment/measure/listeners.js';
import type { Host } from '../../host/host.js';
import { readTextFile } from './read-text-file.js';

/** What listens on this machine; undefined where the system has no such list. */
export function readHostListeners(host: Host): readonly Listener[] | undefined {
  const texts = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readTextFile(host, path));
  return texts[0] === undefined ? undefined : texts.flatMap((text) => readListeners(text ?? ''));
}
