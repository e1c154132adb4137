import { createHash } from 'node:crypto';

/** The first `length` hexadecimal digits of the SHA-256 of a text. */
export function digestText(text: string, length = 12): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
