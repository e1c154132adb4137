import type Docker from 'dockerode';
import { createDemultiplexer } from './demultiplex.js';
import { assertName } from './names.js';
import { dial } from './open-api.js';

/** What a container has said, and with `follows` what it says until it ends or the signal comes. */
export async function readContainerLogs(
  docker: Docker,
  name: string,
  options: { readonly tail?: number; readonly follows: boolean },
  onText: (text: string) => void,
  interrupted: AbortSignal,
): Promise<void> {
  if (interrupted.aborted) return;
  const query = new URLSearchParams({
    stdout: '1',
    stderr: '1',
    follow: options.follows ? '1' : '0',
    tail: options.tail === undefined ? 'all' : String(options.tail),
  });
  const demultiplexer = createDemultiplexer((text) => onText(text));
  try {
    const path = `/containers/${assertName(name)}/logs?${query}&`;
    const answer = await dial(docker, { method: 'GET', path, signal: interrupted });
    for await (const chunk of answer) demultiplexer.write(chunk);
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
  demultiplexer.end();
}
