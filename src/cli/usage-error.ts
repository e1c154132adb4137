/**
 * The command line was mistyped: exit status 2, the message and the usage line, never a stack trace.
 * Thrown by the parser and by the accessors in `options.ts`; only `runCommandLine` catches it.
 */
export class UsageError extends Error {
  constructor(
    /** What is wrong, in one line. */
    message: string,
    /** What to type instead, in one line. */
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The list of what may be written, said so that it can be read aloud: `a, b or c`. */
export function listChoices(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
