import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { collectGraph } from '../sources/collect.js';
import { findFiles } from '../sources/find-files.js';
import { type EntryPoint, findEntryPoints } from './find-entry-points.js';
import { mayBeStarted, mayTrain, readScript } from './script-text.js';
import { readTraining } from './with-pipelines.js';

/** Files that are followed to see whether they train: each takes a tenth of a second. */
const MOST_TRIED = 24;

/** The scripts that the files of a folder start and that train, as each is started. */
export async function startedScripts(host: Host, root: string): Promise<readonly EntryPoint[]> {
  const collected = await collectGraph(host, { paths: [root], base: root });
  const entries = findEntryPoints(host, root, collected.index);
  const started: EntryPoint[] = [];
  for (const entry of entries.slice(0, MOST_TRIED)) {
    const text = readScript(host, joinPath(root, entry.file));
    if (mayTrain(text) && (await readTraining(host, root, entry))) started.push(entry);
  }
  return started;
}

/** The scripts of a folder that train, as far as they look like ones that are started. */
export async function scriptsThatTrain(host: Host, root: string): Promise<readonly string[]> {
  const { paths } = findFiles(host, root, (path) => path.endsWith('.py'));
  const candidates = paths.filter((path) => {
    const text = readScript(host, joinPath(root, path));
    return mayTrain(text) && mayBeStarted(text);
  });
  const found: string[] = [];
  for (const file of candidates.slice(0, MOST_TRIED)) {
    if (await readTraining(host, root, { file, arguments: [] })) found.push(file);
  }
  return found;
}
