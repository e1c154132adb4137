import { placeOf } from '../base/text.js';
import type { Interpreter } from '../python/interpreter.js';
import type { Instance, Value } from '../python/values/value.js';
import {
  addCounts,
  type Count,
  elementsOf,
  exactly,
  type FlowNode,
  type Model,
  type ModelFlow,
  type ModelInput,
  type ModelModule,
  type UnknownPart,
} from './model.js';
import { type ModuleTree, partOf, readModuleTree, shapeOf } from './module-tree.js';
import { createFlowRecorder, type RecordedFlow } from './record-flow.js';
import { type Listener, listTensors } from './torch/dataflow.js';
import { isDtypeName, sizeOfDtype } from './torch/tensor.js';

export interface GivenInput {
  /** The parameter of `forward` that it is for; by position when absent. */
  readonly name: string;
  readonly value: Value;
  readonly isInferred: boolean;
}

export interface BuildRequest {
  readonly interpreter: Interpreter;
  readonly listener: Listener;
  readonly instance: Instance;
  readonly name: string;
  /** Absent: `forward` is not followed, for this reason. */
  readonly inputs: readonly GivenInput[] | string;
}

/** What one run of `forward` came to. */
interface Followed {
  readonly flow: RecordedFlow;
  readonly failure: UnknownPart | undefined;
}

/**
 * An instance of `nn.Module` becomes a model: its tree is read before `forward` runs, so that what `forward` does not let us
 * see cannot make a count of parameters doubtful; lazy modules are read again after it.
 */
export function buildModel(request: BuildRequest): Model {
  const { instance, name, inputs } = request;
  const first = readModuleTree(instance);
  const followed = typeof inputs === 'string' ? undefined : follow(request, first, inputs);
  const tree = first.isLazy && followed ? readModuleTree(instance) : first;
  const loose = readLoose(request.interpreter);
  const called = withDoubt(followed ? withCalls(tree.root, followed.flow) : tree.root, loose);
  const { cls } = instance;
  const reason = typeof inputs === 'string' ? inputs : followed?.failure?.reason;
  const unknown = [...called.total.unknown, ...(followed?.failure ? [followed.failure] : [])];
  // What is not known of the model may cost something, too.
  const doubt: Count = { value: 0, unknown };
  const cost = called.multiplyAdds && addCounts([called.multiplyAdds, doubt]);
  const root: ModelModule = { ...called, ...(cost ? { multiplyAdds: cost } : {}) };
  return {
    name,
    origin: 'source',
    ...(cls.site ? { place: placeOf(cls.site.source, cls.site) } : {}),
    root,
    parameters: { total: root.total, trainable: root.trainable },
    weightBytes: addCounts([tree.weightBytes, loose]),
    tied: tree.tied,
    ...(followed && typeof inputs !== 'string' ? { flow: flowOf(followed.flow, inputs) } : {}),
    ...(reason === undefined ? {} : { whyNoFlow: reason }),
    ...assumedField(request.interpreter),
    unknown,
  };
}

function assumedField({ problems }: Interpreter): Pick<Model, 'assumed'> {
  const assumed = problems.filter(({ kind }) => kind === 'assumed').map((problem) => partOf(problem, ''));
  return assumed.length > 0 ? { assumed } : {};
}

function follow(
  { interpreter, listener, instance }: BuildRequest,
  tree: ModuleTree,
  inputs: readonly GivenInput[],
): Followed {
  const recorder = createFlowRecorder(tree);
  for (const { name, value } of inputs) recorder.addInput(name, value);
  listener.recorder = recorder;
  const outcome = interpreter.attempt((machine) =>
    machine.call(
      instance,
      inputs.map(({ value }) => value),
    ),
  );
  listener.recorder = undefined;
  if (outcome.kind === 'ended') return { flow: recorder.flow, failure: forwardPart(outcome.problem) };
  recorder.addOutput(outcome.value);
  const { value } = outcome;
  const isLost = typeof value === 'object' && value !== null && value.kind === 'unknown';
  return {
    flow: recorder.flow,
    failure: isLost ? forwardPart({ kind: 'undecided', reason: value.reason, site: value.site }) : undefined,
  };
}

function forwardPart(problem: Parameters<typeof partOf>[0]): UnknownPart {
  return partOf({ ...problem, reason: `forward: ${problem.reason}` }, '');
}

/** What was not known of functions outside of any class: any number may hang on it. */
function readLoose({ loose }: Interpreter): Count {
  return { value: 0, unknown: loose.slice(0, MOST_LOOSE).map((problem) => partOf(problem, '')) };
}

function withDoubt(root: ModelModule, doubt: Count): ModelModule {
  if (doubt.unknown.length === 0) return root;
  return { ...root, total: addCounts([root.total, doubt]), trainable: addCounts([root.trainable, doubt]) };
}

const MOST_LOOSE = 5;

/** The tree with what the calls gave and cost. */
function withCalls(module: ModelModule, flow: RecordedFlow): ModelModule {
  const children = module.children.map((child) => withCalls(child, flow));
  const own = flow.multiplyAdds.get(module.path) ?? [];
  const call = flow.calls.get(module.path);
  const shared = module.sharedWith === undefined ? undefined : flow.calls.get(module.sharedWith);
  const known = call ?? shared;
  const inner = children.flatMap(({ multiplyAdds }) => multiplyAdds ?? []);
  const total = addCounts([...own, ...inner]);
  return {
    ...module,
    children,
    ...(known ? { outputs: known.outputs, calls: known.times } : {}),
    ...(known || inner.length > 0 ? { multiplyAdds: total } : {}),
  };
}

/** Of a list of tensors: that of the first. */
function tensorShape(value: Value): ModelInput['tensor'] {
  const [first] = listTensors(value);
  return first ? shapeOf(first.state) : { shape: undefined };
}

function flowOf({ nodes, edges }: RecordedFlow, inputs: readonly GivenInput[]): ModelFlow {
  return {
    nodes,
    edges,
    inputs: inputs.map(
      ({ name, value, isInferred }): ModelInput => ({
        name,
        tensor: tensorShape(value),
        isInferred,
      }),
    ),
    activationBytes: activationBytes(nodes),
  };
}

/** Operations that give another look at memory that was there. */
const VIEWS =
  /^(?:view|reshape|permute|transpose|t|T|mT|flatten|unflatten|contiguous|getitem|__getitem__|select|narrow|chunk|split|unbind|unsqueeze|squeeze|expand|expand_as|detach|view_as|movedim|swapaxes)$|_$/;

/** Bytes of the results of all layers and operations, views aside, none freed: what training keeps at least. */
function activationBytes(nodes: readonly FlowNode[]): Count {
  const holders = new Set(nodes.flatMap(({ parent }) => parent ?? []));
  const counts: Count[] = [];
  for (const { id, kind, name, outputs } of nodes) {
    if (holders.has(id) || kind === 'input' || kind === 'output' || (kind === 'operation' && VIEWS.test(name)))
      continue;
    for (const { shape, dtype } of outputs) {
      const elements = elementsOf(shape);
      const size = dtype !== undefined && isDtypeName(dtype) ? sizeOfDtype(dtype) : undefined;
      if (elements !== undefined && size !== undefined) counts.push(exactly(elements * size));
      else counts.push({ value: 0, unknown: [{ path: '', reason: 'a shape is open', onlyAdds: true }] });
    }
  }
  return addCounts(counts);
}
