import type { Archive } from './archive.js';
import { bitsOf } from './dtypes.js';
import { type PickledTensor, reachOf } from './pickled-tensor.js';
import type { TensorFault } from './reading.js';

const MOST_FAULTS = 1000;

/** Holds what the pickle says of storages against the files of the archive that they are. */
export function createStorageChecker(
  archive: Archive,
  folder: string,
): { readonly visit: (name: string, tensor: PickledTensor) => void; readonly faults: readonly TensorFault[] } {
  const faults: TensorFault[] = [];
  const visit = (tensor: string, pickled: PickledTensor): void => {
    const reason = faultOf(pickled, (key) => archive.sizeOf(`${folder}${key}`));
    if (reason !== undefined && faults.length < MOST_FAULTS) faults.push({ tensor, reason });
  };
  return { visit, faults };
}

function faultOf(tensor: PickledTensor, sizeOf: (key: string) => number | undefined): string | undefined {
  const { storage } = tensor;
  if (!storage) return undefined;
  const sizeBytes = sizeOf(storage.key);
  if (sizeBytes === undefined) return `is in storage ${JSON.stringify(storage.key)}, which the file does not have`;
  const bits = storage.dtype === 'unknown' ? 8 : bitsOf(storage.dtype);
  const saidBytes = bits === undefined ? undefined : Math.ceil((storage.elements * bits) / 8);
  if (saidBytes !== undefined && saidBytes !== sizeBytes)
    return `is in a storage that says ${saidBytes} bytes and has ${sizeBytes}`;
  return reachFault(tensor);
}

/** A tensor that reaches past the end of its storage. */
export function reachFault(tensor: PickledTensor): string | undefined {
  const reach = reachOf(tensor);
  if (tensor.offset < 0 || (tensor.stride ?? []).some((step) => step < 0)) return 'has a negative offset or stride';
  return reach && reach.needed > reach.available
    ? `reaches to element ${reach.needed} of a storage of ${reach.available}`
    : undefined;
}
