import { createNodeHost } from '../../src/host/node-host.js';
import { type ModelInput, type ModelModule, type TensorShape, walkModules } from '../../src/models/model.js';
import { readModel } from '../../src/workflows/model.js';
import type { Question } from './fixture-questions.js';

export type Shape = readonly (number | string)[] | null;

/** The same form as the answers of `oracle.py`; null for what is not known. */
export interface Description {
  readonly total: number;
  readonly trainable: number;
  readonly parameters: Readonly<Record<string, Shape>>;
  readonly buffers: Readonly<Record<string, Shape>>;
  /** By path of the leaf: of its last call. */
  readonly outputs: Readonly<Record<string, readonly Shape[]>>;
  readonly calls: Readonly<Record<string, number>>;
}

export interface Answer extends Description {
  readonly inputs: readonly ModelInput[];
  /** Why something of it is not exact. */
  readonly doubts: readonly string[];
}

export async function askTorchdock({ file, expression, inputs }: Question): Promise<Answer | string> {
  const result = await readModel(createNodeHost(), { target: `${file}:${expression}`, inputs });
  if (result.kind === 'list') return 'several models';
  if (result.kind === 'refused') return result.findings.map(({ message }) => message).join('; ');
  const { root, parameters, flow, unknown } = result.model;
  const modules = [...walkModules(root)];
  const named = (pick: 'parameters' | 'buffers'): Record<string, Shape> =>
    Object.fromEntries(
      modules.flatMap((module) =>
        module[pick]
          .filter(({ tiedTo }) => tiedTo === undefined)
          .map((tensor) => [nameIn(module, tensor.name), shapeOf(tensor)]),
      ),
    );
  const called = modules.filter(({ calls, sharedWith }) => calls !== undefined && sharedWith === undefined);
  return {
    total: parameters.total.value,
    trainable: parameters.trainable.value,
    parameters: named('parameters'),
    buffers: named('buffers'),
    outputs: Object.fromEntries(called.map(({ path, outputs }) => [path, (outputs ?? []).map(shapeOf)])),
    calls: Object.fromEntries(called.map(({ path, calls }) => [path, calls ?? 0])),
    inputs: flow?.inputs ?? [],
    doubts: unknown.map(({ path, reason, place }) => `${path}: ${reason} (line ${place?.line ?? '?'})`),
  };
}

function nameIn({ path }: ModelModule, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function shapeOf({ shape }: TensorShape): Shape {
  return shape ?? null;
}
