import type { Host, ServiceProcess } from '../../host/host.js';
import { type AnsweringSocket, probeSocket } from '../probe/probe-socket.js';

export type StartedPodman =
  | { readonly kind: 'started'; readonly service: ServiceProcess; readonly probe: AnsweringSocket }
  | { readonly kind: 'failed'; readonly reason: string };

/** Should this process be killed, the service ends by itself after so many seconds without a request. */
const IDLE_SECONDS = 60;

/** Asked often enough that it does not end while this process waits for something else. */
const REMINDER_MS = 20_000;

const PATIENCE_MS = 10_000;

/**
 * Starts Podman's API for the time of one command, on a socket that only this user can reach. It answers after about
 * 60 ms, and a request then takes 10 ms where the command line takes 40 to 70 (Podman 4.3.1).
 */
export async function startPodman(host: Host): Promise<StartedPodman> {
  const service = host.startService('podman', (directory) => [
    'system',
    'service',
    `--time=${IDLE_SECONDS}`,
    `unix://${directory}/podman.sock`,
  ]);
  const path = `${service.directory}/podman.sock`;
  const end: { words?: string } = {};
  void service.ended.then(({ words }) => {
    end.words = words;
  });
  const startedMs = host.monotonicMs();
  while (end.words === undefined && host.monotonicMs() - startedMs < PATIENCE_MS) {
    const probe = await probeSocket(host, path);
    if (probe.kind === 'answers') {
      keepAwake(service, probe);
      return { kind: 'started', service, probe };
    }
    await host.sleep(5);
  }
  const reason = end.words === undefined ? 'its service does not answer' : lastLine(end.words);
  await service.stop();
  return { kind: 'failed', reason };
}

function keepAwake(service: ServiceProcess, { docker }: AnsweringSocket): void {
  const timer = setInterval(() => void docker.ping().catch(() => undefined), REMINDER_MS);
  timer.unref();
  void service.ended.then(() => clearInterval(timer));
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^Error: /, '') || 'it ended without a word'
  );
}
