import { spanOfNode } from '../../syntax/python/node-span.js';
import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Execute, type Frame, NORMAL, type Runtime } from '../run/runtime.js';
import { findStarSource } from '../run/star-sources.js';
import type { Value } from '../values/value.js';
import type { Context } from './context.js';

type If = Extract<PythonStatement, { nodeType: 'If' }>;
type From = Extract<PythonStatement, { nodeType: 'ImportFrom' }>;

/**
 * A package that loads its parts when they are asked for:
 *
 *     if TYPE_CHECKING:
 *         from .part import Name
 *     else:
 *         sys.modules[__name__] = SomeLazyModule(...)
 *
 * What is told to those who check types is what the object in its place gives, so that is looked up, one name at a time.
 */
export function compileLazyPackage(context: Context, node: If): Execute | undefined {
  if (context.scope.kind !== 'module' || !asksForTypes(node.test) || node.orelse.length === 0) return undefined;
  const first = spanOfNode(context.source, node.orelse[0] ?? node);
  const last = spanOfNode(context.source, node.orelse.at(-1) ?? node);
  if (!/\bsys\.modules\[__name__\] *=/.test(context.source.text.slice(first.start, last.end))) return undefined;
  const imports = node.body.flatMap(listImports);
  return (frame) => {
    frame.module.lookup = lazyLookup(context.runtime, frame, imports);
    return NORMAL;
  };
}

function asksForTypes(test: PythonExpression): boolean {
  if (test.nodeType === 'Name') return test.id === 'TYPE_CHECKING';
  if (test.nodeType === 'Attribute') return test.attr === 'TYPE_CHECKING';
  return test.nodeType === 'BoolOp' && test.op.nodeType === 'Or' && test.values.some(asksForTypes);
}

/** Also those that hang on what is installed. */
function listImports(statement: PythonStatement): readonly From[] {
  switch (statement.nodeType) {
    case 'ImportFrom':
      return [statement];
    case 'If':
      return [...statement.body, ...statement.orelse].flatMap(listImports);
    case 'Try':
      return [...statement.body, ...statement.orelse].flatMap(listImports);
    default:
      return [];
  }
}

function lazyLookup(runtime: Runtime, frame: Frame, imports: readonly From[]): (name: string) => Value | undefined {
  const asked = new Set<string>();
  const find = (name: string): Value | undefined => {
    const named = imports.findLast((item) => item.names.some(({ name: own, asname }) => (asname ?? own) === name));
    if (named) {
      const own = named.names.find((item) => (item.asname ?? item.name) === name)?.name ?? name;
      return runtime.importMember(runtime.importFrom(frame, named.level ?? 0, named.module), own);
    }
    const stars = imports.filter((item) => item.names[0]?.name === '*' && item.level === 1 && item.module);
    const parts = stars.map(({ module }) => `${frame.module.name}.${module ?? ''}`);
    const holder = findStarSource(runtime, parts, name);
    return holder === undefined ? undefined : runtime.importMember(runtime.importModule(holder), name);
  };
  return (name) => {
    if (name.startsWith('__') || asked.has(name)) return undefined;
    asked.add(name);
    try {
      return find(name);
    } finally {
      asked.delete(name);
    }
  };
}
