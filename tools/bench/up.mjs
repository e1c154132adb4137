/**
 * `up` on a built image until Jupyter answers, against `podman run` by hand of the same image with the same limits, in turn.
 * Podman works in a scratch folder of its own. What is missing is said in the row, which then counts as missed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { ROOT } from '../set-up.mjs';

/** @typedef {import('./bench.mjs').Row} Row */

const NAME = 'up on a built image to Jupyter answering (peer: podman run by hand)';
const TARGET = '< 1000 ms more';
const BASE = 'localhost/torchdock-test/debian:bookworm';
const PORT = 28_988;
const HAND_PORT = 28_989;
const RUNS = 5;
const PERSON = 1000;
const LIMITS = { memory: '3gb', cpus: '1.5', pids: '300', shm: '256mb' };

const cli = join(ROOT, 'dist', 'cli.js');

/** @returns {Promise<Row[]>} */
export async function benchUp() {
  const base = findBase();
  if (base === undefined) return [missing('the base: node tools/containers/prepare-base.mjs')];
  if (process.getuid?.() !== 0) return [missing('root')];
  const podman = await startPodman();
  try {
    podman.run('import', '--quiet', '--change', 'CMD ["bash"]', base, BASE);
    return [await measureIn(podman)];
  } finally {
    await podman.stop();
  }
}

/** @returns {Row} */
function missing(what) {
  return { name: `${NAME} (missing: ${what})`, ours: Number.NaN, unit: 'ms', target: TARGET, ok: false };
}

function findBase() {
  try {
    const prepare = join(ROOT, 'tools', 'containers', 'prepare-base.mjs');
    return execFileSync(process.execPath, [prepare, '--find'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** The engine that the tests use; it is written in TypeScript. */
async function startPodman() {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    const outfile = join(folder, 'engines.mjs');
    const entry = join(ROOT, 'test', 'setup', 'engines.ts');
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', banner });
    const { startIsolatedPodman } = await import(outfile);
    return await startIsolatedPodman();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<Row>} */
async function measureIn(podman) {
  const folder = join(mkdtempSync(join(tmpdir(), 'torchdock-bench-')), 'bench');
  mkdirSync(folder);
  const spec = `base: ${BASE}
installer: none
packages: {apt: [jupyter-notebook]}
jupyter: {port: ${PORT}}
limits: {memory: ${LIMITS.memory}, cpus: ${LIMITS.cpus}, pids: ${LIMITS.pids}, shm: ${LIMITS.shm}}
`;
  writeFileSync(join(folder, 'torchdock.yaml'), spec);
  chownSync(folder, PERSON, PERSON);
  const torchdock = (...args) => runToEnd(process.execPath, [cli, ...args, '--engine', 'podman'], folder);
  await torchdock('up');
  const image = podman.run('ps', '--format', '{{.Image}}').trim();
  const token = join(folder, 'token');
  writeFileSync(token, readFileSync(join(folder, '.torchdock', 'jupyter-token')), { mode: 0o600 });
  chownSync(token, PERSON, PERSON);
  await torchdock('down');
  const times = { ours: [], peer: [] };
  for (let run = 0; run < RUNS; run += 1) {
    times.ours.push(await timeOf(() => torchdock('up')));
    await torchdock('down');
    times.peer.push(await timeOf(() => runByHand(image, folder, token)));
    podman.run('rm', '--force', 'by-hand');
  }
  const [ours, peer] = [times.ours, times.peer].map((list) => list.sort((a, b) => a - b)[RUNS >> 1]);
  return { name: NAME, ours, peer, unit: 'ms', ratio: ours / peer, target: TARGET, ok: ours - peer < 1000 };
}

async function timeOf(action) {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}

/** What somebody types who knows all of this, and then reloads the page until it is there. */
async function runByHand(image, folder, token) {
  const { memory, cpus, pids, shm } = LIMITS;
  const flags = `--cap-drop ALL --security-opt no-new-privileges --memory ${memory} --cpus ${cpus} --pids-limit ${pids} --shm-size ${shm}`;
  const volumes = `--volume ${folder}:/workspace --volume ${token}:/run/secrets/jupyter-token:ro`;
  const line = `run --detach --name by-hand ${flags} --publish 127.0.0.1:${HAND_PORT}:8888 ${volumes} ${image} jupyter`;
  await runToEnd('podman', line.split(' '), folder);
  while (!(await answers(`http://127.0.0.1:${HAND_PORT}/api`))) await wait(20);
}

async function answers(url) {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

function runToEnd(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status}: ${said.slice(-2000)}`));
    });
  });
}
