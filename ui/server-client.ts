import type {
  DiagramQuery,
  DiagramReply,
  RevisionEvent,
  RunEventReply,
  RunProgressReply,
  RunReply,
  RunWindowReply,
  SourceExcerpt,
  StudioState,
} from '../src/server/protocol.js';
import type { Language } from '../src/views/diagram.js';

/** The server answered, but not with what was asked for. */
export class RefusedError extends Error {
  constructor(readonly status: number) {
    super(`the studio answered ${status}`);
    this.name = 'RefusedError';
  }
}

export function fetchState(): Promise<StudioState> {
  return fetchJson<StudioState>('/api/state', {});
}

export function fetchDiagram({ view, language, direction, subject }: DiagramQuery): Promise<DiagramReply> {
  return fetchJson<DiagramReply>('/api/diagram', {
    view,
    language,
    ...(direction === undefined ? {} : { direction }),
    ...(subject === undefined ? {} : { subject }),
  });
}

/** Undefined when the file is not (or no longer) among those that were read. */
export async function fetchSource(file: string, line: number): Promise<SourceExcerpt | undefined> {
  try {
    return await fetchJson<SourceExcerpt>('/api/source', { file, line: String(line) });
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return undefined;
    throw error;
  }
}

export function fetchRun(subject: string, language: Language): Promise<RunReply> {
  return fetchJson<RunReply>('/api/run', { subject, language });
}

export function fetchRunProgress(subject: string): Promise<RunProgressReply> {
  return fetchJson<RunProgressReply>('/api/run-progress', { subject });
}

interface AskedTrace {
  readonly subject: string;
  readonly rank: number;
}

export function fetchRunWindow(
  { subject, rank }: AskedTrace,
  asked: {
    readonly fromNs?: number;
    readonly toNs?: number;
    readonly width: number;
    readonly open?: readonly number[];
  },
): Promise<RunWindowReply> {
  const { fromNs, toNs, width, open } = asked;
  return fetchJson<RunWindowReply>('/api/run-window', {
    subject,
    rank: String(rank),
    width: String(width),
    ...(fromNs === undefined ? {} : { from: String(fromNs) }),
    ...(toNs === undefined ? {} : { to: String(toNs) }),
    ...(open === undefined ? {} : { open: open.join(',') }),
  });
}

export function fetchRunEvent({ subject, rank }: AskedTrace, row: number): Promise<RunEventReply> {
  return fetchJson<RunEventReply>('/api/run-event', { subject, rank: String(rank), row: String(row) });
}

export interface RevisionListener {
  onRevision(revision: number): void;
  /** The server does not answer; the stream is tried again by itself. */
  onLost(): void;
  /** The server answers, but does not know this page any more. */
  onRefused(): void;
}

const RETRY_MS = 1500;

/** Follows the revisions for as long as the page lives, through breaks of any length. */
export function followRevisions(listener: RevisionListener): void {
  const stream = new EventSource('/events');
  stream.addEventListener('message', ({ data }: MessageEvent<string>) =>
    listener.onRevision((JSON.parse(data) as RevisionEvent).revision),
  );
  stream.addEventListener('error', () => {
    // The browser tries again after a break, but gives up after an answer that is no stream.
    if (stream.readyState !== EventSource.CLOSED) return listener.onLost();
    void reportClosed(listener);
    setTimeout(() => followRevisions(listener), RETRY_MS);
  });
}

async function reportClosed(listener: RevisionListener): Promise<void> {
  try {
    await fetchState();
  } catch (error) {
    if (error instanceof RefusedError) listener.onRefused();
    else listener.onLost();
  }
}

async function fetchJson<Reply>(path: string, query: Readonly<Record<string, string>>): Promise<Reply> {
  const parameters = new URLSearchParams(query);
  const response = await fetch(parameters.size > 0 ? `${path}?${parameters}` : path);
  if (!response.ok) throw new RefusedError(response.status);
  return (await response.json()) as Reply;
}
