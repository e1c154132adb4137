import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import type { ModelFormat } from './model-file.js';
import type { Reading } from './reading.js';

/** What PyTorch wrote before 0.2: recognised, not read. */
export function readTorchTar(reading: Reading): ModelFormat {
  const path = reading.name;
  reading.gap ??= 'the format before 0.2 is not read';
  reading.problems.push(modelFileFindings.oldFormat({ path }, fileStart(path)));
  return 'torch-tar';
}
