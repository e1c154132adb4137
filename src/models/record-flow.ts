import { placeOf } from '../base/text.js';
import { isKind } from '../python/values/make.js';
import type { Instance, Site, Unknown, Value } from '../python/values/value.js';
import type { Count, FlowEdge, FlowNode, TensorShape } from './model.js';
import { type ModuleTree, shapeOf } from './module-tree.js';
import { type CalledLayer, multiplyAddsOfLayer, multiplyAddsOfOperation } from './multiply-adds.js';
import { listTensors, type Recorder } from './torch/dataflow.js';
import { layerTagOf, listOwnParameters, runsAsLeaf } from './torch/module-state.js';
import { isParameter, isShapeKnown, isTensor, type TensorInstance } from './torch/tensor.js';

/** What was heard while `forward` ran. */
export interface RecordedFlow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** By path of the module. */
  readonly calls: ReadonlyMap<string, { readonly times: number; readonly outputs: readonly TensorShape[] }>;
  readonly multiplyAdds: ReadonlyMap<string, readonly Count[]>;
}

export interface FlowRecorder extends Recorder {
  addInput(name: string, value: Value): void;
  addOutput(value: Value): void;
  readonly flow: RecordedFlow;
}

/** More calls and operations than a picture or a table could tell anything about. */
const MOST_NODES = 100_000;

interface OpenNode {
  readonly node: { -readonly [K in keyof FlowNode]: FlowNode[K] };
  readonly inputs: readonly TensorInstance[];
  hasInside: boolean;
}

/** What was written down so far. */
interface Tape {
  readonly tree: ModuleTree;
  readonly nodes: OpenNode['node'][];
  readonly edges: FlowEdge[];
  /** The node that put a tensor out last. */
  readonly producers: Map<TensorInstance, string>;
  readonly stack: OpenNode[];
  readonly calls: Map<string, { times: number; outputs: readonly TensorShape[] }>;
  readonly multiplyAdds: Map<string, Count[]>;
}

/** Listens to a run of `forward` and writes down who called whom, and which tensor went where. */
export function createFlowRecorder(tree: ModuleTree): FlowRecorder {
  const tape: Tape = {
    tree,
    nodes: [],
    edges: [],
    producers: new Map(),
    stack: [],
    calls: new Map(),
    multiplyAdds: new Map(),
  };
  return {
    enterModule: (instance, inputs, site) => enterModule(tape, instance, inputs, site),
    leaveModule: (instance, output) => leaveModule(tape, instance, output),
    operation: (name, inputs, outputs, site) => recordOperation(tape, { name, inputs, outputs, site }),
    addInput: (name, value) => {
      const tensors = listTensors(value);
      const node = addNode(tape, 'input', name, { outputs: tensors.map(({ state }) => shapeOf(state)) });
      for (const tensor of tensors) tape.producers.set(tensor, node.id);
    },
    addOutput: (value) => {
      for (const [name, tensor] of nameOutputs(value)) {
        const node = addNode(tape, 'output', name, { outputs: [shapeOf(tensor.state)] });
        connect(tape, [tensor], node.id);
      }
    },
    flow: tape,
  };
}

function addNode(
  { nodes, stack }: Tape,
  kind: FlowNode['kind'],
  name: string,
  rest: Partial<FlowNode>,
): OpenNode['node'] {
  const top = stack.at(-1);
  if (top) top.hasInside = true;
  const node = { id: `n${nodes.length}`, kind, name, outputs: [], ...(top ? { parent: top.node.id } : {}), ...rest };
  if (nodes.length < MOST_NODES) nodes.push(node);
  return node;
}

function connect({ producers, edges }: Tape, inputs: readonly TensorInstance[], to: string): void {
  for (const tensor of inputs) {
    const from = producers.get(tensor);
    if (from !== undefined && from !== to) edges.push({ from, to, tensor: shapeOf(tensor.state) });
  }
}

function spend({ multiplyAdds }: Tape, path: string, count: Count | undefined): void {
  const counts = multiplyAdds.get(path) ?? [];
  if (count) multiplyAdds.set(path, counts);
  if (count) counts.push(count);
}

function enterModule(tape: Tape, instance: Instance, inputs: readonly Value[], site: Site | undefined): void {
  const path = tape.tree.pathOf.get(instance);
  const node = addNode(tape, 'module', instance.cls.name, {
    ...(path === undefined ? {} : { path }),
    ...(site ? { place: placeOf(site.source, site) } : {}),
  });
  tape.stack.push({ node, inputs: inputs.flatMap((input) => listTensors(input)), hasInside: false });
}

function leaveModule(tape: Tape, instance: Instance, output: Value | undefined): void {
  const open = tape.stack.pop();
  if (!open) return;
  const { node, inputs } = open;
  const results = output === undefined ? [] : listTensors(output);
  node.outputs = results.map(({ state }) => shapeOf(state));
  if (output === undefined) node.unknown = 'its forward does not come to an end';
  countCall(tape, open, instance);
  if (output !== undefined) doubtCost(tape, node.path, [...findUnknowns(output)]);
  if (!open.hasInside) {
    connect(tape, inputs, node.id);
    for (const tensor of results) tape.producers.set(tensor, node.id);
    return;
  }
  const lost = results.filter((tensor) => !tape.producers.has(tensor) && !isParameter(tensor));
  if (lost.length === 0) return;
  // Something in it was not followed: what comes out hangs on all that went in.
  const outputs = lost.map(({ state }) => shapeOf(state));
  const gap = addNode(tape, 'operation', '?', { parent: node.id, outputs, unknown: 'not followed' });
  connect(tape, inputs, gap.id);
  for (const tensor of lost) tape.producers.set(tensor, gap.id);
}

function countCall(tape: Tape, { node, inputs, hasInside }: OpenNode, instance: Instance): void {
  const { path, outputs } = node;
  if (path !== undefined) tape.calls.set(path, { times: (tape.calls.get(path)?.times ?? 0) + 1, outputs });
  if (hasInside || !runsAsLeaf(instance)) return;
  const taken = inputs.map(({ state }) => shapeOf(state).shape);
  const given = outputs.map(({ shape }) => shape);
  const isBatchFirst = instance.attributes.get('batch_first') === true;
  // A module that is hidden from the tree costs what it costs: its owner pays.
  const owner = path ?? tape.stack.findLast((open) => open.node.path !== undefined)?.node.path ?? '';
  const layer = { type: layerTagOf(instance.cls)?.name ?? '', path: owner, weights: listWeights(instance) };
  spend(tape, owner, multiplyAddsOfLayer(layer, taken, given, isBatchFirst));
}

/** As they are now: lazy ones have their shapes, and `weight_norm` and its like leave a plain tensor under the old name. */
function listWeights(instance: Instance): CalledLayer['weights'] {
  const plain = [...instance.attributes].filter((entry): entry is [string, TensorInstance] => isTensor(entry[1]));
  return [...listOwnParameters(instance), ...plain].map(([name, { state }]) => ({ name, shape: shapeOf(state).shape }));
}

interface Heard {
  readonly name: string;
  readonly inputs: readonly TensorInstance[];
  readonly outputs: readonly TensorInstance[];
  readonly site: Site | undefined;
}

function recordOperation(tape: Tape, { name, inputs, outputs, site }: Heard): void {
  const { producers, tree, stack } = tape;
  const written = inputs.at(-1);
  if (name === 'inplace' && written) {
    // `x += y`: x is from now on what the sum gave.
    const from = producers.get(written);
    for (const tensor of outputs) if (from !== undefined) producers.set(tensor, from);
    return;
  }
  const reads = inputs.flatMap((tensor) => tree.tensorPathOf.get(tensor) ?? []);
  const node = addNode(tape, 'operation', name, {
    outputs: outputs.map(({ state }) => shapeOf(state)),
    ...(reads.length > 0 ? { reads } : {}),
    ...(site ? { place: placeOf(site.source, site) } : {}),
  });
  connect(tape, inputs, node.id);
  for (const tensor of outputs) producers.set(tensor, node.id);
  const owner = stack.findLast((open) => open.node.path !== undefined)?.node.path ?? '';
  const taken = inputs.map(({ state }) => shapeOf(state).shape);
  const given = node.outputs.map(({ shape }) => shape);
  spend(tape, owner, multiplyAddsOfOperation(name, owner, taken, given));
  doubtCost(
    tape,
    owner,
    outputs.flatMap(({ state }) => (isShapeKnown(state.shape) ? [] : [state.shape])),
  );
}

/** What comes from something that is not known was perhaps computed by more than was heard. */
function doubtCost(tape: Tape, path: string | undefined, [first]: readonly Unknown[]): void {
  if (first === undefined) return;
  const place =
    first.site && !first.site.source.path.startsWith('<') ? placeOf(first.site.source, first.site) : undefined;
  const part = { path: path ?? '', reason: `multiply-adds: ${first.reason}`, ...(place ? { place } : {}) };
  spend(tape, path ?? '', { value: 0, unknown: [part] });
}

/** Results of calls that were not followed, and tensors of which not even the rank is known. */
function* findUnknowns(value: Value, depth = 0): Generator<Unknown> {
  if (isTensor(value)) {
    if (!isShapeKnown(value.state.shape)) yield value.state.shape;
  } else if (isKind(value, 'unknown')) yield value;
  else if (depth < 4 && (isKind(value, 'list') || isKind(value, 'tuple')))
    for (const item of value.items) yield* findUnknowns(item, depth + 1);
  else if (depth < 4 && isKind(value, 'dict'))
    for (const [, item] of value.entries.values()) yield* findUnknowns(item, depth + 1);
}

/** Outputs by their keys or fields; several without names are counted. */
function nameOutputs(value: Value): readonly (readonly [string, TensorInstance])[] {
  const named = namedParts(value);
  if (named) {
    return named.flatMap(([name, part]) => {
      const tensors = listTensors(part);
      return tensors.map((tensor, at) => [tensors.length === 1 ? name : `${name} ${at + 1}`, tensor] as const);
    });
  }
  const tensors = listTensors(value);
  return tensors.map((tensor, at) => [tensors.length === 1 ? 'output' : `output ${at + 1}`, tensor] as const);
}

function namedParts(value: Value): readonly (readonly [string, Value])[] | undefined {
  if (isKind(value, 'dict')) return [...value.entries.values()].map(([key, part]) => [String(key), part]);
  if (isKind(value, 'instance') && isKind(value.payload, 'dict')) return namedParts(value.payload);
  if (isKind(value, 'instance') && !isTensor(value) && value.attributes.size > 0) return [...value.attributes];
  return undefined;
}
