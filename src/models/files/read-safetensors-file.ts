import type { ByteSource } from '../../base/byte-source.js';
import {
  readSafetensors,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from '../../syntax/safetensors/read-safetensors.js';
import { bitsOf, dtypeOfSafetensors } from './dtypes.js';
import type { ModelFormat } from './model-file.js';
import {
  addMetadata,
  addTensor,
  countElements,
  type Reading,
  reportBroken,
  reportFaults,
  reportIncomplete,
  type TensorFault,
} from './reading.js';
import { guessRole, roleOfSection } from './tensor-role.js';

/** A safetensors file: a header of names, types, shapes and offsets, then the bytes, with nothing between them. */
export function readSafetensorsFile(reading: Reading, source: ByteSource): ModelFormat {
  const header = readSafetensors(source);
  if ('reason' in header) {
    if (header.reason.includes('ends within')) reportIncomplete(reading, header.reason);
    else reportBroken(reading, header.reason);
    return 'safetensors';
  }
  for (const [key, value] of header.metadata) addMetadata(reading, key, value);
  reading.producer ??=
    header.metadata.find(([key]) => key === 'format')?.[1] === 'pt' ? 'safetensors, for torch' : 'safetensors';
  for (const entry of header.entries) addEntry(reading, entry);
  const [problem] = header.problems;
  if (problem !== undefined) reportBroken(reading, problem);
  checkSizes(reading, header, source.sizeBytes);
  return 'safetensors';
}

function addEntry(reading: Reading, { name, dtype: written, shape }: SafetensorsEntry): void {
  const dtype = dtypeOfSafetensors(written) ?? 'unknown';
  const role = roleOfSection(name.split('.').slice(0, 1)) ?? guessRole(name, dtype);
  addTensor(reading, { name, section: '', dtype, shape, role, isRoleDeclared: false, storage: undefined });
}

/** The format wants that tensors fill the rest of the file, each its own part of it. */
function checkSizes(reading: Reading, { entries, dataStart }: SafetensorsHeader, sizeBytes: number): void {
  const faults: TensorFault[] = [];
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const fault = sizeFault(entry) ?? (entry.start < end ? 'lies over another tensor' : undefined);
    if (fault !== undefined) faults.push({ tensor: entry.name, reason: fault });
    end = Math.max(end, entry.end);
  }
  reportFaults(reading, faults);
  const needed = dataStart + end;
  if (needed > sizeBytes) reportIncomplete(reading, `its tensors end at byte ${needed}, and it has ${sizeBytes}`);
}

function sizeFault({ dtype, shape, start, end }: SafetensorsEntry): string | undefined {
  const bits = bitsOf(dtypeOfSafetensors(dtype) ?? '');
  const elements = countElements(shape);
  if (bits === undefined || elements === undefined) return undefined;
  const needed = Math.ceil((elements * bits) / 8);
  return needed === end - start
    ? undefined
    : `has ${end - start} bytes and needs ${needed} for [${shape.join(', ')}] of ${dtype}`;
}
