/** Times whole processes as a person waits for them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REPORTER = fileURLToPath(new URL('report-memory.cjs', import.meta.url));

/**
 * Runs a program `runs` times after one warm-up and gives the median wall time and the largest memory of a Node program.
 * @returns {{ ms: number, memoryMb: number }}
 */
export function measureProcess(program, args, options = {}) {
  const { runs = 5, cwd, env, isNode = false, warmUps = 1, statuses = [0] } = options;
  const times = [];
  let memoryMb = 0;
  for (let run = -warmUps; run < runs; run += 1) {
    const startedNs = process.hrtime.bigint();
    const result = spawnSync(program, isNode ? ['--require', REPORTER, ...args] : args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const ms = Number(process.hrtime.bigint() - startedNs) / 1e6;
    if (result.error) throw result.error;
    if (!statuses.includes(result.status ?? -1))
      throw new Error(`${program} ${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
    if (run >= 0) times.push(ms);
    memoryMb = Math.max(memoryMb, Number(/max-rss-kb=(\d+)/.exec(result.stderr)?.[1] ?? 0) / 1024);
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(times.length / 2)], memoryMb };
}

/**
 * Two commands in turn, A B A B …: the machine's drift hits both.
 * @returns {{ ours: number, peer: number }} medians in ms
 */
export function measurePair(ours, peer, runs = 7) {
  const times = { ours: [], peer: [] };
  for (let run = -1; run < runs; run += 1) {
    const a = ours();
    const b = peer();
    if (run < 0) continue;
    times.ours.push(a);
    times.peer.push(b);
  }
  const median = (list) => list.sort((x, y) => x - y)[Math.floor(list.length / 2)];
  return { ours: median(times.ours), peer: median(times.peer) };
}
