import { uniqueBy } from '../../base/order.js';
import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { startedScripts } from './find-scripts.js';
import { findWrittenCommands } from './find-written-commands.js';
import { isMeantToTrain, readScript } from './script-text.js';

export type TrainingCommand =
  | {
      readonly kind: 'command';
      readonly argv: readonly string[];
      /** From the root. */
      readonly script: string;
    }
  | { readonly kind: 'none' | 'several' };

/** The one command by which the files of a folder start their training: those of containers before those that a page tells. */
export async function findTrainingCommand(host: Host, root: string): Promise<TrainingCommand> {
  const started = await startedScripts(host, root);
  const written = (): typeof started =>
    findWrittenCommands(host, root).filter(({ file }) => isMeantToTrain(file, readScript(host, joinPath(root, file))));
  const entries = started.length > 0 ? started : written();
  const commands = uniqueBy(
    entries.map(({ argv, file, arguments: words }) => ({
      kind: 'command' as const,
      argv: argv ?? ['python3', file, ...words],
      script: file,
    })),
    ({ argv, script }) => [script, ...argv].join('\0'),
  );
  const [only, ...others] = commands;
  if (only === undefined) return { kind: 'none' };
  return others.length === 0 ? only : { kind: 'several' };
}
