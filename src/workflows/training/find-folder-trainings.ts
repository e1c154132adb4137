import { joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import type { Host } from '../../host/host.js';
import type { EntryPoint } from './find-entry-points.js';
import { findTrainings } from './find-trainings.js';
import { type PipelineSummary, summarizePipeline } from './summarize-pipeline.js';
import type { ReadTraining } from './with-pipelines.js';

/** A script of a folder that trains, with the command that starts it where one does. */
export interface OverviewTraining {
  /** From the folder that was asked about. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** Where it begins. */
  readonly place: Place;
  readonly startedBy?: { readonly launcher: string; readonly place: Place };
  readonly style: string;
  readonly summary: PipelineSummary;
}

/** So many scripts are followed. */
const MOST_FOLLOWED = 8;

/** What the scripts of a folder train; `entries` are those that its files start. */
export async function findFolderTrainings(
  host: Host,
  root: string,
  folder: string,
  entries: readonly EntryPoint[],
  readTraining: ReadTraining,
): Promise<readonly OverviewTraining[]> {
  if (host.status(joinPath(host.workingDirectory, folder))?.kind !== 'directory') return [];
  const found: OverviewTraining[] = [];
  for (const training of findTrainings(host, root, joinPath(host.workingDirectory, folder), entries)) {
    if (found.length >= MOST_FOLLOWED) break;
    const read = await readTraining(training);
    if (!read) continue;
    const { pipeline } = read;
    const { file, arguments: words, startedBy } = training;
    found.push({
      file,
      arguments: words,
      place: pipeline.place,
      style: pipeline.style,
      summary: summarizePipeline(pipeline),
      ...(startedBy === undefined ? {} : { startedBy }),
    });
  }
  return found;
}
