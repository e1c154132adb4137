import { spanOfNode } from '../../syntax/python/node-span.js';
import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import {
  BREAK,
  CONTINUE,
  type Completion,
  type Execute,
  type Frame,
  NORMAL,
  RETURN,
  Unsupported,
} from '../run/runtime.js';
import { isKind, isUnknown, makeDict } from '../values/make.js';
import type { Value } from '../values/value.js';
import { compileClass } from './class.js';
import type { Context } from './context.js';
import { compileDecorators } from './decorators.js';
import { compileFunction } from './function.js';
import { compileImport, compileImportFrom } from './import.js';
import { compileLazyPackage } from './lazy-package.js';
import { compileFor, compileIf, compileWhile } from './loops.js';
import { compileMatch } from './match.js';
import { compileBind } from './names.js';
import { BINARY } from './operators.js';
import { recover } from './recover.js';
import { siteOfNode } from './site.js';
import { compileDelete } from './target.js';
import { compileRaise, compileTry } from './try.js';
import { compileWatchedAssign, compileWatchedStore } from './watched.js';
import { compileWith } from './with.js';

type Kind = PythonStatement['nodeType'];
type Node<K extends Kind> = Extract<PythonStatement, { nodeType: K }>;
type Handlers = { [K in Kind]: (context: Context, node: Node<K>) => Execute };

const nothing = (): Execute => () => NORMAL;

const HANDLERS: Handlers = {
  Expr: compileExpressionStatement,
  Assign: compileAssign,
  AugAssign: compileAugmented,
  AnnAssign: compileAnnotated,
  Return: compileReturn,
  If: (context, node) => compileLazyPackage(context, node) ?? compileIf(context, node),
  For: compileFor,
  While: compileWhile,
  FunctionDef: compileDefinition,
  AsyncFunctionDef: compileDefinition,
  ClassDef: compileClass,
  Import: compileImport,
  ImportFrom: compileImportFrom,
  Try: compileTry,
  With: compileWith,
  Raise: compileRaise,
  Match: compileMatch,
  Assert: compileAssert,
  Delete: compileDeleteStatement,
  Pass: nothing,
  Global: nothing,
  Nonlocal: nothing,
  Comment: nothing,
  Break: () => () => BREAK,
  Continue: () => () => CONTINUE,
  TypeAlias: compileTypeAlias,
  TryStar: refuse('except*'),
  AsyncFor: refuse('async for'),
  AsyncWith: refuse('async with'),
};

function refuse(what: string): () => Execute {
  return () => () => {
    throw new Unsupported(`${what} is not understood`);
  };
}

export function compileStatement(context: Context, node: PythonStatement): Execute {
  const handler = HANDLERS[node.nodeType] as ((context: Context, node: PythonStatement) => Execute) | undefined;
  return (handler ?? refuse(String(node.nodeType)))(context, node);
}

/** Statements in their order; compiled when first run, as many blocks never are. */
export function compileBlock(context: Context, body: readonly PythonStatement[]): Execute {
  const { runtime } = context;
  let parts: (Execute | undefined)[] | undefined;
  return (frame) => {
    parts ??= new Array(body.length).fill(undefined);
    let at = 0;
    for (;;) {
      try {
        while (at < parts.length) {
          const node = body[at];
          if (!node) return NORMAL;
          frame.at = node;
          const part = (parts[at] ??= compileStatement(context, node));
          runtime.spend(1);
          const completion = part(frame);
          if (completion !== NORMAL) return completion;
          at += 1;
        }
        return NORMAL;
      } catch (error) {
        const node = body[at];
        if (node) recover(context, frame, node, error);
        at += 1;
      }
    }
  };
}

function compileExpressionStatement(context: Context, node: Node<'Expr'>): Execute {
  const value = context.compiler.expression(context, node.value);
  return (frame) => {
    value(frame);
    return NORMAL;
  };
}

function compileAssign(context: Context, node: Node<'Assign'>): Execute {
  const { watcher } = context.runtime;
  const run = compilePlainAssign(context, node);
  if (!watcher) return run;
  const names = node.targets.flatMap((target) => (target.nodeType === 'Name' ? [target.id] : []));
  const [target] = node.targets;
  if (names.length === 0 && target) return compileWatchedStore(context, target, node.value, watcher) ?? run;
  return names.length === 0
    ? run
    : compileWatchedAssign(context, names, run, watcher, node.value.nodeType === 'Constant');
}

function compilePlainAssign(context: Context, node: Node<'Assign'>): Execute {
  const value = context.compiler.expression(context, node.value);
  const targets = node.targets.map((target) => context.compiler.target(context, target));
  const [only] = targets;
  if (targets.length === 1 && only) {
    return (frame) => {
      only(frame, value(frame));
      return NORMAL;
    };
  }
  return (frame) => {
    const result = value(frame);
    for (const target of targets) target(frame, result);
    return NORMAL;
  };
}

function compileAugmented(context: Context, node: Node<'AugAssign'>): Execute {
  const { runtime, compiler } = context;
  const operator = BINARY[node.op.nodeType] ?? '+';
  const value = compiler.expression(context, node.value);
  const { target } = node;
  if (target.nodeType === 'Attribute') {
    const object = compiler.expression(context, target.value);
    return (frame) => {
      const owner = object(frame);
      const old = runtime.getAttribute(owner, target.attr);
      runtime.setAttribute(owner, target.attr, runtime.inplace(operator, old, value(frame)));
      return NORMAL;
    };
  }
  if (target.nodeType === 'Subscript') {
    const object = compiler.expression(context, target.value);
    const key = compiler.expression(context, target.slice);
    const { watcher } = runtime;
    const sites = watcher && { target: siteOfNode(context, target), whole: siteOfNode(context, node) };
    return (frame) => {
      const owner = object(frame);
      const at = key(frame);
      const old = runtime.getItem(owner, at);
      const changed = runtime.inplace(operator, old, value(frame));
      frame.at = target;
      // As `compileWatchedStore` hears of `group['lr'] = …`.
      if (sites && (isUnknown(owner) || isKind(owner, 'external')))
        watcher?.stored(owner, at, changed, sites.target, sites.whole);
      runtime.setItem(owner, at, changed);
      return NORMAL;
    };
  }
  const read = compiler.expression(context, target);
  const bind = compiler.target(context, target);
  return (frame) => {
    const old = read(frame);
    bind(frame, runtime.inplace(operator, old, value(frame)));
    return NORMAL;
  };
}

function compileAnnotated(context: Context, node: Node<'AnnAssign'>): Execute {
  const { compiler, scope } = context;
  const value = node.value ? compiler.expression(context, node.value) : undefined;
  const bind = value ? compiler.target(context, node.target) : undefined;
  const name = node.target.nodeType === 'Name' ? node.target.id : undefined;
  const annotation = compiler.expression(context, node.annotation);
  const isKept = scope.kind === 'class' && name !== undefined;
  return (frame) => {
    if (isKept) annotate(frame, name, annotation, textOf(context, node.annotation));
    if (value && bind) bind(frame, value(frame));
    return NORMAL;
  };
}

/** Dataclasses and named tuples are made of the annotations of a class body; a name that is not there yet is no error for them. */
function annotate(frame: Frame, name: string, annotation: (frame: Frame) => Value, text: string): void {
  const kept = frame.namespace.get('__annotations__');
  const dict = isKind(kept, 'dict') ? kept : makeDict();
  frame.namespace.set('__annotations__', dict);
  let value: Value;
  try {
    value = annotation(frame);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'error' in error) && !(error instanceof Unsupported))
      throw error;
    value = text;
  }
  const isOpen = isKind(value, 'unknown') || isKind(value, 'external');
  dict.entries.set(name, [name, isOpen ? text : value]);
}

function textOf({ source }: Context, node: Node<'AnnAssign'>['annotation']): string {
  const { start, end } = spanOfNode(source, node);
  return source.text.slice(start, end);
}

function compileReturn(context: Context, node: Node<'Return'>): Execute {
  const value = node.value ? context.compiler.expression(context, node.value) : undefined;
  return (frame) => {
    frame.returned = value ? value(frame) : null;
    return RETURN;
  };
}

function compileDefinition(context: Context, node: Node<'FunctionDef'> | Node<'AsyncFunctionDef'>): Execute {
  const make = compileFunction(context, node);
  const decorate = compileDecorators(context, node.decorator_list);
  const bind = compileBind(context, node.name);
  return (frame): Completion => {
    bind(
      frame,
      decorate(frame, () => make(frame)),
    );
    return NORMAL;
  };
}

function compileAssert(context: Context, node: Node<'Assert'>): Execute {
  const { runtime, compiler } = context;
  const test = compiler.expression(context, node.test);
  const message = node.msg ? compiler.expression(context, node.msg) : undefined;
  return (frame) => {
    if (runtime.truth(test(frame)) !== false) return NORMAL;
    const text = message ? runtime.text(message(frame)) : '';
    return runtime.raise('AssertionError', typeof text === 'string' ? text : text.reason);
  };
}

function compileDeleteStatement(context: Context, node: Node<'Delete'>): Execute {
  const parts = node.targets.map((target) => compileDelete(context, target));
  return (frame) => {
    for (const part of parts) part(frame);
    return NORMAL;
  };
}

function compileTypeAlias(context: Context, node: Node<'TypeAlias'>): Execute {
  const bind = context.compiler.target(context, node.name);
  return (frame) => {
    bind(frame, context.runtime.unknown('a type alias'));
    return NORMAL;
  };
}
