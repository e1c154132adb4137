/**
 * A trace of any size, made by repeating a real one: each copy begins where the one before ends, and its correlation, operator
 * and sequence numbers go on, so that launches meet their kernels as they did.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const NUMBERS = /"(ts|correlation|External id|Sequence number)"(\s*:\s*)(\d+)(\.\d+)?/gu;

/**
 * @param {string} source a trace, packed
 * @param {string} target
 * @param {number} bytes at least so many
 */
export function makeTrace(source, target, bytes) {
  const text = gunzipSync(readFileSync(source)).toString('utf8');
  const open = text.indexOf('[', text.indexOf('"traceEvents"')) + 1;
  const close = text.lastIndexOf(']');
  const events = text.slice(open, close);
  const { first, last, mostId } = measure(events);
  const length = last - first + 1000;
  const file = openSync(target, 'w');
  let written = writeSync(file, text.slice(0, open));
  for (let copy = 0; written < bytes; copy += 1) {
    const shifted =
      copy === 0
        ? events
        : events.replaceAll(NUMBERS, (_, key, colon, whole, part) => {
            const by = key === 'ts' ? copy * length : copy * mostId;
            return `"${key}"${colon}${BigInt(whole) + BigInt(by)}${part ?? ''}`;
          });
    written += writeSync(file, copy === 0 ? shifted : `,${shifted}`);
  }
  writeSync(file, text.slice(close));
  closeSync(file);
  return written;
}

/** @param {string} events */
function measure(events) {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  let mostId = 0;
  for (const [, key, , whole] of events.matchAll(NUMBERS)) {
    const value = Number(whole);
    if (key !== 'ts') mostId = Math.max(mostId, value % 2 ** 31);
    else if (value > 0) {
      first = Math.min(first, value);
      last = Math.max(last, value);
    }
  }
  return { first, last, mostId: mostId + 1 };
}
