import { writeJsonDocument } from '../../base/json-document.js';
import type { Place } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import { toFindingRecord } from '../../findings/render/json.js';
import {
  type Bound,
  boundOf,
  type Count,
  isExact,
  type Model,
  type ModelModule,
  type ModelParameter,
  type TensorShape,
  walkModules,
} from '../../models/model.js';

/**
 * The document `model/1`. A number is exact unless `isExact` beside it says no; then `bound` says whether it is a lower bound
 * (`at-least`) or may be more or less (`none`). `null` is not known.
 */
export function toModelDocument(model: Model, findings: readonly Finding[]): string {
  const { root, parameters, flow } = model;
  const { total, trainable } = parameters;
  return writeJsonDocument({
    schema: 'model/1',
    name: model.name,
    origin: model.origin,
    ...placeRecord(model.place),
    parameters: { total: total.value, trainable: trainable.value, isExact: isExact(total), bound: boundOf(total) },
    weightBytes: countRecord(model.weightBytes),
    multiplyAdds: root.multiplyAdds ? countRecord(root.multiplyAdds) : null,
    activationBytes: flow?.activationBytes ? countRecord(flow.activationBytes) : null,
    inputs: (flow?.inputs ?? []).map(({ name, tensor, isInferred }) => ({
      name,
      shape: tensor.shape ?? null,
      dtype: tensor.dtype ?? null,
      isInferred,
    })),
    output: outputOf(root.outputs),
    whyNoFlow: model.whyNoFlow ?? null,
    own: root.parameters.map(parameterRecord),
    modules: [...walkModules(root)].slice(1).map(moduleRecord),
    tied: model.tied.map(({ paths }) => paths),
    assumed: (model.assumed ?? []).map(({ reason, place }) => ({ reason, ...placeRecord(place) })),
    unknown: model.unknown.map(({ path, reason, place }) => ({ path, reason, ...placeRecord(place) })),
    findings: findings.map(toFindingRecord),
  });
}

function moduleRecord(module: ModelModule): object {
  const { path, type, total, trainable, outputs, multiplyAdds, calls, sharedWith, place } = module;
  return {
    path,
    type,
    parameters: total.value,
    trainable: trainable.value,
    isExact: isExact(total),
    bound: boundOf(total),
    output: outputOf(outputs),
    outputs: outputs ? outputs.map(({ shape }) => shape ?? null) : null,
    multiplyAdds: multiplyAdds ? multiplyAdds.value : null,
    calls: calls ?? null,
    ...(sharedWith === undefined ? {} : { sharedWith }),
    own: module.parameters.map(parameterRecord),
    ...placeRecord(place),
  };
}

function parameterRecord({ name, shape, dtype, isTrainable, tiedTo }: ModelParameter): object {
  return {
    name,
    shape: shape ?? null,
    dtype: dtype ?? null,
    isTrainable,
    ...(tiedTo === undefined ? {} : { tiedTo }),
  };
}

/** Shape of the first tensor. */
function outputOf(outputs: readonly TensorShape[] | undefined): readonly (number | string)[] | null {
  return outputs?.[0]?.shape ?? null;
}

function countRecord(count: Count): { readonly value: number; readonly isExact: boolean; readonly bound: Bound } {
  return { value: count.value, isExact: isExact(count), bound: boundOf(count) };
}

function placeRecord(place: Place | undefined): { readonly file?: string; readonly line?: number } {
  return place ? { file: place.file, line: place.line } : {};
}
