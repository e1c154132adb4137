import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/**
 * Compares a text with a file of the repository. With `TORCHDOCK_ACCEPT=1` the file is written instead: look at the
 * difference in git before you commit it. Without it a missing file is a failure.
 */
export function expectGolden(path: string, text: string): void {
  if (process.env['TORCHDOCK_ACCEPT'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  expect(existsSync(path), `${path} is missing: accept it with TORCHDOCK_ACCEPT=1 and look at it`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** JSON as goldens hold it: two spaces, final newline. */
export function goldenJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
