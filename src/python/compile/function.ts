import { spanOfNode } from '../../syntax/python/node-span.js';
import { bodyOf, textOfBody } from '../../syntax/python/parse-python.js';
import type {
  PythonExpression,
  PythonFunctionDefinition,
  PythonParameters,
  PythonStatement,
} from '../../syntax/python/python-syntax.js';
import { COSTS } from '../run/costs.js';
import {
  type Code,
  type CompiledFunction,
  type Evaluate,
  type Execute,
  type ExecuteSuspended,
  type Frame,
  RETURN,
  Unsupported,
} from '../run/runtime.js';
import { createSignature, type Parameter } from '../signature.js';
import { makeTextDict } from '../values/make.js';
import type { Value } from '../values/value.js';
import type { Context } from './context.js';
import { collectNames, hasYield, keepScope, type Scope } from './scope.js';

type FunctionNode = PythonFunctionDefinition | Extract<PythonStatement, { nodeType: 'AsyncFunctionDef' }>;
type LambdaNode = Extract<PythonExpression, { nodeType: 'Lambda' }>;

/** `def`: the function, its decorators not yet applied. */
export function compileFunction(context: Context, node: FunctionNode): Evaluate {
  const code = createCode(context, node, node.name, () => readBody(node));
  const annotations = compileAnnotations(context, node);
  return compileClosure(context, node, code, annotations);
}

export function compileLambda(context: Context, node: LambdaNode): Evaluate {
  const body: PythonStatement[] = [{ ...node.body, nodeType: 'Return', value: node.body } as PythonStatement];
  return compileClosure(
    context,
    node,
    createCode(context, node, '<lambda>', () => body),
    undefined,
  );
}

function createCode(
  context: Context,
  node: FunctionNode | LambdaNode,
  name: string,
  body: () => readonly PythonStatement[],
): Code {
  const signature = createSignature(listParameters(node.args));
  const mayYield = (textOfBody(node) ?? context.source.text).includes('yield');
  const isGenerator = mayYield && hasYield(body());
  let inner: Context | undefined;
  let plain: Execute | undefined;
  let suspended: ExecuteSuspended | undefined;
  const enter = (): Context => {
    inner ??= { ...context, scope: createFunctionScope(context, signature.parameters, body()) };
    return inner;
  };
  const code: Code = {
    name,
    signature,
    source: context.source,
    node,
    isGenerator,
    isAsync: node.nodeType === 'AsyncFunctionDef',
    slotCount: () => enter().scope.slots.size,
    body: () => {
      plain ??= node.nodeType === 'Lambda' ? compileOnlyReturn(enter(), node) : context.compiler.block(enter(), body());
      return plain;
    },
    suspendedBody: () => {
      suspended ??= context.compiler.suspended(enter(), body());
      return suspended;
    },
  };
  keepScope(code, () => enter().scope);
  return code;
}

function readBody(node: FunctionNode): readonly PythonStatement[] {
  const body = bodyOf(node);
  if (!body) throw new Unsupported(`the body of ${node.name} cannot be parsed`);
  return body;
}

function compileOnlyReturn(context: Context, node: LambdaNode): Execute {
  const value = context.compiler.expression(context, node.body);
  return (frame) => {
    frame.returned = value(frame);
    return RETURN;
  };
}

function listParameters(args: PythonParameters): Parameter[] {
  const parameters: Parameter[] = [];
  for (const { arg } of args.posonlyargs) parameters.push({ name: arg, kind: 'positional-only', fallback: undefined });
  for (const { arg } of args.args) parameters.push({ name: arg, kind: 'positional', fallback: undefined });
  if (args.vararg) parameters.push({ name: args.vararg.arg, kind: 'rest', fallback: undefined });
  for (const { arg } of args.kwonlyargs) parameters.push({ name: arg, kind: 'keyword', fallback: undefined });
  if (args.kwarg) parameters.push({ name: args.kwarg.arg, kind: 'keywords', fallback: undefined });
  return parameters;
}

function createFunctionScope(
  context: Context,
  parameters: readonly Parameter[],
  body: readonly PythonStatement[],
): Scope {
  const { bound, globals } = collectNames(body, context.source.text.includes(':='));
  const slots = new Map<string, number>(parameters.map(({ name }, at) => [name, at]));
  for (const name of bound) if (!slots.has(name)) slots.set(name, slots.size);
  return { kind: 'function', parent: context.scope, slots, globals };
}

/** Evaluates the defaults and closes over the variables. */
function compileClosure(
  context: Context,
  node: FunctionNode | LambdaNode,
  code: Code,
  annotations: Evaluate | undefined,
): Evaluate {
  const defaults = compileDefaults(context, node.args, code);
  const documentation = readDocumentation(node);
  const isInClass = context.scope.kind === 'class';
  const site = { source: context.source, ...spanOfNode(context.source, node) };
  return (frame) => {
    context.runtime.spend(COSTS.function);
    const made: CompiledFunction = {
      kind: 'function',
      name: code.name,
      qualifiedName: qualify(frame, code.name, isInClass),
      code,
      env: context.scope.kind === 'module' ? undefined : frame.env,
      defaults: defaults(frame),
      owner: frame.owner,
      module: frame.module,
      attributes: new Map(),
      site,
    };
    if (documentation !== undefined) made.attributes.set('__doc__', documentation);
    if (annotations) made.attributes.set('__annotations__', annotations(frame));
    return made;
  };
}

function qualify(frame: Frame, name: string, isInClass: boolean): string {
  if (isInClass) return `${String(frame.namespace.get('__qualname__') ?? '')}.${name}`;
  return frame.callee ? `${frame.callee.qualifiedName}.<locals>.${name}` : name;
}

function compileDefaults(
  context: Context,
  args: PythonParameters,
  code: Code,
): (frame: Frame) => readonly (Value | undefined)[] {
  const { compiler } = context;
  const { parameters, positionals } = code.signature;
  const compiled: (Evaluate | undefined)[] = new Array(parameters.length).fill(undefined);
  const first = positionals - args.defaults.length;
  for (const [at, item] of args.defaults.entries()) compiled[first + at] = compiler.expression(context, item);
  const start = parameters.findIndex(({ kind }) => kind === 'keyword');
  for (const [at, item] of args.kw_defaults.entries()) {
    if (item && start >= 0) compiled[start + at] = compiler.expression(context, item);
  }
  if (compiled.every((item) => item === undefined)) {
    const none: readonly undefined[] = compiled as undefined[];
    return () => none;
  }
  return (frame) => compiled.map((item) => item?.(frame));
}

function readDocumentation(node: FunctionNode | LambdaNode): string | undefined {
  if (node.nodeType === 'Lambda') return undefined;
  return documentationOf(node.body);
}

export function documentationOf(body: readonly PythonStatement[]): string | undefined {
  const [first] = body;
  if (first?.nodeType !== 'Expr' || first.value.nodeType !== 'Constant') return undefined;
  return first.value.quote_style !== undefined && typeof first.value.value === 'string' ? first.value.value : undefined;
}

/** `__annotations__`, which singledispatch and dataclass-like libraries read; each is evaluated when asked for, and may fail. */
function compileAnnotations(context: Context, node: FunctionNode): Evaluate | undefined {
  const { args } = node;
  const all = [...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg];
  const annotated = all.filter((item) => item?.annotation !== undefined);
  if (annotated.length === 0 && !node.returns) return undefined;
  const names = annotated.map((item) => item?.arg ?? '');
  return () =>
    makeTextDict(
      [...names, ...(node.returns ? ['return'] : [])].map((name) => [name, context.runtime.unknown('an annotation')]),
    );
}
