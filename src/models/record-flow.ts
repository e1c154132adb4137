import { placeOf } from '../base/text.js';
import { isKind } from '../python/values/make.js';
import type { Instance, Site, Value } from '../python/values/value.js';
import type { Count, FlowEdge, FlowNode, ModelModule, TensorShape } from './model.js';
import { type ModuleTree, shapeOf } from './module-tree.js';
import { multiplyAddsOfLayer, multiplyAddsOfOperation } from './multiply-adds.js';
import { listTensors, type Recorder } from './torch/dataflow.js';
import { isParameter, isTensor, type TensorInstance } from './torch/tensor.js';

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

/** Listens to a run of `forward` and writes down who called whom, and which tensor went where. */
export function createFlowRecorder(tree: ModuleTree, modules: ReadonlyMap<string, ModelModule>): FlowRecorder {
  const nodes: OpenNode['node'][] = [];
  const edges: FlowEdge[] = [];
  const producers = new Map<TensorInstance, string>();
  const stack: OpenNode[] = [];
  const calls = new Map<string, { times: number; outputs: readonly TensorShape[] }>();
  const multiplyAdds = new Map<string, Count[]>();
  const add = (kind: FlowNode['kind'], name: string, rest: Partial<FlowNode>): OpenNode['node'] => {
    const top = stack.at(-1);
    if (top) top.hasInside = true;
    const node = { id: `n${nodes.length}`, kind, name, outputs: [], ...(top ? { parent: top.node.id } : {}), ...rest };
    if (nodes.length < MOST_NODES) nodes.push(node);
    return node;
  };
  const connect = (inputs: readonly TensorInstance[], to: string): void => {
    for (const tensor of inputs) {
      const from = producers.get(tensor);
      if (from !== undefined && from !== to) edges.push({ from, to, tensor: shapeOf(tensor.state) });
    }
  };
  const spend = (path: string, count: Count | undefined): void => {
    if (count) multiplyAdds.set(path, [...(multiplyAdds.get(path) ?? []), count]);
  };
  return {
    enterModule: (instance: Instance, inputs: readonly Value[], site: Site | undefined) => {
      const path = tree.pathOf.get(instance);
      const node = add('module', instance.cls.name, {
        ...(path === undefined ? {} : { path }),
        ...(site ? { place: placeOf(site.source, site) } : {}),
      });
      stack.push({ node, inputs: inputs.flatMap((input) => listTensors(input)), hasInside: false });
    },
    leaveModule: (instance: Instance, output: Value | undefined) => {
      const open = stack.pop();
      if (!open) return;
      const { node, inputs } = open;
      const results = output === undefined ? [] : listTensors(output);
      node.outputs = results.map(({ state }) => shapeOf(state));
      if (output === undefined) node.unknown = 'its forward does not come to an end';
      const { path } = node;
      if (path !== undefined) {
        calls.set(path, { times: (calls.get(path)?.times ?? 0) + 1, outputs: node.outputs });
        const module = modules.get(path);
        const isWhole = !open.hasInside && instance.cls.isNative;
        const shapes = inputs.map(({ state }) => shapeOf(state).shape);
        if (module && isWhole) {
          const outputs = node.outputs.map(({ shape }) => shape);
          spend(path, multiplyAddsOfLayer(module, shapes, outputs, instance.attributes.get('batch_first') === true));
        }
      }
      if (!open.hasInside) {
        connect(inputs, node.id);
        for (const tensor of results) producers.set(tensor, node.id);
        return;
      }
      const lost = results.filter((tensor) => !producers.has(tensor) && !isParameter(tensor));
      if (lost.length === 0) return;
      // Something in it was not followed: what comes out hangs on all that went in.
      const gap = add('operation', '?', {
        parent: node.id,
        outputs: lost.map(({ state }) => shapeOf(state)),
        unknown: 'not followed',
      });
      connect(inputs, gap.id);
      for (const tensor of lost) producers.set(tensor, gap.id);
    },
    operation: (name, inputs, outputs, site) => {
      const written = inputs.at(-1);
      if (name === 'inplace' && written) {
        // `x += y`: x is from now on what the sum gave.
        const from = producers.get(written);
        for (const tensor of outputs) if (from !== undefined) producers.set(tensor, from);
        return;
      }
      const reads = inputs.flatMap((tensor) => tree.tensorPathOf.get(tensor) ?? []);
      const node = add('operation', name, {
        outputs: outputs.map(({ state }) => shapeOf(state)),
        ...(reads.length > 0 ? { reads } : {}),
        ...(site ? { place: placeOf(site.source, site) } : {}),
      });
      connect(inputs, node.id);
      for (const tensor of outputs) producers.set(tensor, node.id);
      const owner = stack.findLast((open) => open.node.path !== undefined)?.node.path ?? '';
      const shapes = inputs.map(({ state }) => shapeOf(state).shape);
      spend(
        owner,
        multiplyAddsOfOperation(
          name,
          owner,
          shapes,
          node.outputs.map(({ shape }) => shape),
        ),
      );
    },
    addInput: (name, value) => {
      const tensors = listTensors(value);
      const node = add('input', name, { outputs: tensors.map(({ state }) => shapeOf(state)) });
      for (const tensor of tensors) producers.set(tensor, node.id);
    },
    addOutput: (value) => {
      for (const [name, tensor] of nameOutputs(value)) {
        const node = add('output', name, { outputs: [shapeOf(tensor.state)] });
        connect([tensor], node.id);
      }
    },
    flow: { nodes, edges, calls, multiplyAdds },
  };
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
