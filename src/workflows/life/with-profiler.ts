/** A word that is the path of a script, and neither an option nor words for a shell. */
const SCRIPT = /^[^-\s][^\s]*\.py$/u;

/**
 * The command with the profiling script between Python and what it runs; undefined where the words name no script and no
 * module. `script`: what the script is called from the folder in which the command runs.
 */
export function withProfiler(
  argv: readonly string[],
  profiled: string,
  script?: string,
): readonly string[] | undefined {
  const [program] = argv;
  // `./train.py` is its own interpreter.
  if (program !== undefined && SCRIPT.test(program)) return ['python3', profiled, script ?? program, ...argv.slice(1)];
  const at = argv.findIndex((word, index) => index > 0 && SCRIPT.test(word));
  if (at > 0) return [...argv.slice(0, at), profiled, script ?? argv[at] ?? '', ...argv.slice(at + 1)];
  const module = argv.indexOf('-m');
  return module > 0 && argv[module + 1] !== undefined
    ? [...argv.slice(0, module), profiled, ...argv.slice(module)]
    : undefined;
}
