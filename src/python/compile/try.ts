import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import {
  type Completion,
  type Evaluate,
  type Execute,
  type Frame,
  NORMAL,
  RAISED,
  Raised,
  type Runtime,
} from '../run/runtime.js';
import { finish, follow, goOnWith, joinWays, type Live, takeWay } from '../run/ways.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Class, Instance, Value } from '../values/value.js';
import type { Context } from './context.js';
import { compileBind, compileUnbind } from './names.js';

type Node<K extends PythonStatement['nodeType']> = Extract<PythonStatement, { nodeType: K }>;

export interface Handler {
  /** undefined: `except:`, which takes all. */
  readonly type: Evaluate | undefined;
  readonly bind: ((frame: Frame, value: Value) => void) | undefined;
  readonly unbind: ((frame: Frame) => void) | undefined;
  readonly body: Execute;
}

export function compileHandlers(context: Context, node: Node<'Try'>): Handler[] {
  return node.handlers.map((handler) => ({
    type: handler.type ? context.compiler.expression(context, handler.type) : undefined,
    bind: handler.name ? compileBind(context, handler.name) : undefined,
    unbind: handler.name ? compileUnbind(context, handler.name) : undefined,
    body: context.compiler.block(context, handler.body),
  }));
}

export function compileTry(context: Context, node: Node<'Try'>): Execute {
  const { runtime, compiler } = context;
  const body = compiler.block(context, node.body);
  const handlers = compileHandlers(context, node);
  const otherwise = compiler.block(context, node.orelse);
  const final = compiler.block(context, node.finalbody);
  const hasFinal = node.finalbody.length > 0;
  const attempt = mayMissImports(node) ? watchImports(runtime, body, handlers) : body;
  const guarded: Execute =
    handlers.length === 0 ? body : (frame) => runGuarded(runtime, frame, attempt, handlers, otherwise);
  return hasFinal ? compileFinal(runtime, guarded, final) : guarded;
}

/** What stands under `finally` is run for every way that leaves. */
function compileFinal(runtime: Runtime, guarded: Execute, final: Execute): Execute {
  const last = (frame: Frame, live: Live, returned: Value): Completion => {
    const completion = final(frame);
    if (completion !== NORMAL) return completion;
    frame.returned = returned;
    return finish(live);
  };
  return (frame) => {
    const kept = frame.pending;
    frame.pending = undefined;
    const ended = attempt(() => guarded(frame));
    const waits = frame.pending;
    frame.pending = undefined;
    const live = attempt(() => last(frame, ended, frame.returned));
    if (!waits) {
      frame.pending = joinLists(kept, frame.pending);
      return finish(live);
    }
    const outer = joinLists(kept, frame.pending);
    frame.pending = waits;
    return finish(
      goOnWith(
        runtime,
        frame,
        live,
        outer,
        ({ until, error, returned }) =>
          (inner) =>
            last(inner, error ?? (until as Completion), returned),
      ),
    );
  };
}

function joinLists<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): T[] | undefined {
  return a || b ? [...(a ?? []), ...(b ?? [])] : undefined;
}

function attempt(run: () => Completion): Live {
  try {
    return run();
  } catch (error) {
    if (error instanceof Raised) return error;
    throw error;
  }
}

function runGuarded(
  runtime: Runtime,
  frame: Frame,
  body: Execute,
  handlers: readonly Handler[],
  otherwise: Execute,
): Completion {
  const { env, pending: kept } = frame;
  const isRaised = kept?.some(({ until }) => until === RAISED) === true;
  if (isRaised) frame.pending = kept.filter(({ until }) => until !== RAISED);
  const handle = (error: Raised): Execute | undefined => {
    const handler = findHandler(runtime, frame, handlers, error.error);
    return handler && ((inner) => runHandler(runtime, inner, handler, error.error));
  };
  runtime.tryDepth += 1;
  let live = attempt(() => body(frame));
  runtime.tryDepth -= 1;
  const mine = frame.pending?.filter(({ until }) => until === RAISED) ?? [];
  frame.pending = frame.pending?.filter(({ until }) => until !== RAISED);
  if (isRaised)
    frame.pending = joinLists(
      frame.pending,
      kept?.filter(({ until }) => until === RAISED),
    );
  if (live instanceof Raised) {
    runtime.frame = frame;
    frame.env = env;
    const run = handle(live);
    if (run) live = attempt(() => run(frame));
  } else if (live === NORMAL) live = attempt(() => otherwise(frame));
  if (mine.length === 0) return finish(live);
  const others = frame.pending;
  frame.pending = mine;
  return finish(goOnWith(runtime, frame, live, others, ({ error }) => error && handle(error)));
}

export function findHandler(
  runtime: Runtime,
  frame: Frame,
  handlers: readonly Handler[],
  error: Instance,
): Handler | undefined {
  return handlers.find(({ type }) => type === undefined || catches(runtime, type(frame), error.cls));
}

function catches(runtime: Runtime, type: Value, cls: Class): boolean {
  if (isKind(type, 'tuple')) return type.items.some((item) => catches(runtime, item, cls));
  return isKind(type, 'class') && cls.mro.includes(type);
}

function runHandler(runtime: Runtime, frame: Frame, handler: Handler, error: Instance): Completion {
  runtime.handled.push(error);
  handler.bind?.(frame, error);
  try {
    return handler.body(frame);
  } finally {
    runtime.handled.pop();
    try {
      handler.unbind?.(frame);
    } catch {
      // The handler has deleted the name itself.
    }
  }
}

/** `try: import fast / except ImportError: fast = None` */
function mayMissImports(node: Node<'Try'>): boolean {
  return (
    node.body.some(({ nodeType }) => nodeType === 'Import' || nodeType === 'ImportFrom') && node.handlers.length > 0
  );
}

/** Whether a module that is not in reach is installed is not known: then both the import and its failure are followed. */
function watchImports(runtime: Runtime, body: Execute, handlers: readonly Handler[]): Execute {
  return (frame) => {
    const before = runtime.externals.length;
    const one = follow(runtime, frame, body);
    const missing = runtime.externals[before];
    if (one.error || missing === undefined) return finish(takeWay(runtime, frame, one));
    const error = runtime.makeException('ModuleNotFoundError', `No module named '${missing}'`);
    const handler = findHandler(runtime, frame, handlers, error);
    if (!handler) return finish(takeWay(runtime, frame, one));
    const other = follow(runtime, frame, () => runHandler(runtime, frame, handler, error));
    return joinWays(runtime, frame, runtime.unknown(`whether ${missing} is installed is not known`), one, other);
  };
}

export function compileRaise(context: Context, node: Node<'Raise'>): Execute {
  const { runtime, compiler } = context;
  const error = node.exc ? compiler.expression(context, node.exc) : undefined;
  const cause = node.cause ? compiler.expression(context, node.cause) : undefined;
  return (frame) => {
    const value = error ? error(frame) : (runtime.handled.at(-1) ?? null);
    frame.at = node;
    const instance = toException(runtime, value);
    if (cause) instance.attributes.set('__cause__', cause(frame));
    throw new Raised(instance, runtime.site());
  };
}

function toException(runtime: Runtime, value: Value): Instance {
  const made = isKind(value, 'class') ? runtime.call(value, []) : value;
  if (isKind(made, 'instance')) return made;
  if (made === null) return runtime.makeException('RuntimeError', 'No active exception to reraise');
  const name = isKind(made, 'external') ? made.path : isUnknown(made) ? made.reason : '';
  if (name === '') return runtime.makeException('TypeError', 'exceptions must derive from BaseException');
  return runtime.makeException('Exception', `an exception that is not known: ${name}`);
}
