import { Agent, get } from 'node:http';
import { createConnection, type Socket } from 'node:net';

export interface Patience {
  /** From an answer to the next question, and for the answer. */
  readonly everyMs: number;
  /** After so many questions in a row without an answer the engine is given up. */
  readonly questions: number;
}

/** A machine that is out of breath answers a ping within seconds. */
const PATIENCE: Patience = { everyMs: 10_000, questions: 3 };

export interface WatchedAgent extends Agent {
  /** Why all requests were ended, once they were. */
  silence: Error | undefined;
}

export interface Watch {
  /** The socket that the requests go to. */
  readonly socketPath: string;
  /** Answered at once by whatever lives. */
  readonly pingPath: string;
  /** Makes the error of whoever waits, from the seconds without a sign of life. */
  readonly describe: (seconds: number) => Error;
  readonly patience?: Patience;
}

/**
 * Makes the connections to one engine. While a request waits, the engine is asked for a sign of life beside it: a step of a
 * build may say nothing for an hour, but an engine that answers no ping meanwhile will not answer the request either. Then
 * every connection is ended, and whoever waits gets `silence`.
 */
export function createWatchedAgent(watch: Watch): WatchedAgent {
  const { socketPath, describe, patience = PATIENCE } = watch;
  let unanswered = 0;
  let isWatching = false;
  const busy = (): Socket[] => Object.values(agent.sockets).flatMap((sockets) => sockets ?? []);
  // Never a reason for this process to stay: a connection that waits is one by itself.
  const askLater = (): void => void setTimeout(() => void ask(), patience.everyMs).unref();
  const ask = async (): Promise<void> => {
    if (busy().length === 0) unanswered = 0;
    else unanswered = (await isAlive(watch, patience.everyMs)) ? 0 : unanswered + 1;
    if (unanswered < patience.questions) askLater();
    else giveUp();
  };
  const giveUp = (): void => {
    // Each question is asked a while after the one before was given up.
    agent.silence = describe(Math.round((2 * patience.everyMs * patience.questions) / 1000));
    for (const socket of busy()) socket.destroy(agent.silence);
  };
  const agent: WatchedAgent = Object.assign(new Agent({ keepAlive: true }), {
    silence: undefined,
    createConnection: () => {
      if (!isWatching) askLater();
      isWatching = true;
      return createConnection({ path: socketPath });
    },
  });
  return agent;
}

function isAlive({ socketPath, pingPath }: Watch, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const question = get({ socketPath, path: pingPath, agent: false, timeout: patienceMs });
    question.once('response', (answer) => {
      answer.resume();
      resolve(true);
    });
    question.once('timeout', () => question.destroy());
    question.once('close', () => resolve(false));
    question.once('error', () => resolve(false));
  });
}
