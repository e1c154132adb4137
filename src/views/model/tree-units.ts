import type { Model, ModelModule } from '../../models/model.js';
import type { Unit, UnitGraph } from './units.js';

/** Units of a model of which only the tree is known: all layers that hold something, in their order, without edges. */
export function treeUnits({ root }: Model): UnitGraph {
  return { units: root.children.flatMap(unitOf), edges: [] };
}

function unitOf(module: ModelModule): readonly Unit[] {
  const children = module.isLibrary && module.parameters.length > 0 ? [] : module.children.flatMap(unitOf);
  if (children.length === 0 && module.total.value === 0 && module.total.unknown.length === 0) return [];
  const id = module.path;
  const node = { id, kind: 'module', path: id, name: module.type, outputs: module.outputs ?? [] } as const;
  const leaves = children.length === 0 ? [id] : children.flatMap((child) => child.leaves);
  return [{ id, kind: children.length === 0 ? 'layer' : 'block', node, module, children, leaves, endings: [] }];
}
