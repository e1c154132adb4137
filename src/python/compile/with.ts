import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Completion, type Execute, type Frame, NORMAL, Raised } from '../run/runtime.js';
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
  const { env } = frame;
  const { watcher } = context.runtime;
  const inside = (): Completion => runItem(context, frame, items, at + 1, body);
  let completion: Completion;
  context.runtime.withDepth += 1;
  try {
    completion = watcher ? within(watcher, { kind: 'with', site: item.site, manager }, inside) : inside();
    context.runtime.withDepth -= 1;
  } catch (error) {
    context.runtime.withDepth -= 1;
    if (!(error instanceof Raised)) throw error;
    context.runtime.frame = frame;
    frame.env = env;
    if (!leave(context, manager, error.error)) throw error;
    return NORMAL;
  }
  leave(context, manager, undefined);
  return completion;
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
