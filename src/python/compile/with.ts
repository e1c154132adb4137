import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Completion, type Execute, type Frame, NORMAL, type Pending, Raised } from '../run/runtime.js';
import { finish, goOnWith, type Live } from '../run/ways.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Site, Value } from '../values/value.js';
import { within } from '../watcher.js';
import type { Context } from './context.js';
import { siteOfNode } from './site.js';

type WithNode = Extract<PythonStatement, { nodeType: 'With' }>;

export interface ManagedItem {
  readonly manager: (frame: Frame) => Value;
  readonly site: Site;
  readonly bind: ((frame: Frame, value: Value) => void) | undefined;
}

export function compileItems(context: Context, node: WithNode): ManagedItem[] {
  return node.items.map((item) => ({
    manager: context.compiler.expression(context, item.context_expr),
    site: siteOfNode(context, item.context_expr),
    bind: item.optional_vars ? context.compiler.target(context, item.optional_vars) : undefined,
  }));
}

export function compileWith(context: Context, node: WithNode): Execute {
  const items = compileItems(context, node);
  const body = context.compiler.block(context, node.body);
  return (frame) => runItem(context, frame, items, 0, body);
}

function runItem(context: Context, frame: Frame, items: readonly ManagedItem[], at: number, body: Execute): Completion {
  const item = items[at];
  if (!item) return body(frame);
  const manager = enter(context, frame, item);
  const { env, pending: kept } = frame;
  const { runtime } = context;
  const { watcher } = runtime;
  const inside = (): Completion => runItem(context, frame, items, at + 1, body);
  const maySwallow = isKind(manager, 'instance') && !manager.cls.isNative;
  frame.pending = undefined;
  let live: Live;
  runtime.withDepth += 1;
  if (maySwallow) runtime.tryDepth += 1;
  try {
    live = watcher ? within(watcher, { kind: 'with', site: item.site, manager }, inside) : inside();
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    live = error;
  } finally {
    runtime.withDepth -= 1;
    if (maySwallow) runtime.tryDepth -= 1;
  }
  runtime.frame = frame;
  frame.env = env;
  const waits = frame.pending;
  frame.pending = kept;
  live = leaveWith(context, manager, live);
  if (!waits) return finish(live);
  const others = frame.pending;
  frame.pending = waits;
  const end =
    ({ until, error, returned }: Pending) =>
    (inner: Frame): Completion => {
      const left = leaveWith(context, manager, error ?? (until as Completion));
      inner.returned = returned;
      return finish(left);
    };
  return finish(goOnWith(runtime, frame, live, others, end));
}

function leaveWith(context: Context, manager: Value, live: Live): Live {
  const isSwallowed = leave(context, manager, live instanceof Raised ? live.error : undefined);
  return live instanceof Raised && isSwallowed ? NORMAL : live;
}

/** A manager that is not known is entered without effect. */
export function enter(context: Context, frame: Frame, item: ManagedItem): Value {
  const { runtime } = context;
  const manager = item.manager(frame);
  const isOpaque = isUnknown(manager) || isKind(manager, 'external');
  const value = isOpaque
    ? runtime.unknown('what an unknown context manager gives')
    : runtime.callSpecial(manager, '__enter__');
  if (value === undefined) runtime.raise('AttributeError', '__enter__');
  else item.bind?.(frame, isUnknown(manager) ? manager : value);
  return manager;
}

/** True when the manager swallows the exception. */
export function leave({ runtime }: Context, manager: Value, error: Exclude<Value, boolean> | undefined): boolean {
  if (isUnknown(manager) || isKind(manager, 'external')) return false;
  const values = isKind(error, 'instance') ? [error.cls, error, null] : [null, null, null];
  return runtime.truth(runtime.callSpecial(manager, '__exit__', values) ?? null) === true;
}
