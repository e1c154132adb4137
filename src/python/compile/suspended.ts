import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';
import {
  BREAK,
  type Completion,
  type ExecuteSuspended,
  type Frame,
  NORMAL,
  Raised,
  RETURN,
  Unsupported,
} from '../run/runtime.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Instance, PythonIterator, Unknown, Value } from '../values/value.js';
import type { Context } from './context.js';
import { recover } from './recover.js';
import { hasYield } from './scope.js';
import { compileStatement } from './statement.js';
import { compileHandlers, findHandler, type Handler } from './try.js';
import { compileItems, enter, leave, type ManagedItem } from './with.js';

type Node<K extends PythonStatement['nodeType']> = Extract<PythonStatement, { nodeType: K }>;
type Suspended = Generator<Value, Completion, Value>;

/**
 * The second way in which statements are compiled: those of a function with `yield` become JavaScript generators, so that they wait
 * where Python's wait. Statements without a `yield` inside are compiled the usual way.
 */
export function compileSuspended(context: Context, body: readonly PythonStatement[]): ExecuteSuspended {
  let parts: ExecuteSuspended[] | undefined;
  return function* run(frame): Suspended {
    parts ??= body.map((node) => compileNode(context, node));
    for (const [at, part] of parts.entries()) {
      const node = body[at];
      if (!node) break;
      try {
        frame.at = node;
        context.runtime.spend(1);
        const completion = yield* part(frame);
        if (completion !== NORMAL) return completion;
      } catch (error) {
        recover(context, frame, node, error);
      }
    }
    return NORMAL;
  };
}

function compileNode(context: Context, node: PythonStatement): ExecuteSuspended {
  if (!hasYield(node)) {
    const execute = compileStatement(context, node);
    // oxlint-disable-next-line require-yield -- a statement without yield among those that may have one
    return function* plain(frame): Suspended {
      return execute(frame);
    };
  }
  switch (node.nodeType) {
    case 'If':
      return suspendIf(context, node);
    case 'For':
      return suspendFor(context, node);
    case 'While':
      return suspendWhile(context, node);
    case 'Try':
      return suspendTry(context, node);
    case 'With':
      return suspendWith(context, node);
    case 'Match':
      // oxlint-disable-next-line require-yield -- it ends before it could
      return function* refuse(): Suspended {
        throw new Unsupported('yield inside of match is not understood');
      };
    default:
      return suspendLeaf(context, node);
  }
}

/** It is not known how the generator goes on: it ends here, and its iterator says so. What it would do further is lost. */
function endUnknown({ runtime }: Context, frame: Frame, reason: Unknown): Completion {
  frame.rest = reason;
  runtime.report('undecided', reason.reason);
  return RETURN;
}

function suspendIf(context: Context, node: Node<'If'>): ExecuteSuspended {
  const test = context.compiler.expression(context, node.test);
  const yes = compileSuspended(context, node.body);
  const no = compileSuspended(context, node.orelse);
  return function* run(frame): Suspended {
    const truth = context.runtime.truth(test(frame));
    if (isUnknown(truth)) return endUnknown(context, frame, truth);
    return yield* (truth ? yes : no)(frame);
  };
}

function suspendFor(context: Context, node: Node<'For'>): ExecuteSuspended {
  const { runtime, compiler } = context;
  const items = compiler.expression(context, node.iter);
  const bind = compiler.target(context, node.target);
  const body = compileSuspended(context, node.body);
  const otherwise = compileSuspended(context, node.orelse);
  return function* run(frame): Suspended {
    const iterator = runtime.iterate(items(frame));
    if (isUnknown(iterator)) return endUnknown(context, frame, iterator);
    for (;;) {
      const item = iterator.next();
      if (item === undefined) break;
      bind(frame, item);
      const completion = yield* body(frame);
      if (completion === BREAK) return NORMAL;
      if (completion === RETURN) return completion;
      runtime.spend(1);
    }
    if (iterator.rest) return endUnknown(context, frame, iterator.rest);
    return yield* otherwise(frame);
  };
}

function suspendWhile(context: Context, node: Node<'While'>): ExecuteSuspended {
  const { runtime, compiler } = context;
  const test = compiler.expression(context, node.test);
  const body = compileSuspended(context, node.body);
  const otherwise = compileSuspended(context, node.orelse);
  return function* run(frame): Suspended {
    for (;;) {
      const truth = runtime.truth(test(frame));
      if (isUnknown(truth)) return endUnknown(context, frame, truth);
      if (!truth) return yield* otherwise(frame);
      const completion = yield* body(frame);
      if (completion === BREAK) return NORMAL;
      if (completion === RETURN) return completion;
      runtime.spend(1);
    }
  };
}

function suspendTry(context: Context, node: Node<'Try'>): ExecuteSuspended {
  const body = compileSuspended(context, node.body);
  const handlers = compileHandlers(context, node);
  const bodies = new Map(
    handlers.map((handler, at) => [handler, compileSuspended(context, node.handlers[at]?.body ?? [])]),
  );
  const otherwise = compileSuspended(context, node.orelse);
  const final = compileSuspended(context, node.finalbody);
  function* guarded(frame: Frame): Suspended {
    let completion: Completion;
    try {
      completion = yield* body(frame);
    } catch (error) {
      context.runtime.frame = frame;
      const handler = error instanceof Raised ? findHandler(context.runtime, frame, handlers, error.error) : undefined;
      if (!handler || !(error instanceof Raised)) throw error;
      return yield* handle(context, frame, handler, bodies.get(handler), error.error);
    }
    return completion === NORMAL ? yield* otherwise(frame) : completion;
  }
  return function* run(frame): Suspended {
    let completion: Completion = NORMAL;
    try {
      completion = yield* guarded(frame);
    } catch (error) {
      if (error instanceof Raised && (yield* final(frame)) !== NORMAL) return completion;
      throw error;
    }
    const last = yield* final(frame);
    return last === NORMAL ? completion : last;
  };
}

function* handle(
  { runtime }: Context,
  frame: Frame,
  handler: Handler,
  body: ExecuteSuspended | undefined,
  error: Instance,
): Suspended {
  runtime.handled.push(error);
  handler.bind?.(frame, error);
  try {
    return body ? yield* body(frame) : NORMAL;
  } finally {
    const at = runtime.handled.lastIndexOf(error);
    if (at >= 0) runtime.handled.splice(at, 1);
  }
}

function suspendWith(context: Context, node: Node<'With'>): ExecuteSuspended {
  const items = compileItems(context, node);
  const body = compileSuspended(context, node.body);
  return (frame) => enterNext(context, frame, items, 0, body);
}

function* enterNext(
  context: Context,
  frame: Frame,
  items: readonly ManagedItem[],
  at: number,
  body: ExecuteSuspended,
): Suspended {
  const item = items[at];
  if (!item) return yield* body(frame);
  const manager = enter(context, frame, item);
  let completion: Completion;
  try {
    completion = yield* enterNext(context, frame, items, at + 1, body);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    if (!leave(context, manager, error.error)) throw error;
    return NORMAL;
  }
  leave(context, manager, undefined);
  return completion;
}

type YieldNode = Extract<PythonExpression, { nodeType: 'Yield' | 'YieldFrom' }>;

/** A simple statement: its `yield`s are done first, in their order, then the statement with what was sent for them. */
function suspendLeaf(context: Context, node: PythonStatement): ExecuteSuspended {
  const execute = compileStatement(context, node);
  const found: YieldNode[] = [];
  collectYields(node, found);
  const yields = found.map((item) => ({
    item,
    value: item.value ? context.compiler.expression(context, item.value) : undefined,
  }));
  return function* run(frame): Suspended {
    const sent = new Map<object, Value>();
    for (const { item, value } of yields) {
      frame.sent = sent;
      const given = value ? value(frame) : null;
      sent.set(item, item.nodeType === 'Yield' ? yield given : yield* delegate(context, frame, given));
    }
    frame.sent = sent;
    return execute(frame);
  };
}

/** Innermost first. Where a `yield` might not be reached it is left out, and the statement fails when it comes there. */
function collectYields(value: unknown, found: YieldNode[]): void {
  if (Array.isArray(value)) for (const item of value) collectYields(item, found);
  else if (typeof value === 'object' && value !== null) {
    const node = value as { nodeType?: string };
    if (node.nodeType === 'BoolOp' || node.nodeType === 'IfExp' || node.nodeType === 'Lambda') return;
    for (const item of Object.values(node)) if (typeof item === 'object') collectYields(item, found);
    if (node.nodeType === 'Yield' || node.nodeType === 'YieldFrom') found.push(value as YieldNode);
  }
}

/** `yield from` */
function* delegate({ runtime }: Context, frame: Frame, value: Value): Generator<Value, Value, Value> {
  const iterator = runtime.iterate(value);
  if (isUnknown(iterator)) {
    frame.rest ??= iterator;
    return iterator;
  }
  let sent: Value | undefined;
  for (;;) {
    const item: Value | undefined = iterator.next(sent);
    if (item === undefined) break;
    sent = yield item;
  }
  if (iterator.rest) frame.rest ??= iterator.rest;
  return iterator.result?.() ?? null;
}

/** The generator object of a call: `frame` waits in it. */
export function makeGenerator(context: Pick<Context, 'runtime'>, frame: Frame, body: ExecuteSuspended): PythonIterator {
  const { runtime } = context;
  const run = body(frame);
  let isStarted = false;
  let isRunning = false;
  const resume = (step: () => IteratorResult<Value, Completion>): Value | undefined => {
    if (isRunning) return runtime.raise('ValueError', 'generator already executing');
    const caller = runtime.frame;
    isRunning = true;
    isStarted = true;
    runtime.frame = frame;
    runtime.depth += 1;
    runtime.spend(1);
    try {
      const result = step();
      if (!result.done) return result.value;
      if (frame.rest) made.rest ??= frame.rest;
      return undefined;
    } finally {
      runtime.depth -= 1;
      runtime.frame = caller;
      isRunning = false;
    }
  };
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'generator',
    next: (sent) => {
      runtime.touch(made);
      return resume(() => (isStarted ? run.next(sent ?? null) : run.next()));
    },
    raise: (error) => resume(() => run.throw(new Raised(error, runtime.site()))),
    close: () => {
      if (!isStarted) run.return(NORMAL);
      else closeRunning(runtime, resume, run);
    },
    result: () => (frame.rest ? frame.rest : frame.returned),
    rest: undefined,
  };
  return made;
}

function closeRunning(
  runtime: Context['runtime'],
  resume: (step: () => IteratorResult<Value, Completion>) => Value | undefined,
  run: Suspended,
): void {
  const cls = runtime.builtinClass('GeneratorExit');
  const error = runtime.call(cls, []);
  if (!isKind(error, 'instance')) return;
  try {
    resume(() => run.throw(new Raised(error, runtime.site())));
  } catch (thrown) {
    if (!(thrown instanceof Raised) || !thrown.error.cls.mro.includes(cls)) throw thrown;
  }
}
