import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ScannedTrace } from '../../../src/syntax/trace/events.js';
import { createTraceScanner } from '../../../src/syntax/trace/scan-trace.js';

/** A whole text or its bytes, in pieces of a size. */
export function scan(content: string | Uint8Array, chunkBytes = 1 << 20): ScannedTrace {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const scanner = createTraceScanner();
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.slice(at, at + chunkBytes));
  return scanner.finish();
}

/** One of the real traces. */
export function realTrace(name: string): Uint8Array {
  return gunzipSync(readFileSync(`../shared/traces/${name}`));
}

export interface SeenEvent {
  readonly name: string;
  readonly category: string;
  readonly thread: string;
  readonly start: number;
  readonly duration: number;
}

/** The events as a test says them: starts from the base. */
export function seen({ events }: ScannedTrace): SeenEvent[] {
  return Array.from({ length: events.count }, (_, row) => ({
    name: events.names[events.name[row] as number] as string,
    category: events.categories[events.category[row] as number] as string,
    thread: events.threads[events.thread[row] as number]?.text ?? '',
    start: events.start[row] as number,
    duration: events.duration[row] as number,
  }));
}

export function notesOf({ notes }: ScannedTrace): Record<string, number> {
  return Object.fromEntries(notes.map(({ kind, count }) => [kind, count]));
}
