/** Bits of one element, by torch's name of the type (torch `c10/core/ScalarType.h`). */
const BITS: Readonly<Record<string, number>> = {
  float64: 64,
  float32: 32,
  float16: 16,
  bfloat16: 16,
  float8_e4m3fn: 8,
  float8_e4m3fnuz: 8,
  float8_e5m2: 8,
  float8_e5m2fnuz: 8,
  float8_e8m0fnu: 8,
  float4_e2m1fn_x2: 8,
  complex128: 128,
  complex64: 64,
  complex32: 32,
  int64: 64,
  int32: 32,
  int16: 16,
  int8: 8,
  int4: 4,
  uint64: 64,
  uint32: 32,
  uint16: 16,
  uint8: 8,
  uint4: 4,
  bool: 8,
  qint8: 8,
  quint8: 8,
  qint32: 32,
  quint4x2: 4,
  quint2x4: 2,
  float6: 6,
  float4: 4,
};

/** Undefined for a type that is not known, or whose elements have no fixed size. */
export function bitsOf(dtype: string): number | undefined {
  return Object.hasOwn(BITS, dtype) ? BITS[dtype] : undefined;
}

/** Whether it is of the kind that gradients, and so parameters, are. */
export function isContinuous(dtype: string): boolean {
  return /^(?:b?float|complex)/.test(dtype);
}

/** Classes of storages, by the type of what they hold. */
const STORAGES: Readonly<Record<string, string>> = {
  Double: 'float64',
  Float: 'float32',
  Half: 'float16',
  BFloat16: 'bfloat16',
  ComplexDouble: 'complex128',
  ComplexFloat: 'complex64',
  ComplexHalf: 'complex32',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
  QInt8: 'qint8',
  QUInt8: 'quint8',
  QInt32: 'qint32',
  QUInt4x2: 'quint4x2',
  QUInt2x4: 'quint2x4',
};

/** `torch.FloatStorage`, `torch.cuda.HalfStorage` → the type; undefined for an untyped storage, which counts bytes. */
export function dtypeOfStorage(className: string): string | undefined {
  const name = /^torch\.(?:\w+\.)?(\w+)Storage$/.exec(className)?.[1] ?? '';
  return Object.hasOwn(STORAGES, name) ? STORAGES[name] : undefined;
}

/** `torch.float32` → `float32`; undefined for anything else. */
export function dtypeOfName(name: string): string | undefined {
  const dtype = name.startsWith('torch.') ? name.slice('torch.'.length) : '';
  return bitsOf(dtype) === undefined ? undefined : dtype;
}

/** The names of safetensors (`safetensors/src/tensor.rs`, Dtype). */
const SAFETENSORS: Readonly<Record<string, string>> = {
  BOOL: 'bool',
  F4: 'float4',
  F6_E2M3: 'float6',
  F6_E3M2: 'float6',
  U8: 'uint8',
  I8: 'int8',
  F8_E5M2: 'float8_e5m2',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2FNUZ: 'float8_e5m2fnuz',
  F8_E4M3FNUZ: 'float8_e4m3fnuz',
  F8_E8M0: 'float8_e8m0fnu',
  I16: 'int16',
  U16: 'uint16',
  F16: 'float16',
  BF16: 'bfloat16',
  I32: 'int32',
  U32: 'uint32',
  F32: 'float32',
  C64: 'complex64',
  F64: 'float64',
  I64: 'int64',
  U64: 'uint64',
};

export function dtypeOfSafetensors(name: string): string | undefined {
  return Object.hasOwn(SAFETENSORS, name) ? SAFETENSORS[name] : undefined;
}

/** The numbers of torch.export (`torch/_export/serde/schema.py`, ScalarType). */
const EXPORTED: Readonly<Record<number, string>> = {
  1: 'uint8',
  2: 'int8',
  3: 'int16',
  4: 'int32',
  5: 'int64',
  6: 'float16',
  7: 'float32',
  8: 'float64',
  9: 'complex32',
  10: 'complex64',
  11: 'complex128',
  12: 'bool',
  13: 'bfloat16',
  28: 'uint16',
  29: 'float8_e4m3fn',
  30: 'float8_e5m2',
  31: 'float8_e4m3fnuz',
  32: 'float8_e5m2fnuz',
};

export function dtypeOfExport(number: unknown): string {
  return (typeof number === 'number' ? EXPORTED[number] : undefined) ?? 'unknown';
}

/** The numbers of ONNX (`onnx.proto`, TensorProto.DataType), 1.18. */
const ONNX: readonly string[] = [
  'unknown',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8_e4m3fn',
  'float8_e4m3fnuz',
  'float8_e5m2',
  'float8_e5m2fnuz',
  'uint4',
  'int4',
  'float4',
  'float8_e8m0fnu',
];

export function dtypeOfOnnx(number: number): string {
  return ONNX[number] ?? 'unknown';
}
