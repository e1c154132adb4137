import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { type Bound, boundOf } from '../../models/model.js';
import { type ListedModel, listModels } from './list-models.js';

/** A model of a folder, with its parameters where they were counted. */
export interface OverviewModel extends ListedModel {
  /** Absent when it was not counted, or could not be made: its class wants arguments. */
  readonly parameters?: { readonly total: number; readonly bound: Bound };
}

/** So many are counted: the others are listed, and `torchdock model` tells more. */
const MOST_COUNTED = 5;

/** The models that a folder offers; of the first few, what they weigh. */
export async function findFolderModels(host: Host, folder: string): Promise<readonly OverviewModel[]> {
  if (host.status(joinPath(host.workingDirectory, folder))?.kind !== 'directory') return [];
  const { models } = listModels(host, folder);
  if (models.length === 0) return [];
  // Only where there is a model the interpreter is loaded.
  const { readModel } = await import('../model.js');
  const counted: OverviewModel[] = [];
  for (const model of models.slice(0, MOST_COUNTED)) {
    const result = await readModel(host, { target: `${model.path}:${model.name}` });
    if (result.kind !== 'model') counted.push(model);
    else {
      const { total } = result.model.parameters;
      counted.push({ ...model, parameters: { total: total.value, bound: boundOf(total) } });
    }
  }
  return [...counted, ...models.slice(MOST_COUNTED)];
}
