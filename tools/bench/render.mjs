/**
 * Drawing against mermaid-cli 11 with the system's Chromium: one cold process, and many diagrams in one run. What is
 * missing of the peer is said in the row, which then counts as missed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPeers, PEERS_INSTALL_COMMAND, peerPath } from '../peers/install.mjs';
import { ROOT } from '../set-up.mjs';
import { measurePair, measureProcess } from './measure.mjs';

/** @typedef {import('./bench.mjs').Row} Row */

const cli = join(ROOT, 'dist', 'cli.js');
const acceptance = join(ROOT, 'fixtures', 'mermaid', 'flowchart', 'acceptance.mmd');
const node = process.execPath;
const MANY = 200;

/** A flowchart like those of READMEs: three groups, a dozen boxes, no two alike. */
function makeDiagram(at) {
  const boxes = Array.from({ length: 12 }, (_, box) => `  n${box}["Service ${at}.${box}<br>port ${8000 + at + box}"]`);
  const edges = Array.from(
    { length: 14 },
    (_, edge) => `  n${edge % 12} -->|"call ${edge}"| n${(edge * 5 + 3 + at) % 12}`,
  );
  const groups = ['host', 'container', 'users'].map((name, index) => {
    return [`  subgraph ${name}["${name} ${at}"]`, ...boxes.slice(index * 4, index * 4 + 4), '  end'].join('\n');
  });
  return `flowchart LR\n${groups.join('\n')}\n${edges.join('\n')}\n`;
}

/** mermaid-cli drives the Chromium of the system; one process draws one file. */
function mermaidCli(input, output, folder) {
  const config = join(folder, 'puppeteer.json');
  writeFileSync(
    config,
    JSON.stringify({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] }),
  );
  return [peerPath('@mermaid-js', 'mermaid-cli', 'src', 'cli.js'), '-q', '-p', config, '-i', input, '-o', output];
}

/** @returns {Promise<Row[]>} */
export async function benchRender() {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    return measureIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureIn(folder) {
  const peerIsThere = hasPeers();
  const once = (args) => measureProcess(node, args, { cwd: folder, runs: 1, warmUps: 0 }).ms;
  const alone = (args) => ({ ours: measureProcess(node, args, { cwd: folder, runs: 5 }).ms });
  // In turn, so that whatever else the machine does hits both.
  const inTurn = (args, output) =>
    peerIsThere
      ? measurePair(
          () => once(args),
          () => once(mermaidCli(acceptance, output, folder)),
          5,
        )
      : alone(args);
  const svg = inTurn([cli, 'render', acceptance, '-o', 'ours.svg'], 'peer.svg');
  const png = inTurn([cli, 'render', acceptance, '-o', 'ours.png'], 'peer.png');
  const { ours: validate } = alone([cli, 'validate', acceptance]);
  return [
    against('render acceptance picture to SVG, cold (peer: mermaid-cli 11)', svg, 5, 800),
    against('render acceptance picture to PNG, cold (peer: mermaid-cli 11)', png, 2),
    { name: 'validate acceptance picture, cold', ours: validate, unit: 'ms', target: '<= 800 ms', ok: validate <= 800 },
    against(`render 1 of ${MANY} in one run (peer: a process each, 3 measured)`, measureMany(folder, once), 20),
  ];
}

/** One run of ours over all diagrams, between processes of the peer that draw one each. */
function measureMany(folder, once) {
  mkdirSync(join(folder, 'many'));
  mkdirSync(join(folder, 'out'));
  for (let at = 0; at < MANY; at += 1) writeFileSync(join(folder, 'many', `d${at}.mmd`), makeDiagram(at));
  const peer = () => (hasPeers() ? once(mermaidCli(join('many', 'd7.mmd'), 'one.svg', folder)) : undefined);
  const before = [peer(), peer()];
  const ours = once([cli, 'render', 'many', '-o', 'out/']) / MANY;
  const [, median] = [...before, peer()].sort((a, b) => a - b);
  return { ours, peer: median };
}

/** @returns {Row} */
function against(name, { ours, peer }, least, atMost) {
  const missing = peer === undefined ? ` (peer missing: ${PEERS_INSTALL_COMMAND})` : '';
  const ratio = peer === undefined ? undefined : peer / ours;
  const target = `>= ${least}x faster${atMost ? `, <= ${atMost} ms` : ''}`;
  const ok = ratio !== undefined && ratio >= least && (atMost === undefined || ours <= atMost);
  return { name: `${name}${missing}`, ours, peer, unit: 'ms', ratio, target, ok };
}
