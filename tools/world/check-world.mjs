/**
 * `npm run check:world -- FOLDER [--whole]`: draws every file under a folder that torchdock reads, each alone, in every
 * view and language, and validates each text with Mermaid's own grammar. `--whole` also draws the folder as one graph.
 * Nothing may crash, nothing may be invalid; what was found is counted. Needs a build (made when stale).
 * `--models [--site-packages DIR]` reads the models of its Python files instead, `--pipelines` follows them as trainings:
 * see `check-python.mjs`.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../set-up.mjs';

const folder = process.argv.slice(2).find((word) => !word.startsWith('--'));
if (!folder) {
  console.error('usage: npm run check:world -- FOLDER [--whole | (--models | --pipelines) [--site-packages DIR]]');
  process.exit(2);
}
buildIfStale();
if (process.argv.includes('--models') || process.argv.includes('--pipelines')) {
  const { checkModels, checkPipelines } = await import('./check-python.mjs');
  const check = process.argv.includes('--models') ? checkModels : checkPipelines;
  const at = process.argv.indexOf('--site-packages');
  const base = process.env.INIT_CWD ?? process.cwd();
  const isFine = await check(resolve(base, folder), at < 0 ? undefined : resolve(base, process.argv[at + 1] ?? '.'));
  process.exit(isFine ? 0 : 1);
}
const { collectGraph, createNodeHost, drawView, startDrawing, writeMermaid } = await import('../../dist/index.js');

const root = resolve(process.env.INIT_CWD ?? process.cwd(), folder);
const host = { ...createNodeHost(), workingDirectory: root };
const drawing = startDrawing(host);
const VIEWS = ['deployment', 'image'];
const INTERESTING =
  /(?:^|\/)(?:[^/]*dockerfile[^/]*|containerfile[^/]*|[^/]*\.(?:ya?ml|json|sh|slurm|sbatch|md|toml|txt))$/i;

function listFiles(directory) {
  const found = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !/^(?:\.git|proc|sys|dev)$/.test(entry.name))
      found.push(...safely(() => listFiles(path), []));
    else if (entry.isFile() && INTERESTING.test(path) && safely(() => statSync(path).size, Infinity) < 4e6)
      found.push(path);
  }
  return found;
}

function safely(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

const counts = { files: 0, read: 0, diagrams: 0, notes: 0 };
const codes = new Map();
const failures = [];
const slowest = { ms: 0, path: '' };

async function checkOne(path) {
  const startedMs = performance.now();
  const collected = await collectGraph(host, { paths: [path] });
  counts.files += 1;
  if (collected.sources.length > 0) counts.read += 1;
  for (const { code, message } of collected.findings) {
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (code === 'SRC-06') failures.push(`${path}: ${message}`);
  }
  for (const view of VIEWS) {
    for (const language of ['en', 'zh']) {
      const diagram = await drawView(collected, view, { language });
      if (!diagram) continue;
      counts.diagrams += 1;
      counts.notes += diagram.notes.length;
      const problem = await drawing.validate(writeMermaid(diagram));
      if (problem) failures.push(`${path}: ${view} ${language}: ${problem.line}:${problem.column} ${problem.message}`);
    }
  }
  const ms = performance.now() - startedMs;
  if (ms > slowest.ms) Object.assign(slowest, { ms, path });
}

const files = statSync(root).isDirectory() ? listFiles(root) : [root];
for (const path of files) {
  try {
    await checkOne(path);
  } catch (error) {
    failures.push(`${path}: ${error instanceof Error ? error.stack : error}`);
  }
}
if (process.argv.includes('--whole')) await checkOne(root).catch((error) => failures.push(`${root}: ${error.stack}`));
drawing.close();

for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(
  `${counts.files} files, ${counts.read} of them sources, ${counts.diagrams} diagrams drawn and validated, ${counts.notes} notes`,
);
console.log(`slowest: ${slowest.path} (${Math.round(slowest.ms)} ms)`);
console.log(
  `findings: ${
    [...codes]
      .sort()
      .map(([code, count]) => `${code} ×${count}`)
      .join(', ') || 'none'
  }`,
);
if (counts.read === 0) failures.push(`no source under ${root}`);
console.log(`${failures.length} failures`);
process.exitCode = failures.length > 0 ? 1 : 0;
