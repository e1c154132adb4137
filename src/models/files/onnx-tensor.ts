import type { WireField, WireReader } from '../../syntax/protobuf/wire-reader.js';
import { readEntry } from './onnx-entry.js';

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Bytes of `raw_data`; undefined where the elements are listed one by one, or lie in another file. */
  readonly rawBytes: number | undefined;
  readonly external: OnnxExternal | undefined;
}

export interface OnnxExternal {
  readonly location: string;
  readonly offset: number;
  readonly lengthBytes: number | undefined;
}

const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, external: 13, location: 14 };
const MOST_DIMENSIONS = 64;

/** A TensorProto without its elements. */
export function readOnnxTensor(wire: WireReader, message: WireField): OnnxTensor {
  const dims: number[] = [];
  const entries = new Map<string, string>();
  let name = '';
  let dataType = 0;
  let rawBytes: number | undefined;
  let isExternal = false;
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === TENSOR.dims) dims.push(...wire.numbers(field, MOST_DIMENSIONS - dims.length));
    else if (field.number === TENSOR.dataType) dataType = field.value;
    else if (field.number === TENSOR.name) name = wire.text(field);
    else if (field.number === TENSOR.rawData) rawBytes = field.end - field.start;
    else if (field.number === TENSOR.external) entries.set(...readEntry(wire, field));
    else if (field.number === TENSOR.location) isExternal = field.value === 1;
  }
  return {
    name,
    dims,
    dataType,
    rawBytes,
    external: isExternal || entries.has('location') ? readExternal(entries) : undefined,
  };
}

function readExternal(entries: ReadonlyMap<string, string>): OnnxExternal {
  const length = readCount(entries.get('length'));
  return {
    location: entries.get('location') ?? '',
    offset: readCount(entries.get('offset')) ?? 0,
    lengthBytes: length,
  };
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
