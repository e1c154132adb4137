import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HelperProcess } from './host.js';

/** Helpers that were started before anybody asked for them, by name. */
const prepared = new Map<string, ChildProcess>();

/**
 * Starts a helper in advance, so that it loads while this process still does. It keeps nothing from ending: unless
 * `startHelper` takes it over, it ends with this process.
 */
export function prepareHelper(name: string): void {
  const child = forkHelper(name);
  setHold(child, 'unref');
  child.on('error', () => undefined);
  prepared.set(name, child);
}

export function startHelper(name: string): HelperProcess {
  const waiting = prepared.get(name);
  prepared.delete(name);
  const isFit = waiting?.connected === true && waiting.exitCode === null;
  const child = isFit ? waiting : forkHelper(name);
  if (isFit) setHold(child, 'ref');
  let ended = false;
  let trouble = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (trouble = (trouble + text).slice(-2000)));
  return {
    send: (message) => void (ended || child.send(message as object, () => undefined)),
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) => {
      child.once('error', (error) => listener(error.message));
      child.once('close', (status, signal) => {
        ended = true;
        listener(trouble.trim() || (signal ? `it was ended by ${signal}` : `it ended with status ${status}`));
      });
    },
    stop: () => {
      child.kill('SIGKILL');
      setHold(child, 'unref'); // nobody waits for its memory to be given back
    },
  };
}

function forkHelper(name: string): ChildProcess {
  // Beside the running bundle; when the sources run unbuilt (in tests), in the bundle that was built of them.
  const places = [`./${name}.js`, `../../dist/${name}.js`].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const child = fork(places.find((path) => existsSync(path)) ?? `${name}.js`, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
  });
  endWithThisProcess(child);
  return child;
}

/** A helper would see the end of its channel only after what it is busy with, and that may take minutes. */
function endWithThisProcess(child: ChildProcess): void {
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

/** Whether the child keeps this process from ending: by itself, its channel, and its standard error. */
function setHold(child: ChildProcess, hold: 'ref' | 'unref'): void {
  child[hold]();
  child.channel?.[hold]();
  const { stderr } = child;
  if (stderr && hold in stderr) (stderr as unknown as Record<typeof hold, () => void>)[hold]();
}
