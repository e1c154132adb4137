import { joinPath, relativePath } from '../../base/paths.js';
import { pipelineFindings } from '../../findings/catalog/pipeline.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { collectGraph } from '../sources/collect.js';
import { findFiles } from '../sources/find-files.js';
import { type EntryPoint, findEntryPoints } from './find-entry-points.js';
import { mayBeStarted, mayTrain, readScript } from './script-text.js';
import type { LaunchedBy } from './with-launcher.js';
import { readTraining } from './with-pipelines.js';

export type ChosenScript =
  | {
      readonly kind: 'script';
      /** From `base`. */
      readonly target: string;
      /** What the command that starts it says, when only one does. */
      readonly arguments?: readonly string[];
      /** How that command starts it. */
      readonly launched?: LaunchedBy;
    }
  | { readonly kind: 'none'; readonly findings: readonly Finding[] };

/** Files that are followed to see whether they train: each takes a tenth of a second. */
const MOST_TRIED = 24;

/** Which script a folder means: the one that its files start, else the only one that trains. */
export async function chooseScript(host: Host, base: string, target: string): Promise<ChosenScript> {
  const root = joinPath(base, target);
  const status = host.status(root);
  const shown = relativePath(host.workingDirectory, root) || '.';
  if (!status) throw new HostError(root, 'ENOENT', `${shown} does not exist`);
  if (status.kind !== 'directory') return { kind: 'script', target };
  const started = await startedScripts(host, root);
  const names = [...new Set(started.map(({ file }) => file))];
  const scripts = names.length > 0 ? names : await scriptsThatTrain(host, root);
  const [only, ...others] = scripts;
  if (only === undefined) return { kind: 'none', findings: [pipelineFindings.noScript({ path: shown })] };
  if (others.length > 0) {
    const known = scripts.map((file) => relativePath(host.workingDirectory, joinPath(root, file)));
    return { kind: 'none', findings: [pipelineFindings.severalScripts({ path: shown, known })] };
  }
  const commands = new Map(started.map(({ arguments: words }) => [words.join('\0'), words]));
  const [words] = commands.size === 1 ? [...commands.values()] : [];
  const launched = commands.size === 1 ? launchedBy(started) : undefined;
  return {
    kind: 'script',
    target: joinPath(target, only),
    ...(words && words.length > 0 ? { arguments: words } : {}),
    ...(launched ? { launched } : {}),
  };
}

/** The launcher of the only command; where several start the script, the first that says how many processes there are. */
function launchedBy(started: readonly EntryPoint[]): LaunchedBy | undefined {
  const found = started.find(({ launched }) => launched !== undefined);
  return found?.launched && { facts: found.launched, place: found.place };
}

async function startedScripts(host: Host, root: string): Promise<readonly EntryPoint[]> {
  const collected = await collectGraph(host, { paths: [root], base: root });
  const entries = findEntryPoints(host, root, collected.index);
  const started: EntryPoint[] = [];
  for (const entry of entries.slice(0, MOST_TRIED)) {
    const text = readScript(host, joinPath(root, entry.file));
    if (mayTrain(text) && (await readTraining(host, root, entry))) started.push(entry);
  }
  return started;
}

async function scriptsThatTrain(host: Host, root: string): Promise<readonly string[]> {
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
