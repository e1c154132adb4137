import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Execute, type Frame, NORMAL } from '../run/runtime.js';
import { isKind } from '../values/make.js';
import type { Class, Value } from '../values/value.js';
import { compileArguments } from './call.js';
import type { Context } from './context.js';
import { compileDecorators } from './decorators.js';
import { documentationOf } from './function.js';
import { compileBind } from './names.js';
import { collectNames, type Scope } from './scope.js';

type ClassNode = Extract<PythonStatement, { nodeType: 'ClassDef' }>;

export function compileClass(context: Context, node: ClassNode): Execute {
  const { runtime, compiler } = context;
  const scope = createClassScope(context, node);
  const body = compiler.block({ ...context, scope }, node.body);
  const collect = compileArguments(context, node.bases, node.keywords);
  const decorate = compileDecorators(context, node.decorator_list);
  const bind = compileBind(context, node.name);
  const documentation = documentationOf(node.body);
  const isInClass = context.scope.kind === 'class';
  return (frame) => {
    const made = decorate(frame, () => {
      const { values, keywords, unknown } = collect(frame);
      const owner: { cls: Class | undefined } = { cls: undefined };
      const namespace = new Map<string, Value>([
        ['__module__', frame.module.name],
        ['__qualname__', qualify(frame, node.name, isInClass)],
      ]);
      if (documentation !== undefined) namespace.set('__doc__', documentation);
      runBody(context, frame, namespace, owner, body);
      frame.at = node;
      const bases = unknown ? [...values, unknown] : values;
      const cls = runtime.makeClass(node.name, bases, namespace, keywords ?? new Map());
      if (isKind(cls, 'class')) owner.cls = cls;
      return cls;
    });
    bind(frame, made);
    return NORMAL;
  };
}

function createClassScope(context: Context, node: ClassNode): Scope {
  const { globals } = collectNames(node.body, false);
  return { kind: 'class', parent: context.scope, slots: new Map(), globals };
}

function qualify(frame: Frame, name: string, isInClass: boolean): string {
  if (isInClass) return `${String(frame.namespace.get('__qualname__') ?? '')}.${name}`;
  return frame.callee ? `${frame.callee.qualifiedName}.<locals>.${name}` : name;
}

function runBody(
  { runtime }: Context,
  frame: Frame,
  namespace: Map<string, Value>,
  owner: { cls: Class | undefined },
  body: Execute,
): void {
  const inner: Frame = { ...frame, namespace, owner, caller: frame, pending: undefined, isGenerator: false };
  runtime.frame = inner;
  try {
    body(inner);
  } finally {
    runtime.frame = frame;
  }
}
