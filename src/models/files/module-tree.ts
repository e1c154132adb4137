import type { FileModule, ModelTensor } from './model-file.js';

interface OpenModule {
  readonly path: string;
  readonly name: string;
  readonly tensors: string[];
  readonly children: Map<string, OpenModule>;
  parameters: number;
}

/** Deeper paths stay in one piece, so that whoever walks the tree may recurse. */
const DEEPEST = 64;

/** The modules that the names of tensors tell: `layer1.0.conv1.weight` is in `layer1`, `layer1.0` and `layer1.0.conv1`. */
export function makeModuleTree(
  tensors: readonly ModelTensor[],
  types: ReadonlyMap<string, string | undefined>,
): FileModule {
  const root = createModule('', '');
  for (const path of types.keys()) if (path !== '') openPath(root, path.split('.'));
  for (const tensor of tensors) {
    if (tensor.role === 'optimizer' || tensor.role === 'average' || tensor.role === 'constant') continue;
    const parts = tensor.name.split('.');
    const way = openPath(root, parts.slice(0, -1));
    way.at(-1)?.tensors.push(tensor.name);
    if (tensor.role === 'parameter') for (const module of way) module.parameters += tensor.elements;
  }
  return finish(root, types);
}

function createModule(path: string, name: string): OpenModule {
  return { path, name, tensors: [], children: new Map(), parameters: 0 };
}

/** The module and all above it, the root first. */
function openPath(root: OpenModule, parts: readonly string[]): OpenModule[] {
  const way = [root];
  const kept = parts.length <= DEEPEST ? parts : [...parts.slice(0, DEEPEST - 1), parts.slice(DEEPEST - 1).join('.')];
  let module = root;
  for (const name of kept) {
    const child = module.children.get(name) ?? createModule(module.path === '' ? name : `${module.path}.${name}`, name);
    module.children.set(name, child);
    module = child;
    way.push(module);
  }
  return way;
}

function finish(module: OpenModule, types: ReadonlyMap<string, string | undefined>): FileModule {
  const { path, name, tensors, parameters, children } = module;
  return {
    path,
    name,
    type: types.get(path),
    tensors,
    parameters,
    children: [...children.values()].map((child) => finish(child, types)),
  };
}
