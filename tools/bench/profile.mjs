/**
 * `torchdock profile` as a person waits for it, analysis included: real traces, and larger ones made of a real one. The peer
 * is the fastest way that needs no scanner: the whole file as one text, parsed as JSON, and one look at each event.
 *
 * The traces are those beside the project; where they are missing the row is missed, for nothing was measured.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ROOT } from '../set-up.mjs';
import { makeTrace } from './make-trace.mjs';
import { measureProcess } from './measure.mjs';

const cli = join(ROOT, 'dist', 'cli.js');
const node = process.execPath;
const traces = join(ROOT, '..', 'shared', 'traces');
const REAL = join(traces, 'hta-a100-8rank-control-rank3.json.gz');
const WHOLE = `
const { readFileSync } = require('node:fs');
const { traceEvents } = JSON.parse(readFileSync(process.argv[1], 'utf8'));
let ns = 0;
for (const event of traceEvents) if (event.cat === 'kernel') ns += event.dur;
console.log(ns);`;
const GIGABYTE = 1e9;
/** The longest text that Node can make, in bytes of ASCII: what a whole-file parser can reach. */
const LONGEST_TEXT = 536_870_888;

/** @returns {Promise<import('./bench.mjs').Row[]>} */
export async function benchProfile() {
  if (!existsSync(REAL))
    return [row('profile: the traces beside the project are not here', 0, '', 'to be measured', false)];
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    return [...realRows(folder), ...largeRows(folder), ...rankRows(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const profile = (paths, runs) =>
  measureProcess(node, [cli, 'profile', '--json', ...paths], { runs, isNode: true, warmUps: runs > 1 ? 1 : 0 });

/** A trace of 35 MB, against parsing it whole. */
function realRows(folder) {
  const plain = join(folder, 'real.json');
  writeFileSync(plain, gunzipSync(readFileSync(REAL)));
  const packed = profile([REAL], 5);
  const ours = profile([plain], 5);
  const peer = measureProcess(node, ['-e', WHOLE, plain], { runs: 5 });
  const ratio = ours.ms / peer.ms;
  return [
    row('profile of a trace of 35 MB, packed', packed.ms, 'ms', '<= 1000 ms', packed.ms <= 1000),
    {
      ...row('profile of 35 MB against only parsing it (JSON.parse)', ours.ms, 'ms', '<= 1000 ms', ours.ms <= 1000),
      peer: peer.ms,
      ratio,
    },
  ];
}

/** A gigabyte, plain and packed; a quarter of it, for the cost of an event; ten times what a text can hold. */
function largeRows(folder) {
  const quarter = join(folder, 'quarter.json');
  const large = join(folder, 'large.json');
  makeTrace(REAL, quarter, GIGABYTE / 4);
  makeTrace(REAL, large, GIGABYTE);
  spawnSync('gzip', ['-1', '-k', large]);
  const small = profile([quarter], 3);
  const plain = profile([large], 3);
  const packed = profile([`${large}.gz`], 3);
  rmSync(quarter);
  const rate = GIGABYTE / 1e3 / plain.ms;
  const growth = plain.ms / small.ms / 4;
  const rows = [
    row('profile of a trace of 1 GB', plain.ms, 'ms', '<= 8000 ms', plain.ms <= 8000),
    row('its memory', plain.memoryMb, 'MB', '<= 450 MB', plain.memoryMb <= 450),
    row('its rate, analysis included', rate, 'MB/s', '>= 150 MB/s', rate >= 150),
    row('profile of the same, packed', packed.ms, 'ms', '<= 8000 ms', packed.ms <= 8000),
    row('its memory', packed.memoryMb, 'MB', '<= 450 MB', packed.memoryMb <= 450),
    row('1 GB against four times a quarter of it', growth, 'x', '<= 1.2x', growth <= 1.2),
  ];
  rmSync(large);
  rmSync(`${large}.gz`);
  return [...rows, reachRow(folder)];
}

/** Parsing as a whole ends where a text of Node ends; this goes on. */
function reachRow(folder) {
  const huge = join(folder, 'huge.json');
  const bytes = makeTrace(REAL, huge, LONGEST_TEXT * 10);
  const { ms, memoryMb } = profile([huge], 1);
  rmSync(huge);
  const ratio = bytes / LONGEST_TEXT;
  const name = `${(bytes / GIGABYTE).toFixed(1)} GB read in ${(ms / 1000).toFixed(0)} s with ${memoryMb.toFixed(0)} MB, of what a text can hold`;
  return row(name, ratio, 'x', '>= 10x', ratio >= 10);
}

/** The traces of 64 ranks, one after the other. */
function rankRows(folder) {
  const text = gunzipSync(readFileSync(REAL)).toString('utf8');
  const rank = (number) => {
    const path = join(folder, `rank${number}.json`);
    writeFileSync(path, text.replace('"rank": 3', `"rank": ${number}`).replace('"world_size": 8', '"world_size": 64'));
    return path;
  };
  const paths = Array.from({ length: 64 }, (_, number) => rank(number));
  const two = profile(paths.slice(0, 2), 1);
  const all = profile(paths, 1);
  const ratio = all.memoryMb / two.memoryMb;
  return [
    {
      ...row('memory of 64 ranks against two', all.memoryMb, 'MB', '<= 1.5x', ratio <= 1.5),
      peer: two.memoryMb,
      ratio,
    },
  ];
}

function row(name, ours, unit, target, ok) {
  return { name, ours, unit, target, ok };
}
