import type { HelperProcess, Host } from '../../host/host.js';
import type { RunProgress } from './run-answers.js';
import type { RunConversation, RunQuestion, RunReplyMessage, RunRequestMessage, RunTarget } from './run-questions.js';

/** Where runs are opened: one at a time, in a process of its own that is ended for the next. */
export interface RunDesk {
  /** Opens the run first, unless it is open. Rejects with why it cannot be read, or that another one was opened meanwhile. */
  ask<K extends 'picture' | 'panel'>(
    target: RunTarget,
    kind: K,
    asked: RunConversation[K]['asked'],
  ): Promise<RunConversation[K]['answered']>;
  /** Undefined when the run is not the one that is open. */
  askOpen<K extends 'window' | 'event'>(
    id: string,
    kind: K,
    asked: RunConversation[K]['asked'],
  ): Promise<RunConversation[K]['answered']>;
  /** How far the reading of a run has come; undefined when it is not being read. */
  progress(id: string): RunProgress | undefined;
  close(): void;
}

interface OpenRun {
  readonly target: RunTarget;
  readonly helper: HelperProcess;
  readonly waiting: Map<number, Waiting>;
  /** Rejects when it cannot be read. */
  ready: Promise<unknown>;
  isReading: boolean;
  progress: RunProgress | undefined;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function createRunDesk(host: Host): RunDesk {
  let open: OpenRun | undefined;
  let lastId = 0;
  const send = (run: OpenRun, question: RunQuestion): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      run.waiting.set(lastId, { resolve, reject });
      run.helper.send({ id: lastId, question } satisfies RunRequestMessage);
    });
  const close = (reason: string): void => {
    const closed = open;
    open = undefined;
    if (closed) endRun(closed, reason);
  };
  const start = (target: RunTarget): OpenRun => {
    close('another run was opened');
    const run: OpenRun = {
      target,
      helper: host.startHelper('run-helper'),
      waiting: new Map(),
      ready: Promise.resolve(),
      isReading: true,
      progress: undefined,
    };
    open = run;
    run.helper.onMessage((message) => receive(run, message as RunReplyMessage));
    run.helper.onEnd((reason) => {
      if (open === run) close(reason);
    });
    run.ready = send(run, { kind: 'open', target }).finally(() => (run.isReading = false));
    // Whoever asks is told; nobody asking is no reason to end.
    run.ready.catch(() => undefined);
    return run;
  };
  return {
    ask: async (target, kind, asked) => {
      const run = open && isStill(open, target) ? open : start(target);
      await run.ready;
      return send(run, { kind, ...asked } as RunQuestion) as Promise<RunConversation[typeof kind]['answered']>;
    },
    askOpen: async (id, kind, asked) => {
      const run = open;
      if (run?.target.id !== id || run.isReading) return undefined;
      return send(run, { kind, ...asked } as RunQuestion) as Promise<RunConversation[typeof kind]['answered']>;
    },
    progress: (id) => (open?.target.id === id ? open.progress : undefined),
    close: () => close('the studio was stopped'),
  };
}

/** What is being read is read to its end, though its files change meanwhile: a log may grow without a pause. */
function isStill({ target, isReading }: OpenRun, wanted: RunTarget): boolean {
  return target.id === wanted.id && (isReading || keyOf(target) === keyOf(wanted));
}

function keyOf({ stamp, script, arguments: words, models }: RunTarget): string {
  return JSON.stringify([stamp, script, words, models.map(({ id }) => id)]);
}

function receive(run: OpenRun, message: RunReplyMessage): void {
  if (message.kind === 'progress') {
    run.progress = message.progress;
    return;
  }
  const waiting = run.waiting.get(message.id);
  run.waiting.delete(message.id);
  run.progress = undefined;
  if (message.kind === 'answer') waiting?.resolve(message.value);
  else waiting?.reject(new Error(message.reason));
}

function endRun({ helper, waiting }: OpenRun, reason: string): void {
  helper.stop();
  for (const { reject } of waiting.values()) reject(new Error(reason));
  waiting.clear();
}
