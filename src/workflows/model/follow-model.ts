import { buildModel, type GivenInput } from '../../models/build-model.js';
import type { Model } from '../../models/model.js';
import type { Listener } from '../../models/torch/dataflow.js';
import type { Interpreter } from '../../python/interpreter.js';
import type { Instance, Value } from '../../python/values/value.js';
import {
  type InputShape,
  inferInputs,
  makeInput,
  type RequiredInput,
  requiredInputs,
  usualDtype,
} from './make-inputs.js';

export interface FollowRequest {
  readonly interpreter: Interpreter;
  readonly listener: Listener;
  readonly name: string;
  /** Makes the model anew: a run of `forward` may change it. */
  readonly make: () => Instance | undefined;
  readonly first: Instance;
  /** What was asked for; none: inferred from the first layer. */
  readonly inputs: readonly InputShape[];
}

/** Shapes tried for a model that nobody gave an input for. */
const MOST_TRIES = 8;

/**
 * The model with its data flow: on the inputs that were given, else on an example that the first layer would take and that
 * the whole of `forward` goes through.
 */
export function followModel(request: FollowRequest): Model {
  const { interpreter, first, inputs } = request;
  const needed = requiredInputs(interpreter.machine, first);
  if (inputs.length > 0) {
    const usual = usualDtype(first);
    return build(
      request,
      first,
      nameShapes(
        inputs.map((input) => ({ ...input, dtype: input.dtype ?? usual })),
        needed,
      ),
      false,
    );
  }
  const candidates = needed?.length === 0 ? [] : inferInputs(first).slice(0, MOST_TRIES);
  if (candidates.length === 0) return buildModel({ ...request, instance: first, inputs: whyNone(needed) });
  let best: Model | undefined;
  for (const [at, candidate] of candidates.entries()) {
    const instance = at === 0 ? first : request.make();
    if (!instance) break;
    const shapes = Array.from({ length: needed?.length ?? 1 }, () => candidate);
    const model = build(request, instance, nameShapes(shapes, needed), true);
    if (model.whyNoFlow === undefined) return model;
    best ??= model;
    if (hangsOnData(model.whyNoFlow)) break;
  }
  const count = needed?.length ?? 1;
  const reason = `no example input goes through: ${best?.whyNoFlow ?? 'forward cannot be followed'}`;
  const inferred =
    count > 1
      ? `forward takes ${count} inputs (${needed?.map(({ name }) => name).join(', ')}); give each with --input`
      : reason;
  return buildModel({ ...request, instance: request.make() ?? first, inputs: inferred });
}

/** What hangs on the data, and not only on the shape, does so for the next shape too. */
function hangsOnData(reason: string): boolean {
  return reason.startsWith('forward: a loop that does not settle: ');
}

function whyNone(needed: readonly RequiredInput[] | undefined): string {
  return needed?.length === 0
    ? 'forward takes no input that must be given'
    : 'the first layer does not say what it takes; give it with --input';
}

interface NamedShape {
  readonly name: string;
  readonly isList: boolean;
  readonly shape: InputShape;
}

function nameShapes(shapes: readonly InputShape[], names: readonly RequiredInput[] | undefined): readonly NamedShape[] {
  return shapes.map((shape, at) => ({
    shape,
    isList: names?.[at]?.isList ?? false,
    name: names?.[at]?.name ?? (shapes.length === 1 ? 'input' : `input ${at + 1}`),
  }));
}

function build(request: FollowRequest, instance: Instance, shapes: readonly NamedShape[], isInferred: boolean): Model {
  const { interpreter } = request;
  // As it is used once it is trained: heads that only training needs, and drop-outs, are not asked.
  interpreter.attempt((machine) => machine.callMethod(instance, 'eval'));
  const inputs: GivenInput[] = [];
  for (const { name, shape, isList } of shapes) {
    const outcome = interpreter.attempt((machine): Value => makeInput(machine, shape, isList));
    if (outcome.kind === 'ended') return buildModel({ ...request, instance, inputs: outcome.problem.reason });
    inputs.push({ name, value: outcome.value, isInferred });
  }
  return buildModel({ ...request, instance, inputs });
}
