import type { ByteSource } from '../../base/byte-source.js';
import { normalizePath } from '../../base/paths.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { createWireReader, type WireField, type WireReader } from '../../syntax/protobuf/wire-reader.js';
import { bitsOf, dtypeOfOnnx } from './dtypes.js';
import type { ModelFormat } from './model-file.js';
import { readEntry } from './onnx-entry.js';
import { type OnnxGraph, readOnnxGraph } from './onnx-graph.js';
import type { OnnxTensor } from './onnx-tensor.js';
import {
  addMetadata,
  addTensor,
  countElements,
  type Reading,
  reportBroken,
  reportFaults,
  type TensorFault,
} from './reading.js';

/** Whether bytes that begin like this may be an ONNX file: the first field is the version of the format, up to 99. */
export function looksLikeOnnx(head: Uint8Array): boolean {
  const [key = 0, version = 0, next = 0] = head;
  return key === 0x08 && version > 0 && version < 100 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next);
}

/** Fields of ModelProto (onnx 1.18, `onnx-ml.proto`). */
const MODEL = {
  irVersion: 1,
  producer: 2,
  producerVersion: 3,
  domain: 4,
  graph: 7,
  opset: 8,
  metadata: 14,
  function: 25,
};

/** Reads an ONNX model: everything but the content of its tensors, which is stepped over. */
export function readOnnx(reading: Reading, source: ByteSource): ModelFormat {
  const wire = createWireReader(source);
  const producer: string[] = [];
  let graph: OnnxGraph | undefined;
  for (const field of wire.fields()) {
    if (field.number === MODEL.irVersion) addMetadata(reading, 'IR version', String(field.value));
    else if (field.number === MODEL.producer || field.number === MODEL.producerVersion) producer.push(wire.text(field));
    else if (field.number === MODEL.opset) addOpset(reading, wire, field);
    else if (field.number === MODEL.metadata) addMetadata(reading, ...readEntry(wire, field));
    else if (field.number === MODEL.graph && !graph) graph = readOnnxGraph(wire, field);
  }
  reading.producer ??= producer.join(' ').trim() || undefined;
  const problem = wire.problem();
  if (problem) reportBroken(reading, problem.reason, problem.offset);
  else if (!graph) reportBroken(reading, 'it holds no graph');
  if (!graph) return 'onnx';
  reading.graph = graph.graph;
  for (const [path, type] of graph.moduleTypes) reading.moduleTypes.set(path, type);
  addInitialisers(reading, graph.initialisers);
  return 'onnx';
}

function addOpset(reading: Reading, wire: WireReader, field: WireField): void {
  let domain = '';
  let version = 0;
  for (const part of wire.fields(field.start, field.end)) {
    if (part.number === 1) domain = wire.text(part);
    else if (part.number === 2) version = part.value;
  }
  addMetadata(reading, domain === '' ? 'opset' : `opset ${domain}`, String(version));
}

function addInitialisers(reading: Reading, initialisers: readonly OnnxTensor[]): void {
  const faults: TensorFault[] = [];
  const missing = new Set<string>();
  const outside = new Set<string>();
  for (const tensor of initialisers) {
    const dtype = dtypeOfOnnx(tensor.dataType);
    const shape = tensor.dims;
    const external = tensor.external;
    const storage = external && `${external.location}@${external.offset}:${external.lengthBytes ?? ''}`;
    addTensor(reading, {
      name: tensor.name,
      section: '',
      dtype,
      shape,
      role: 'unknown',
      isRoleDeclared: false,
      storage,
    });
    const fault = external
      ? checkExternal(reading, tensor, { missing, outside })
      : sizeFault(tensor, tensor.rawBytes, 'has');
    if (fault !== undefined) faults.push({ tensor: tensor.name, reason: fault });
  }
  reportFaults(reading, faults);
  const path = reading.name;
  for (const target of outside)
    reading.problems.push(modelFileFindings.leadsOut({ path, target: target.slice(0, 200) }, fileStart(path)));
  const [part] = missing;
  if (part !== undefined)
    reading.problems.push(modelFileFindings.partMissing({ path, part, others: missing.size - 1 }, fileStart(path)));
}

function sizeFault({ dims, dataType }: OnnxTensor, available: number | undefined, verb: string): string | undefined {
  const bits = bitsOf(dtypeOfOnnx(dataType));
  const elements = countElements(dims);
  if (available === undefined || bits === undefined || elements === undefined) return undefined;
  const needed = Math.ceil((elements * bits) / 8);
  return needed === available ? undefined : `${verb} ${available} bytes and needs ${needed} for [${dims.join(', ')}]`;
}

function checkExternal(
  reading: Reading,
  tensor: OnnxTensor,
  { missing, outside }: { readonly missing: Set<string>; readonly outside: Set<string> },
): string | undefined {
  const { location, offset, lengthBytes } = tensor.external ?? { location: '', offset: 0, lengthBytes: undefined };
  if (leadsOut(location)) {
    outside.add(location);
    return undefined;
  }
  const name = normalizePath(location);
  const file = reading.siblings.open(name);
  if (!file) {
    missing.add(name);
    return undefined;
  }
  const needed = sizeFault(tensor, lengthBytes, 'says');
  if (needed !== undefined) return needed;
  const end = offset + (lengthBytes ?? 0);
  return end <= file.sizeBytes ? undefined : `ends at byte ${end} of ${name}, which has ${file.sizeBytes}`;
}

function leadsOut(location: string): boolean {
  return location === '' || /^[/\\]|^[a-z]:|\0/i.test(location) || location.split(/[/\\]/).includes('..');
}
