import { joinPath, relativePath } from '../../base/paths.js';
import { pipelineFindings } from '../../findings/catalog/pipeline.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import type { EntryPoint } from './find-entry-points.js';
import type { LaunchedBy } from './with-launcher.js';

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

/** Which script a folder means: the one that its files start, else the only one that trains. */
export async function chooseScript(host: Host, base: string, target: string): Promise<ChosenScript> {
  const root = joinPath(base, target);
  const status = host.status(root);
  const shown = relativePath(host.workingDirectory, root) || '.';
  if (!status) throw new HostError(root, 'ENOENT', `${shown} does not exist`);
  if (status.kind !== 'directory') return { kind: 'script', target };
  // Whoever names a script waits for nothing of what reads a folder.
  const { scriptsThatTrain, startedScripts } = await import('./find-scripts.js');
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
