import { readNumbers, visitFields, Wire } from '../../../syntax/protobuf/visit-fields.js';

/** `DataType` of `tensorflow/core/framework/types.proto`: bytes of one element, and how they are read. */
const ELEMENTS: ReadonlyMap<number, readonly [sizeBytes: number, read: (view: DataView) => number]> = new Map([
  [1, [4, (view: DataView) => view.getFloat32(0, true)]],
  [2, [8, (view: DataView) => view.getFloat64(0, true)]],
  [3, [4, (view: DataView) => view.getInt32(0, true)]],
  [4, [1, (view: DataView) => view.getUint8(0)]],
  [5, [2, (view: DataView) => view.getInt16(0, true)]],
  [6, [1, (view: DataView) => view.getInt8(0)]],
  [9, [8, (view: DataView) => Number(view.getBigInt64(0, true))]],
  [10, [1, (view: DataView) => view.getUint8(0)]],
  [14, [2, (view: DataView) => widenBfloat16(view.getUint16(0, true))]],
  [17, [2, (view: DataView) => view.getUint16(0, true)]],
  [19, [2, (view: DataView) => widenHalf(view.getUint16(0, true))]],
  [22, [4, (view: DataView) => view.getUint32(0, true)]],
  [23, [8, (view: DataView) => Number(view.getBigUint64(0, true))]],
]);

/** Fields of `TensorProto` that hold numbers as varints: int, int64, bool, uint32, uint64. */
const VARINT_FIELDS = new Set([7, 10, 11, 16, 17]);
const FLOAT_FIELDS: ReadonlyMap<number, 1 | 2> = new Map([
  [5, 1],
  [6, 2],
]);
const BFLOAT16 = 14;
const STRING = 7;

/** The number of a `TensorProto` of one element, in whichever of its fields it stands; undefined of any other. */
export function readScalarTensor(bytes: Uint8Array, start: number, end: number): number | undefined {
  let dtype = 0;
  const found: number[] = [];
  let content: Uint8Array | undefined;
  visitFields(bytes, start, end, (number, wire, value, from, to) => {
    const float = FLOAT_FIELDS.get(number);
    if (number === 1) dtype = value;
    else if (number === 4 && wire === Wire.Range) content = bytes.subarray(from, to);
    else if (float !== undefined) found.push(...readElements(bytes.subarray(from, to), float));
    else if (number === 13)
      found.push(...readNumbers(bytes, wire, value, from, to, 2).map((bits) => ofHalf(dtype, bits)));
    else if (VARINT_FIELDS.has(number)) found.push(...readNumbers(bytes, wire, value, from, to, 2));
  });
  if (dtype === STRING) return undefined;
  if (content && content.length > 0) found.push(...readElements(content, dtype));
  return found.length === 1 ? found[0] : undefined;
}

/** At most two: more is no scalar. */
function readElements(bytes: Uint8Array, dtype: number): number[] {
  const element = ELEMENTS.get(dtype);
  if (!element || bytes.length % element[0] !== 0) return [];
  const [sizeBytes, read] = element;
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length && numbers.length < 2; at += sizeBytes)
    numbers.push(read(new DataView(bytes.buffer, bytes.byteOffset + at, sizeBytes)));
  return numbers;
}

function ofHalf(dtype: number, bits: number): number {
  return dtype === BFLOAT16 ? widenBfloat16(bits) : widenHalf(bits);
}

function widenBfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

/** IEEE 754 binary16. */
function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
