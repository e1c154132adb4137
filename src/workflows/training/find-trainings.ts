import { digestText } from '../../base/digest.js';
import { uniqueBy } from '../../base/order.js';
import { baseNameOf, joinPath, relativePath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { nodeId } from '../../graph/ids.js';
import { type Host, HostError } from '../../host/host.js';
import { findFiles } from '../sources/find-files.js';
import type { EntryPoint } from './find-entry-points.js';
import { findWrittenCommands } from './find-written-commands.js';
import { mayTrain } from './with-pipelines.js';

/** A script that looks as if it trained, and how it is started; told from its text, nothing is followed. */
export interface FoundTraining {
  /** From the root. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** Absent for a script that no file starts. */
  readonly startedBy?: { readonly launcher: string; readonly place: Place };
}

/** What a script does that trains by itself. */
const TRAINS = /\.backward\(|\b\w*Trainer\(|\.fit\(|\bRunner\b|\.train\([^)]|\btrain\w*\(|\boptimi[sz]er\b/;
const IS_SCRIPT = /__name__\s*==\s*["']__main__["']|argparse|^(?:for|while)\b|^\w+\.(?:fit|train)\(|^(?:main|train)\(/m;

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
    .filter(({ file }) => isInside(file) && mayTrain(host, joinPath(root, file)) && mayBeMeant(host, root, file))
    .map(({ file, arguments: words, launcher, place }) => ({ file, arguments: words, startedBy: { launcher, place } }));
  const known = new Set(started.map(({ file }) => file));
  const others = findFiles(host, folder, (path) => path.endsWith('.py'))
    .paths.map((path) => joinPath(inFolder, path))
    .filter((file) => !known.has(file) && looksLikeTraining(host, joinPath(root, file)));
  return [...started, ...others.map((file) => ({ file, arguments: [] }))];
}

/** Where a script is started, its name may say what it does, and the code be elsewhere. */
function mayBeMeant(host: Host, root: string, file: string): boolean {
  return SAYS_SO.test(baseNameOf(file)) || TRAINS.test(readScript(host, joinPath(root, file)));
}

const SAYS_SO = /train|tun(?:e|ing)|fit|main|run|sft|cli/i;

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

const LARGEST_SCRIPT_BYTES = 2 * 2 ** 20;
const HEAVY = /\b(?:torch|lightning|transformers|accelerate|ultralytics|mmengine|detectron2|torchtitan|ignite)\b/;

function looksLikeTraining(host: Host, full: string): boolean {
  const text = readScript(host, full);
  return HEAVY.test(text) && TRAINS.test(text) && IS_SCRIPT.test(text);
}

/** Nothing for what cannot be read. */
function readScript(host: Host, full: string): string {
  try {
    if ((host.status(full)?.sizeBytes ?? 0) > LARGEST_SCRIPT_BYTES) return '';
    return new TextDecoder().decode(host.readFile(full, LARGEST_SCRIPT_BYTES));
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}
