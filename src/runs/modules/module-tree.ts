/** A module of a model as its source says it; children in the order in which they are registered. */
export interface ModuleTree {
  /** Dotted, from the model: `layer1.0.conv1`; '' is the model itself. */
  readonly path: string;
  /** Class, with or without its package. */
  readonly type: string;
  readonly children: readonly ModuleTree[];
}

export interface ListedModule {
  readonly path: string;
  readonly type: string;
}

/**
 * The tree of modules that are listed by their paths, parents before children and in the order of registration, as `model/1`
 * lists them; the model itself has class `type`.
 */
export function treeOfModules(type: string, modules: readonly ListedModule[]): ModuleTree {
  const root: GrowingTree = { path: '', type, children: [] };
  const nodes = new Map([['', root]]);
  for (const module of modules) {
    if (nodes.has(module.path)) continue;
    const node: GrowingTree = { path: module.path, type: module.type, children: [] };
    nodes.set(module.path, node);
    findOuter(nodes, module.path, root).children.push(node);
  }
  return root;
}

interface GrowingTree extends ModuleTree {
  readonly children: GrowingTree[];
}

function findOuter(nodes: ReadonlyMap<string, GrowingTree>, path: string, root: GrowingTree): GrowingTree {
  for (let dot = path.lastIndexOf('.'); dot >= 0; dot = path.lastIndexOf('.', dot - 1)) {
    const outer = nodes.get(path.slice(0, dot));
    if (outer !== undefined || dot === 0) return outer ?? root;
  }
  return root;
}
