import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import type { Finding } from '../../findings/finding.js';
import type { FileGraph } from './file-graph.js';
import type { MetadataEntry, ModelTensor, Siblings } from './model-file.js';

/** What was read so far of one file; the readers of the formats add to it. */
export interface Reading {
  readonly name: string;
  readonly siblings: Siblings;
  readonly tensors: ModelTensor[];
  readonly problems: Finding[];
  readonly metadata: MetadataEntry[];
  readonly pickleNames: Set<string>;
  /** Classes of modules by their path; modules without tensors too, where the file has them. */
  readonly moduleTypes: Map<string, string | undefined>;
  producer: string | undefined;
  graph: FileGraph | undefined;
  /** Why totals cannot be given. */
  gap: string | undefined;
}

export function createReading(name: string, siblings: Siblings): Reading {
  return {
    name,
    siblings,
    tensors: [],
    problems: [],
    metadata: [],
    pickleNames: new Set(),
    moduleTypes: new Map(),
    producer: undefined,
    graph: undefined,
    gap: undefined,
  };
}

/** The file or a part of it cannot be understood: what was read is not all there is. */
export function reportBroken(reading: Reading, reason: string, offset?: number): void {
  reading.gap ??= 'the file is broken';
  const { name: path } = reading;
  reading.problems.push(modelFileFindings.broken({ path, reason, offset }, fileStart(path)));
}

export function reportIncomplete(reading: Reading, reason: string): void {
  reading.gap ??= 'the file ends too early';
  const { name: path } = reading;
  reading.problems.push(modelFileFindings.incomplete({ path, reason }, fileStart(path)));
}

export function reportTooLarge(reading: Reading, reason: string, offset?: number): void {
  reading.gap ??= reason;
  const { name: path } = reading;
  reading.problems.push(modelFileFindings.tooLarge({ path, reason, offset }, fileStart(path)));
}

/** Faults of one kind in many tensors are one finding. */
export interface TensorFault {
  readonly tensor: string;
  readonly reason: string;
}

export function reportFaults(reading: Reading, faults: readonly TensorFault[]): void {
  const [first] = faults;
  if (!first) return;
  const { name: path } = reading;
  const fault = { path, ...first, tensor: shorten(first.tensor, 120), others: faults.length - 1 };
  reading.problems.push(modelFileFindings.sizeMismatch(fault, fileStart(path)));
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

const MOST_METADATA = 100;
const LONGEST_METADATA = 500;

export function addMetadata(reading: Reading, key: string, value: string): void {
  if (reading.metadata.length < MOST_METADATA)
    reading.metadata.push({ key: shorten(key, 100), value: shorten(value, LONGEST_METADATA) });
}

const MOST_TENSORS = 250_000;

/** Adds a tensor; its dimensions must be counts whose product is one. */
export function addTensor(reading: Reading, tensor: Omit<ModelTensor, 'elements'>): void {
  const elements = countElements(tensor.shape);
  if (elements === undefined) reportFaults(reading, [{ tensor: tensor.name, reason: 'has an impossible shape' }]);
  else if (reading.tensors.length < MOST_TENSORS) reading.tensors.push({ ...tensor, elements });
  else if (reading.gap === undefined) reportTooLarge(reading, `it has more than ${MOST_TENSORS} tensors`);
  if (elements === undefined) reading.gap ??= `${shorten(tensor.name, 120)} has an impossible shape`;
}

/** Undefined when a dimension is none, or their product is more than a number can count. */
export function countElements(shape: readonly number[]): number | undefined {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return undefined;
  const product = shape.includes(0) ? 0 : shape.reduce((sofar, size) => sofar * size, 1);
  return Number.isSafeInteger(product) ? product : undefined;
}
