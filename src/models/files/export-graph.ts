import { at, listAt, pairsAt, textAt } from './archive.js';
import { dtypeOfExport } from './dtypes.js';
import { type FileGraph, type FileNode, type FileValue, MOST_NODES } from './file-graph.js';

/** The graph of a program of `torch.export` (torch `_export/serde/schema.py`), and the classes of the modules it went through. */
export function readExportGraph(program: unknown): {
  readonly graph: FileGraph;
  readonly moduleTypes: ReadonlyMap<string, string | undefined>;
} {
  const graph = at(program, 'graph_module', 'graph');
  const values = new Map<string, FileValue>();
  for (const [name, meta] of pairsAt(graph, 'tensor_values')) values.set(name, readValue(name, meta));
  const written = listAt(graph, 'nodes');
  const nodes = written.slice(0, MOST_NODES).map(readNode);
  const inputs = listAt(program, 'graph_module', 'signature', 'input_specs').flatMap((spec) =>
    namesIn(at(spec, 'user_input', 'arg')),
  );
  const outputs = listAt(program, 'graph_module', 'signature', 'output_specs').flatMap((spec) =>
    namesIn(at(spec, 'user_output', 'arg')),
  );
  const valueOf = (name: string): FileValue => values.get(name) ?? { name, dtype: 'unknown', shape: undefined };
  const moduleTypes = new Map(nodes.flatMap(({ scope }) => scope.map(({ path, type }) => [path, type] as const)));
  return {
    graph: {
      inputs: inputs.map(valueOf),
      outputs: outputs.map(valueOf),
      nodes,
      values,
      isComplete: written.length <= MOST_NODES,
    },
    moduleTypes,
  };
}

function readValue(name: string, meta: unknown): FileValue {
  return { name, dtype: dtypeOfExport(at(meta, 'dtype')), shape: readSizes(at(meta, 'sizes')) };
}

/** `[{as_int: 2}, {as_expr: {expr_str: 's0'}}]`; undefined when it is no list. */
export function readSizes(sizes: unknown): (number | string)[] | undefined {
  if (!Array.isArray(sizes) || sizes.length > 64) return undefined;
  return sizes.map((size) => {
    const fixed = at(size, 'as_int');
    if (typeof fixed === 'number') return fixed;
    // Newer ones write `Symbol('s77', positive=True, integer=True)`.
    return (textAt(size, 'as_expr', 'expr_str') ?? '?').replaceAll(/Symbol\('(\w+)'[^()]*\)/g, '$1').slice(0, 80);
  });
}

function readNode(node: unknown, index: number): FileNode {
  const outputs = listAt(node, 'outputs').flatMap(namesIn);
  return {
    name: textAt(node, 'name') ?? outputs[0] ?? `node ${index}`,
    operator: (textAt(node, 'target') ?? 'unknown').replace(/^torch\.ops\./, ''),
    inputs: listAt(node, 'inputs').flatMap((input) => namesIn(at(input, 'arg'))),
    outputs,
    scope: readScope(textAt(node, 'metadata', 'nn_module_stack') ?? ''),
  };
}

/** Names of the tensors of an argument: one, several, or several of which some are left out. */
function namesIn(argument: unknown): readonly string[] {
  const one = textAt(argument, 'as_tensor', 'name') ?? textAt(argument, 'as_optional_tensor', 'as_tensor', 'name');
  if (one !== undefined) return [one];
  const several = [...listAt(argument, 'as_tensors'), ...listAt(argument, 'as_optional_tensors')];
  return several.map((item) => textAt(item, 'name') ?? textAt(item, 'as_tensor', 'name') ?? '');
}

/** `L__self__,,__main__.Net;L__self___stem,stem,torch.nn.modules.conv.Conv2d`: key, path and class of each module. */
function readScope(stack: string): FileNode['scope'] {
  if (stack === '') return [];
  return stack
    .split(';')
    .slice(0, 64)
    .flatMap((entry) => {
      const [, path, type] = entry.split(',').map((part) => part.trim());
      if (path === undefined) return [];
      return [{ path: cleanPath(path), type: type?.replace(/^<class '(.*)'>$/, '$1') || undefined }];
    });
}

/** Before 2.4 the path was an expression: `L['self'].layer1[0]`. */
function cleanPath(path: string): string {
  return path
    .replace(/^L\['self'\]\.?|^L__self___?/, '')
    .replaceAll(/\[['"]?([^\]'"]+)['"]?\]/g, '.$1')
    .replaceAll('._modules.', '.')
    .replace(/^\./, '');
}
