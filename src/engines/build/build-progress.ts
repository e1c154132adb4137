import { StringDecoder } from 'node:string_decoder';
import type { BuildEvent } from '../engine.js';
import { createLineSplitter, readBuildahLine, readFailure } from './buildah-lines.js';
import { readTrace, type Vertex } from './read-trace.js';

/** What a build has come to, told by its stream. */
export interface BuildOutcome {
  readonly imageId?: string;
  readonly message?: string;
  readonly step?: string;
}

export interface BuildProgress {
  /** A chunk of the stream: one JSON value a line, cut anywhere. */
  write(chunk: Uint8Array): void;
  end(): BuildOutcome;
}

interface StreamLine {
  readonly stream?: string;
  readonly id?: string;
  /** Podman and Docker say the image here; BuildKit its trace, as base64. */
  readonly aux?: string | { readonly ID?: string };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** Reads the stream of a build, of Podman's builder or of BuildKit: both are JSON lines, with other things in them. */
export function createBuildProgress(onEvent: (event: BuildEvent) => void): BuildProgress {
  const decoder = new StringDecoder('utf8');
  const trace = createTraceTeller(onEvent);
  const lines = createLineSplitter((text) => onEvent(readBuildahLine(text)));
  const json = createLineSplitter((text) => take(parseLine(text)));
  let outcome: BuildOutcome = {};
  const take = (line: StreamLine): void => {
    if (typeof line.stream === 'string') lines.write(line.stream);
    if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string') trace.take(line.aux);
    if (typeof line.aux === 'object' && line.aux?.ID) outcome = { ...outcome, imageId: line.aux.ID };
    const message = line.errorDetail?.message ?? line.error;
    if (message !== undefined) outcome = { ...outcome, ...readFailure(String(message), trace.failedStep()) };
  };
  return {
    write: (chunk) => json.write(decoder.write(Buffer.from(chunk))),
    end: () => {
      json.end();
      lines.end();
      trace.end();
      return outcome;
    },
  };
}

function parseLine(text: string): StreamLine {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** Follows the steps of BuildKit, which run side by side: each is told once, when it starts or when it was there already. */
function createTraceTeller(onEvent: (event: BuildEvent) => void): {
  take(base64: string): void;
  failedStep(): string | undefined;
  end(): void;
} {
  const told = new Set<string>();
  const output = new Map<string, { write(text: string): void; end(): void; decoder: StringDecoder }>();
  let failed: string | undefined;
  const takeVertex = (vertex: Vertex): void => {
    if (vertex.error !== '' && !/context cancell?ed/.test(vertex.error)) failed ??= titleOf(vertex.name);
    if (!(vertex.isStarted || vertex.isCached) || told.has(vertex.digest)) return;
    told.add(vertex.digest);
    const step = readVertexName(vertex);
    if (step) onEvent(step);
  };
  const outputOf = (vertex: string): { write(text: string): void; end(): void; decoder: StringDecoder } => {
    const known = output.get(vertex);
    if (known) return known;
    const splitter = createLineSplitter((text) => onEvent({ kind: 'line', text }));
    const made = { ...splitter, decoder: new StringDecoder('utf8') };
    output.set(vertex, made);
    return made;
  };
  return {
    take: (base64) => {
      const { vertexes, logs } = readTrace(base64);
      for (const vertex of vertexes) takeVertex(vertex);
      for (const { vertex, bytes } of logs) {
        const { write, decoder } = outputOf(vertex);
        write(decoder.write(Buffer.from(bytes)));
      }
    },
    failedStep: () => failed,
    end: () => {
      for (const { end } of output.values()) end();
    },
  };
}

/** `[2/5] RUN …`, `[builder 2/5] RUN …`; what BuildKit does for itself (`[internal] …`, `copy /context /`) is no step. */
function readVertexName({ name }: Vertex): BuildEvent | undefined {
  const match = /^\[(?:[^\]]* )?(\d+)\/(\d+)\] ([\s\S]*)$/.exec(name);
  if (!match) return undefined;
  return { kind: 'step', index: Number(match[1]), count: Number(match[2]), title: titleOf(name) };
}

function titleOf(name: string): string {
  return name.replace(/^\[[^\]]*\] /, '');
}
