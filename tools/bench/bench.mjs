/**
 * `npm run bench [-- NAME…]`: speed, as ratios against the peer in the same run. Times are medians of whole processes in
 * milliseconds. Exit status 1 when a target is missed. Speed is measured here and nowhere else: tests look at no clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, ROOT } from '../set-up.mjs';
import { makeDockerfiles } from './make-dockerfiles.mjs';
import { makeTree } from './make-tree.mjs';
import { measurePair, measureProcess } from './measure.mjs';

/** @typedef {{ name: string, ours: number, peer?: number, unit: string, ratio?: number, target: string, ok: boolean }} Row */

const cli = join(ROOT, 'dist', 'cli.js');
const example = join(ROOT, 'examples', 'resnet50');
const node = process.execPath;
const once = (args, options = {}) => measureProcess(node, args, { runs: 1, warmUps: 0, ...options }).ms;

/** @returns {Promise<Row[]>} */
async function benchVersion() {
  const { ours, peer } = measurePair(
    () => once([cli, '--version']),
    () => once(['-e', '0']),
    11,
  );
  const ratio = ours / peer;
  return [
    { name: 'torchdock --version against node -e 0', ours, peer, unit: 'ms', ratio, target: '<= 2x', ok: ratio <= 2 },
  ];
}

/**
 * From depth 2 on, the script that the example starts is followed too, with the model that it makes: by a profile that is
 * about half of the time, with code that the engine has not yet warmed up to. Depth 1 is the deployment alone.
 * @returns {Promise<Row[]>}
 */
async function benchDraw() {
  const measure = (words, title, targetMs) => {
    const { ours, peer } = measurePair(
      () => once([cli, 'draw', 'deployment', ...words], { cwd: example }),
      () => once(['-e', '0']),
      7,
    );
    const name = `${title}, whole process (peer: node -e 0)`;
    return { name, ours, peer, unit: 'ms', ratio: ours / peer, target: `<= ${targetMs} ms`, ok: ours <= targetMs };
  };
  return [
    measure(['--depth', '1'], 'draw deployment --depth 1 on the example', 400),
    measure([], 'draw deployment with its training', 700),
  ];
}

/** @returns {Promise<Row[]>} */
async function benchOverview() {
  const rows = [];
  const times = new Map();
  for (const files of [250, 500, 1000]) {
    const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
    try {
      makeTree(folder, files);
      const { ms, memoryMb } = measureProcess(node, [cli, 'overview', '.'], { cwd: folder, runs: 3, isNode: true });
      times.set(files, ms);
      rows.push({ name: `overview of ${files} files`, ours: ms, unit: 'ms', target: '<= 5000 ms', ok: ms <= 5000 });
      if (files === 1000)
        rows.push({
          name: `overview of ${files} files, memory`,
          ours: memoryMb,
          unit: 'MB',
          target: '<= 400 MB',
          ok: memoryMb <= 400,
        });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const ours = times.get(1000);
  const peer = 2 * times.get(500);
  const name = 'overview: 1000 files against twice the time of 500';
  rows.push({ name, ours, peer, unit: 'ms', ratio: ours / peer, target: '<= 1.2x (linear)', ok: ours / peer <= 1.2 });
  return rows;
}

async function benchRender() {
  const render = await import('./render.mjs');
  return render.benchRender();
}

/** @returns {Promise<Row[]>} */
async function benchResolve() {
  const { ours, peer } = measurePair(
    () => once([cli, 'resolve', '--gpu', 'V100', '--driver', '535.104.05']),
    () => once(['-e', '0']),
    7,
  );
  const name = 'resolve, whole process (peer: node -e 0)';
  return [{ name, ours, peer, unit: 'ms', ratio: ours / peer, target: '<= 300 ms', ok: ours <= 300 }];
}

/** @returns {Promise<Row[]>} */
async function benchCheck() {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    makeDockerfiles(folder, 500);
    // Status 1: there is a lot to find in them.
    const { ms } = measureProcess(node, [cli, 'check', '.'], { cwd: folder, runs: 3, statuses: [0, 1] });
    return [{ name: 'check on 500 Dockerfiles', ours: ms, unit: 'ms', target: '<= 3000 ms', ok: ms <= 3000 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchUp() {
  const up = await import('./up.mjs');
  return up.benchUp();
}

async function benchModel() {
  const model = await import('./model.mjs');
  return model.benchModel();
}

async function benchPipeline() {
  const pipeline = await import('./pipeline.mjs');
  return pipeline.benchPipeline();
}

/** @returns {Promise<Row[]>} */
async function benchProfile() {
  const profile = await import('./profile.mjs');
  return profile.benchProfile();
}

const BENCHES = {
  version: benchVersion,
  draw: benchDraw,
  resolve: benchResolve,
  overview: benchOverview,
  check: benchCheck,
  render: benchRender,
  model: benchModel,
  pipeline: benchPipeline,
  profile: benchProfile,
  up: benchUp,
};

buildIfStale();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no bench named ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const show = (value, unit) => (value === undefined ? '' : `${Math.round(value)} ${unit}`);
console.log(`${'what'.padEnd(78)}${'ours'.padStart(10)}${'peer'.padStart(11)}${'ratio'.padStart(9)}  target`);
let isMissed = false;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await bench()) {
    const ratio = row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}x`;
    console.log(
      `${row.name.padEnd(78)}${show(row.ours, row.unit).padStart(10)}${show(row.peer, row.unit).padStart(11)}${ratio.padStart(9)}  ${row.target} ${row.ok ? 'ok' : 'MISSED'}`,
    );
    isMissed ||= !row.ok;
  }
}
process.exitCode = isMissed ? 1 : 0;
