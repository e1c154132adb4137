import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { modelOfFile } from '../../models/model-of-file.js';
import type { ModelResult } from '../model.js';
import { openModelFile } from './check-model-files.js';

/** A model file as a model; one that cannot be understood is refused with its findings. */
export function readFileModel(host: Host, path: string): ModelResult {
  const file = openModelFile(host, joinPath(host.workingDirectory, path), path);
  const isUnderstood = file.format !== 'unknown' && file.tensors.length > 0;
  if (!isUnderstood) return { kind: 'refused', findings: file.problems, sources: [] };
  return { kind: 'model', model: modelOfFile(file), sources: [], findings: file.problems, notes: [] };
}
