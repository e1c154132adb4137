/** A folder that is kept between builds and is in no layer. */
export interface CacheMount {
  readonly target: string;
  /** True when only one build at a time may use it. */
  readonly isLocked: boolean;
}

/** One command with the words that each get a line of their own. */
export interface RunCommand {
  readonly line: string;
  readonly more?: readonly string[];
}

/** One RUN: its commands follow each other and stop at the first that fails. Everything in it is quoted already. */
export function writeRun(caches: readonly CacheMount[], commands: readonly RunCommand[]): string {
  const mounts = caches.map(
    ({ target, isLocked }) => `--mount=type=cache,target=${target}${isLocked ? ',sharing=locked' : ''}`,
  );
  const lines = commands.map(({ line, more = [] }) => [line, ...more.map((word) => `    ${word}`)].join(CONTINUED));
  return `RUN ${[...mounts, lines.join(`${CONTINUED}&& `)].join(CONTINUED)}`;
}

/** An instruction and the comment above it, one line each. */
export function withComment(comment: readonly string[], instruction: string): string {
  return [...comment.map((line) => `# ${line}`), instruction].join('\n');
}

/** `ENV` or `LABEL` with one pair a line. */
export function writePairs(keyword: string, pairs: readonly (readonly [name: string, value: string])[]): string {
  return `${keyword} ${pairs.map(([name, value]) => `${name}=${value}`).join(CONTINUED)}`;
}

const CONTINUED = ' \\\n    ';
