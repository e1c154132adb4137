import type { WireField, WireReader } from '../../syntax/protobuf/wire-reader.js';
import { dtypeOfOnnx } from './dtypes.js';
import { type FileGraph, type FileNode, type FileValue, MOST_NODES } from './file-graph.js';
import { readEntry } from './onnx-entry.js';
import { type OnnxTensor, readOnnxTensor } from './onnx-tensor.js';

export interface OnnxGraph {
  readonly graph: FileGraph;
  /** Of the graph and of those within its nodes (branches, loops). */
  readonly initialisers: readonly OnnxTensor[];
  readonly moduleTypes: ReadonlyMap<string, string | undefined>;
}

const GRAPH = { node: 1, initialiser: 5, input: 11, output: 12, valueInfo: 13, sparseInitialiser: 15 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7, metadata: 9 };

/** Graphs within graphs: an `If` in the body of a `Loop`. */
const DEEPEST = 16;

interface Parts {
  readonly nodes: FileNode[];
  readonly inputs: FileValue[];
  readonly outputs: FileValue[];
  readonly values: Map<string, FileValue>;
  readonly initialisers: OnnxTensor[];
  readonly moduleTypes: Map<string, string | undefined>;
  isComplete: boolean;
}

export function readOnnxGraph(wire: WireReader, message: WireField): OnnxGraph {
  const parts: Parts = {
    nodes: [],
    inputs: [],
    outputs: [],
    values: new Map(),
    initialisers: [],
    moduleTypes: new Map(),
    isComplete: true,
  };
  readGraph(wire, message, parts, 0);
  const own = new Set(parts.initialisers.map(({ name }) => name));
  const { nodes, outputs, values, isComplete, initialisers, moduleTypes } = parts;
  // Before IR 4 initialisers had to be inputs too.
  const inputs = parts.inputs.filter(({ name }) => !own.has(name));
  return { graph: { inputs, outputs, nodes, values, isComplete }, initialisers, moduleTypes };
}

function readGraph(wire: WireReader, message: WireField, parts: Parts, depth: number): void {
  const isWhole = depth === 0;
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === GRAPH.node) {
      if (parts.nodes.length < MOST_NODES) parts.nodes.push(readNode(wire, field, parts, depth));
      else parts.isComplete = false;
    } else if (field.number === GRAPH.initialiser) parts.initialisers.push(readOnnxTensor(wire, field));
    else if (field.number === GRAPH.sparseInitialiser) parts.initialisers.push(readSparse(wire, field));
    else if (field.number === GRAPH.input && isWhole) parts.inputs.push(noteValue(wire, field, parts));
    else if (field.number === GRAPH.output && isWhole) parts.outputs.push(noteValue(wire, field, parts));
    else if (field.number === GRAPH.valueInfo && isWhole) noteValue(wire, field, parts);
  }
}

/** Values, indices and the whole shape. */
function readSparse(wire: WireReader, message: WireField): OnnxTensor {
  let values: OnnxTensor | undefined;
  const dims: number[] = [];
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === 1) values = readOnnxTensor(wire, field);
    else if (field.number === 3) dims.push(...wire.numbers(field, 64 - dims.length));
  }
  const { name = '', dataType = 0 } = values ?? {};
  return { name, dataType, dims, rawBytes: undefined, external: undefined };
}

function readNode(wire: WireReader, message: WireField, parts: Parts, depth: number): FileNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const metadata = new Map<string, string>();
  let name = '';
  let operator = '';
  let domain = '';
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === NODE.input) inputs.push(wire.text(field));
    else if (field.number === NODE.output) outputs.push(wire.text(field));
    else if (field.number === NODE.name) name = wire.text(field);
    else if (field.number === NODE.operator) operator = wire.text(field);
    else if (field.number === NODE.domain) domain = wire.text(field);
    else if (field.number === NODE.attribute) readSubgraphs(wire, field, parts, depth);
    else if (field.number === NODE.metadata) metadata.set(...readEntry(wire, field));
  }
  const scope = readScope(metadata, name);
  for (const { path, type } of scope) parts.moduleTypes.set(path, type ?? parts.moduleTypes.get(path));
  return {
    name: name || (outputs[0] ?? ''),
    operator: domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`,
    inputs,
    outputs,
    scope,
  };
}

/** Fields of AttributeProto that are graphs. Their initialisers are weights too; their nodes are not kept. */
function readSubgraphs(wire: WireReader, message: WireField, parts: Parts, depth: number): void {
  if (depth >= DEEPEST) return;
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number !== 6 && field.number !== 11) continue;
    readGraph(wire, field, { ...parts, nodes: [] }, depth + 1);
  }
}

const SCOPES = 'pkg.torch.onnx.name_scopes';
const CLASSES = 'pkg.torch.onnx.class_hierarchy';

/** The exporter of torch 2 writes lists of paths and classes; the one before named nodes `/layer1/conv/Conv`. */
function readScope(metadata: ReadonlyMap<string, string>, name: string): FileNode['scope'] {
  const paths = readTexts(metadata.get(SCOPES));
  const types = readTexts(metadata.get(CLASSES));
  // The last of both is the operation itself.
  if (paths.length > 0) return paths.slice(0, -1).map((path, index) => ({ path, type: types[index] }));
  const path = name.startsWith('/') ? name.split('/').slice(1, -1).reduce(joinScope, '') : '';
  return path === '' ? [] : [{ path, type: undefined }];
}

/** The old exporter repeats what is above: `/layer1/layer1.0/conv1/Conv`. */
function joinScope(above: string, part: string): string {
  return above === '' || part.startsWith(`${above}.`) ? part : `${above}.${part}`;
}

/** A list of texts as Python writes it: `['', 'layer1', 'layer1.0']`. */
function readTexts(list: string | undefined): readonly string[] {
  return [...(list ?? '').matchAll(/'([^']*)'|"([^"]*)"/g)].slice(0, 64).map(([, one, two]) => one ?? two ?? '');
}

function noteValue(wire: WireReader, message: WireField, parts: Parts): FileValue {
  let name = '';
  let type: Pick<FileValue, 'dtype' | 'shape'> = { dtype: 'unknown', shape: undefined };
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === 1) name = wire.text(field);
    else if (field.number === 2) type = readType(wire, field);
  }
  const value = { name, ...type };
  if (parts.values.size < 4 * MOST_NODES) parts.values.set(name, value);
  return value;
}

/** TypeProto: only tensors have a shape. */
function readType(wire: WireReader, message: WireField): Pick<FileValue, 'dtype' | 'shape'> {
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number !== 1 && field.number !== 8) continue;
    let dtype = 'unknown';
    let shape: FileValue['shape'];
    for (const part of wire.fields(field.start, field.end)) {
      if (part.number === 1) dtype = dtypeOfOnnx(part.value);
      else if (part.number === 2) shape = readShape(wire, part);
    }
    return { dtype, shape };
  }
  return { dtype: 'unknown', shape: undefined };
}

function readShape(wire: WireReader, message: WireField): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number !== 1 || shape.length >= 64) continue;
    let size: number | string = '?';
    for (const part of wire.fields(field.start, field.end)) {
      if (part.number === 1) size = part.value;
      else if (part.number === 2) size = wire.text(part, 80);
    }
    shape.push(size);
  }
  return shape;
}
