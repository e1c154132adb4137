import { mermaidFindings } from '../findings/catalog/mermaid.js';
import type { Finding } from '../findings/finding.js';
import type { HelperProcess, Host } from '../host/host.js';
import { drawInChromium } from './chromium.js';
import { DrawingError } from './drawing-error.js';
import type { DrawingReply, DrawingRequest, MermaidProblem, MissingGlyphs } from './protocol.js';

export interface DrawingOptions {
  /** How long one request may take before the worker is ended. */
  readonly timeoutMs?: number;
}

/** Mermaid in a helper process that stays warm. Requests may be made at any time and are answered in their order. */
export interface Drawing {
  /** What Mermaid's grammar says of a text; undefined when it is fine. */
  validate(text: string): Promise<MermaidProblem | undefined>;
  /** Rejects with `DrawingError`, which holds the finding. */
  renderSvg(text: string): Promise<string>;
  /** Rejects with `DrawingError`, also when no installed font has some of the characters: a picture is whole or not made. */
  renderPng(svg: string, scale?: number): Promise<Picture>;
  /** Ends the process; what still waits is rejected. */
  close(): void;
}

export interface Picture {
  readonly png: Uint8Array;
}

const DEFAULT_TIMEOUT_MS = 30_000;

type Question = DrawingRequest extends infer R ? (R extends DrawingRequest ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly request: DrawingRequest;
  readonly resolve: (reply: DrawingReply) => void;
  readonly reject: (error: DrawingError) => void;
}

/** Starts the worker at once, so that it loads Mermaid while the caller still reads its files. */
export function startDrawing(host: Host, options: DrawingOptions = {}): Drawing {
  const worker = createWorkerQueue(host, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return {
    validate: async (text) => {
      const reply = await worker.ask({ kind: 'validate', text });
      if (reply.kind === 'failed') throw new DrawingError(mermaidFindings.workerEnded({ reason: reply.reason }));
      return reply.kind === 'invalid' ? reply.problem : undefined;
    },
    renderSvg: async (text) => {
      const reply = await worker.ask({ kind: 'render', text });
      if (reply.kind === 'svg') return reply.svg;
      if (reply.kind === 'invalid')
        throw new DrawingError(mermaidFindings.invalid({ problem: reply.problem.message }), reply.problem);
      if (reply.kind === 'empty') throw new DrawingError(mermaidFindings.empty({}));
      const drawn = await drawInChromium(host, text);
      if (drawn.kind === 'svg') return drawn.svg;
      const reason = reply.kind === 'failed' ? reply.reason : reply.kind;
      throw new DrawingError(mermaidFindings.drawingFailed({ reason, hasChromium: drawn.kind === 'failed' }));
    },
    renderPng: async (svg, scale = 1) => {
      const reply = await worker.ask({ kind: 'rasterize', svg, scale });
      if (reply.kind === 'png') return { png: reply.png };
      if (reply.kind === 'no-fonts') throw new DrawingError(mermaidFindings.noFonts({}));
      if (reply.kind === 'missing-glyphs') throw new DrawingError(describeMissing(reply.missing));
      throw new DrawingError(
        mermaidFindings.pictureFailed({ reason: reply.kind === 'failed' ? reply.reason : reply.kind }),
      );
    },
    close: worker.close,
  };
}

function describeMissing(missing: readonly MissingGlyphs[]): Finding {
  const sample = missing.map((group) => group.sample).join(' ');
  const fontPackage = missing.map((group) => group.fontPackage).join(' ');
  return mermaidFindings.missingGlyphs({ sample, fontPackage });
}

interface WorkerQueue {
  ask(question: Question): Promise<DrawingReply>;
  close(): void;
}

/** One process, one request at a time; a process that hangs or ends is replaced for the next request. */
function createWorkerQueue(host: Host, timeoutMs: number): WorkerQueue {
  const queue: Waiting[] = [];
  let process: HelperProcess | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let lastId = 0;

  const start = (): HelperProcess => {
    const started = host.startHelper('drawing-worker');
    started.onMessage((message) => {
      const reply = message as DrawingReply;
      if (current && reply.id === current.request.id) settle((waiting) => waiting.resolve(reply));
    });
    started.onEnd((reason) => {
      if (process !== started) return;
      process = undefined;
      settle((waiting) => waiting.reject(new DrawingError(mermaidFindings.workerEnded({ reason: lastLine(reason) }))));
    });
    return started;
  };
  const settle = (tell: (waiting: Waiting) => void): void => {
    clearTimeout(timer);
    const settled = current;
    current = undefined;
    if (settled) tell(settled);
    next();
  };
  const next = (): void => {
    if (current || isClosed) return;
    current = queue.shift();
    if (!current) return;
    process ??= start();
    process.send(current.request);
    timer = setTimeout(() => {
      const hung = process;
      process = undefined;
      hung?.stop();
      settle((waiting) => waiting.reject(new DrawingError(mermaidFindings.tooSlow({ limitMs: timeoutMs }))));
    }, timeoutMs);
  };
  process = start();
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        queue.push({ request: { ...question, id: lastId }, resolve, reject });
        next();
      }),
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      const running = process;
      process = undefined;
      running?.stop();
      const closed = new DrawingError(mermaidFindings.workerEnded({ reason: 'it was closed' }));
      for (const waiting of [current, ...queue.splice(0)]) waiting?.reject(closed);
      current = undefined;
    },
  };
}

/** An uncaught error comes with a stack; the sentence that matters is the one that names it. */
function lastLine(reason: string): string {
  const lines = reason.split('\n').map((line) => line.trim());
  return lines.find((line) => /^[\w.]*Error\b/.test(line)) ?? lines.at(-1) ?? reason;
}
