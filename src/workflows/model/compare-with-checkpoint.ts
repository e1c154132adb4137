import { joinPath } from '../../base/paths.js';
import { fileStart, type SourceText } from '../../base/text.js';
import { checkpointFindings } from '../../findings/catalog/checkpoint.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { expectedTensors } from '../../models/expected-tensors.js';
import { type CheckpointComparison, compareCheckpoint } from '../../models/files/compare-checkpoint.js';
import type { ModelFile } from '../../models/files/model-file.js';
import type { Model } from '../../models/model.js';
import type { ModelRequest } from '../model.js';
import type { Refused } from '../sources/refused.js';
import { openModelFile } from './check-model-files.js';
import { readOneModel } from './read-one-model.js';

export interface ComparedCheckpoint {
  readonly model: Model;
  /** As it was named. */
  readonly path: string;
  readonly comparison: CheckpointComparison;
  /** Missing counters of batch norms, which load_state_dict makes itself. */
  readonly filledIn: readonly string[];
}

export type CheckpointResult =
  | {
      readonly kind: 'compared';
      readonly compared: ComparedCheckpoint;
      readonly sources: readonly SourceText[];
      readonly findings: readonly Finding[];
    }
  | Refused;

/** What `load_state_dict` would say of a checkpoint, from the source of the model and the headers of the file. */
export async function compareWithCheckpoint(
  host: Host,
  request: ModelRequest,
  path: string,
): Promise<CheckpointResult> {
  const full = joinPath(host.workingDirectory, path);
  if (host.status(full)?.kind !== 'file') throw new HostError(full, 'ENOENT', `${path} is not a file`);
  // 1. The model, and what its state dict would hold.
  const result = await readOneModel(host, request);
  if (result.kind === 'refused') return result;
  // 2. The file, as far as it can be understood.
  const file = openModelFile(host, full, path);
  if (file.format === 'unknown' || (file.tensors.length === 0 && file.problems.length > 0))
    return { kind: 'refused', findings: file.problems, sources: [] };
  // 3. Beside each other.
  const { model, sources } = result;
  const all = compareCheckpoint(expectedTensors(model), file);
  const isCounter = (name: string): boolean => name.endsWith('.num_batches_tracked');
  const comparison = { ...all, missing: all.missing.filter((name) => !isCounter(name)) };
  const compared: ComparedCheckpoint = { model, path, comparison, filledIn: all.missing.filter(isCounter) };
  return {
    kind: 'compared',
    compared,
    sources,
    findings: [...result.findings, ...file.problems, ...judge(compared, file)],
  };
}

function judge({ model, path, comparison }: ComparedCheckpoint, file: ModelFile): readonly Finding[] {
  const { matched, missing, unexpected, misshaped, filePrefix, modelPrefix, section } = comparison;
  const pair = { path, model: model.name };
  const place = fileStart(path);
  if (matched === 0 && misshaped.length === 0) {
    const count = file.tensors.filter(({ role }) => role !== 'optimizer').length;
    return [checkpointFindings.otherModel({ ...pair, count, section }, place)];
  }
  const [open] = model.parameters.total.unknown;
  return [
    ...(filePrefix + modelPrefix === ''
      ? []
      : [checkpointFindings.renamed({ ...pair, filePrefix, modelPrefix }, place)]),
    ...(missing.length === 0 ? [] : [checkpointFindings.missing({ ...pair, names: missing }, place)]),
    ...(misshaped.length === 0
      ? []
      : [
          checkpointFindings.misshaped(
            {
              ...pair,
              tensors: misshaped.map(({ name, expected, found }) => ({
                name,
                expected: showSizes(expected),
                found: showSizes(found),
              })),
            },
            place,
          ),
        ]),
    // A part of the model that is not known may be where they belong.
    ...(unexpected.length === 0 || open ? [] : [checkpointFindings.unexpected({ ...pair, names: unexpected }, place)]),
    ...(open ? [checkpointFindings.partly({ ...pair, reason: open.reason, names: unexpected }, open.place)] : []),
  ];
}

/** `[64, 3, 7, 7]`, as load_state_dict tells shapes. */
export function showSizes(sizes: readonly (number | undefined)[]): string {
  return `[${sizes.map((size) => size ?? '?').join(', ')}]`;
}
