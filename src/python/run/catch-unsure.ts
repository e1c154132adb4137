import type { Machine } from '../machine.js';
import { reasonOf } from '../values/among.js';
import type { Unknown, Value } from '../values/value.js';
import { closeJournal, contentsOf, mergeContents } from './journal.js';
import type { Runtime } from './runtime.js';

/**
 * For what is built in and catches an exception of the program, as `hasattr` and every `for` do: where it is not known whether there
 * is one, neither is what comes of it.
 */
export function catchUnsure<T extends Value | undefined>(
  machine: Machine,
  run: () => T,
  say: (reason: Unknown) => T | Unknown,
): T | Unknown {
  const runtime = machine as Runtime;
  const { frame } = runtime;
  if (!frame) return run();
  const kept = frame.pending;
  frame.pending = undefined;
  runtime.tryDepth += 1;
  let result: T | Unknown;
  try {
    result = run();
  } finally {
    runtime.tryDepth -= 1;
    const waits = frame.pending;
    frame.pending = kept;
    for (const { journal, reason } of waits ?? []) {
      closeJournal(runtime, journal);
      mergeContents(runtime, reason, contentsOf(journal), new Map());
      result = say(reasonOf(reason));
    }
  }
  return result;
}
