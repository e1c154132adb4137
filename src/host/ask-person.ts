import { createInterface } from 'node:readline';

/**
 * Asks on stderr and waits for one line of stdin. The terminal itself edits the line, so that Ctrl-C stays the signal that
 * it always is.
 */
export function askPerson(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return Promise.resolve(undefined);
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(question);
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(undefined));
  });
}
