import type { ServerResponse } from 'node:http';
import type { LiveFolder } from './live-folder.js';
import type { RevisionEvent } from './protocol.js';

/** A comment line this often keeps proxies and port forwarders from closing a quiet stream. */
const HEARTBEAT_MS = 20_000;

/** Server-sent events: the revision of now, then each new one, until the page goes away. */
export function streamRevisions(response: ServerResponse, folder: LiveFolder): void {
  const send = (event: RevisionEvent): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.write('retry: 1000\n\n');
  send({ revision: folder.snapshot.revision });
  const unsubscribe = folder.onRevision(({ revision }) => send({ revision }));
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  response.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
