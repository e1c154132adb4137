import type { LogBook } from './log-book.js';

/** A kind of log. To add one, write a file in `formats/` and name it in `formats/table.ts`. */
export interface LogFormat {
  /** As the report names it: `torchvision`. */
  readonly name: string;
  /**
   * `named`: one line is proof enough. `generic`: believed only where no named format understands more. `beside`: stands
   * between the lines of another log and fills what that does not tell (a progress bar, a profile).
   */
  readonly kind: 'named' | 'generic' | 'beside';
  /** Others may understand a line of it better, so that it is never asked first. */
  readonly isLoose?: true;
  /** Called once a log: a reader may remember the lines before. */
  readonly open: (book: LogBook) => LogLineReader;
}

export interface LogLineReader {
  /** True when the line was understood; then all it says is in the book. Costs no more than the length of the line. */
  read(line: string): boolean;
  /** After the last line. */
  finish?(): void;
}
