import { digestText } from '../../base/digest.js';
import { uniqueBy } from '../../base/order.js';
import { joinPath, relativePath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { nodeId } from '../../graph/ids.js';
import type { Host } from '../../host/host.js';
import { findFiles } from '../sources/find-files.js';
import type { EntryPoint } from './find-entry-points.js';
import { findWrittenCommands } from './find-written-commands.js';
import { isMeantToTrain, looksLikeTraining, readScript } from './script-text.js';

/** A script that looks as if it trained, and how it is started; told from its text, nothing is followed. */
export interface FoundTraining {
  /** From the root. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** Absent for a script that no file starts. */
  readonly startedBy?: { readonly launcher: string; readonly place: Place };
}

/**
 * The scripts that train: first those that files of the folder start, each with its command line, then those that nobody
 * starts. `entries` are the ones that the graph knows.
 */
export function findTrainings(
  host: Host,
  root: string,
  folder: string,
  entries: readonly EntryPoint[],
): readonly FoundTraining[] {
  const inFolder = relativePath(root, folder);
  const isInside = (file: string): boolean => inFolder === '.' || file.startsWith(`${inFolder}/`);
  const written = findWrittenCommands(host, folder).map((entry) => renameEntry(entry, inFolder));
  const started = uniqueBy([...entries, ...written], (entry) => nodeId.pipeline(entry.file, entry.arguments))
    .filter(({ file }) => isInside(file) && isMeantToTrain(file, readScript(host, joinPath(root, file))))
    .map(({ file, arguments: words, launcher, place }) => ({ file, arguments: words, startedBy: { launcher, place } }));
  const known = new Set(started.map(({ file }) => file));
  const others = findFiles(host, folder, (path) => path.endsWith('.py'))
    .paths.map((path) => joinPath(inFolder, path))
    .filter((file) => !known.has(file) && looksLikeTraining(readScript(host, joinPath(root, file))));
  return [...started, ...others.map((file) => ({ file, arguments: [] }))];
}

/** What the page of the studio names it by. */
export function trainingId({ file, arguments: words }: FoundTraining): string {
  return nodeId.pipeline(file, words).slice('pipeline:'.length);
}

/** Differs when one of the commands does. */
export function trainingStamp(trainings: readonly FoundTraining[]): string {
  return digestText(trainings.map(trainingId).join('\n'), 16);
}

function renameEntry(entry: EntryPoint, folder: string): EntryPoint {
  return {
    ...entry,
    file: joinPath(folder, entry.file),
    place: { ...entry.place, file: joinPath(folder, entry.place.file) },
  };
}
