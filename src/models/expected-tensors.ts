import type { ExpectedTensor } from './files/compare-checkpoint.js';
import { type Dimension, type Model, type ModelModule, walkModules } from './model.js';

/** What `state_dict()` of a model would hold: its parameters and lasting buffers, under each path that they are known by. */
export function expectedTensors({ root }: Model): readonly ExpectedTensor[] {
  const modules = new Map([...walkModules(root)].map((module) => [module.path, module]));
  return listIn(root, '', modules, 0);
}

/** No model nests modules that deeply; one that holds itself ends here. */
const DEEPEST = 60;

function listIn(
  module: ModelModule,
  path: string,
  modules: ReadonlyMap<string, ModelModule>,
  depth: number,
): readonly ExpectedTensor[] {
  if (depth > DEEPEST) return [];
  // A module that stands in two places is written under both names.
  const source = (module.sharedWith === undefined ? undefined : modules.get(module.sharedWith)) ?? module;
  const join = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const own = [...source.parameters, ...source.buffers.filter(({ isPersistent }) => isPersistent !== false)];
  return [
    ...own.map(({ name, shape }) => ({ name: join(name), shape: shape?.map(sizeOf) })),
    ...source.children.flatMap((child) => listIn(child, join(child.name), modules, depth + 1)),
  ];
}

function sizeOf(size: Dimension): number | undefined {
  return typeof size === 'number' ? size : undefined;
}
