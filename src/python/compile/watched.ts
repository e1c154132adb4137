import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';
import { ownerOfView } from '../run/attributes-view.js';
import { decide } from '../run/decide.js';
import { followWay } from '../run/journal.js';
import { type Completion, type Evaluate, type Execute, type Frame, NORMAL, type Runtime } from '../run/runtime.js';
import { tryWay } from '../run/try-way.js';
import { dropPending, splitWays } from '../run/ways.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';
import { type WatchedArgument, type Watcher, within } from '../watcher.js';
import { compileArguments } from './call.js';
import type { Context } from './context.js';
import { compileName } from './names.js';
import { resolveName } from './scope.js';
import { siteOfNode } from './site.js';

type Expression<K extends PythonExpression['nodeType']> = Extract<PythonExpression, { nodeType: K }>;
type Statement<K extends PythonStatement['nodeType']> = Extract<PythonStatement, { nodeType: K }>;

/** How the expressions that a watcher wants to hear of are compiled for it; undefined for the others. */
export function compileWatched(context: Context, node: PythonExpression, watcher: Watcher): Evaluate | undefined {
  switch (node.nodeType) {
    case 'Call':
      return compileCall(context, node, watcher);
    case 'Name':
      return compileLoad(context, node, watcher);
    case 'IfExp':
      return compileConditional(context, node, watcher);
    default:
      return undefined;
  }
}

function compileCall(context: Context, node: Expression<'Call'>, watcher: Watcher): Evaluate {
  const { runtime, compiler } = context;
  const callee = compiler.expression(context, node.func);
  const switches = new Map<PythonExpression, Noted>();
  const isSpread =
    node.args.some(({ nodeType }) => nodeType === 'Starred') || node.keywords.some(({ arg }) => arg === undefined);
  const collect = compileArguments(noteSwitches(context, watcher, { switches, isSpread }), node.args, node.keywords);
  const listArguments = describeArguments(context, node, switches);
  return (frame) => {
    const target = callee(frame);
    const { values, keywords, unknown } = collect(frame);
    frame.at = node;
    const call = { callee: target, values, keywords, arguments: listArguments(), more: unknown };
    return watcher.call(call, () => {
      const result = unknown ?? runtime.call(target, values, keywords);
      frame.at = node;
      return result;
    });
  };
}

/** Of one argument; the value is kept of those only that may be spread. */
interface Noted {
  readonly switches: readonly string[];
  readonly value: Value;
}

const NOTHING: readonly string[] = [];

interface Notes {
  readonly switches: Map<PythonExpression, Noted>;
  /** Whether one of the arguments is: then the values are noted too. */
  readonly isSpread: boolean;
}

/** Compiles the arguments of a call so that the switches that each of them reads are noted. */
function noteSwitches(context: Context, watcher: Watcher, { switches, isSpread }: Notes): Context {
  const { compiler } = context;
  const expression = (_: Context, node: PythonExpression): Evaluate => {
    const evaluate = compiler.expression(context, node);
    return (frame) => {
      const before = watcher.reads;
      const value = evaluate(frame);
      if (isSpread || watcher.reads !== before)
        switches.set(node, { switches: watcher.reads === before ? NOTHING : watcher.readsSince(before), value });
      else if (switches.size > 0) switches.delete(node);
      return value;
    };
  };
  return { ...context, compiler: { ...compiler, expression } };
}

function describeArguments(
  context: Context,
  node: Expression<'Call'>,
  switches: ReadonlyMap<PythonExpression, Noted>,
): () => readonly WatchedArgument[] {
  const given = [
    ...node.args.map((item) => ({
      name: undefined,
      isSpread: item.nodeType === 'Starred',
      value: item.nodeType === 'Starred' ? item.value : item,
    })),
    ...node.keywords.map(({ arg, value }) => ({ name: arg, isSpread: arg === undefined, value })),
  ].map(({ value, ...rest }) => ({ ...rest, value, site: siteOfNode(context, value) }));
  const plain: readonly WatchedArgument[] = given.map(({ name, isSpread, site }) => {
    return { name, isSpread, site, switches: NOTHING };
  });
  return () => {
    // Nearly every call: nothing is made for it.
    if (switches.size === 0) return plain;
    return given.map(({ name, isSpread, site, value }) => {
      const noted = switches.get(value);
      const argument = { name, isSpread, site, switches: noted?.switches ?? NOTHING };
      return isSpread ? { ...argument, value: noted?.value } : argument;
    });
  };
}

function compileLoad(context: Context, node: Expression<'Name'>, watcher: Watcher): Evaluate {
  const load = compileName(context, node.id);
  const isGlobal = resolveName(context.scope, node.id).kind === 'global';
  return (frame) => {
    watcher.loaded(isGlobal ? frame.module : ownerOf(frame), node.id);
    return load(frame);
  };
}

/** The function that runs, or the module. */
function ownerOf(frame: Frame): object {
  return frame.callee?.code ?? frame.module;
}

function compileConditional(context: Context, node: Expression<'IfExp'>, watcher: Watcher): Evaluate {
  const { runtime, compiler } = context;
  const test = compiler.expression(context, node.test);
  const yes = compiler.expression(context, node.body);
  const no = compiler.expression(context, node.orelse);
  const site = siteOfNode(context, node.test);
  return (frame) => {
    const before = watcher.reads;
    const truth = runtime.truth(test(frame));
    const way = (which: boolean, isTaken: boolean | undefined): Value =>
      within(watcher, { kind: 'way', site, truth: which, isTaken }, () => (which ? yes : no)(frame));
    if (isUnknown(truth)) {
      return decide(
        runtime,
        truth,
        () => way(true, undefined),
        () => way(false, undefined),
      );
    }
    if (watcher.reads === before || isBrought(frame)) return truth ? yes(frame) : no(frame);
    if (!watcher.wasEntered({ kind: 'way', site, truth: !truth, isTaken: false })) {
      withoutProblems(runtime, () => followWay(runtime, () => tryWay(() => way(!truth, false))));
    }
    return way(truth, true);
  };
}

/** What a text that we bring along decides is no decision of the program. */
function isBrought({ source }: Frame): boolean {
  return source.path.startsWith('<python>/');
}

/** `if`, of which the way that is not taken is looked at when it hangs on a switch. */
export function compileWatchedIf(context: Context, node: Statement<'If'>, watcher: Watcher): Execute {
  const { runtime, compiler } = context;
  const test = compiler.expression(context, node.test);
  const yes = compiler.block(context, node.body);
  const no = compiler.block(context, node.orelse);
  const site = siteOfNode(context, node.test);
  const way =
    (truth: boolean, isTaken: boolean | undefined): Execute =>
    (frame) =>
      within(watcher, { kind: 'way', site, truth, isTaken }, () => (truth ? yes : no)(frame));
  return (frame) => {
    const before = watcher.reads;
    const truth = runtime.truth(test(frame));
    if (isUnknown(truth)) return splitWays(runtime, frame, truth, way(true, undefined), way(false, undefined));
    if (watcher.reads === before || isBrought(frame)) return (truth ? yes : no)(frame);
    if (!watcher.wasEntered({ kind: 'way', site, truth: !truth, isTaken: false }))
      lookAt(runtime, frame, way(!truth, false));
    return way(truth, true)(frame);
  };
}

/** Runs statements for what a watcher sees of them; everything they do is taken back. */
function lookAt(runtime: Runtime, frame: Frame, run: Execute): void {
  const { returned, env } = frame;
  const before = frame.pending;
  frame.pending = undefined;
  withoutProblems(runtime, () => followWay(runtime, () => tryWay(() => run(frame))));
  dropPending(runtime, frame);
  frame.pending = before;
  frame.returned = returned;
  frame.env = env;
  runtime.frame = frame;
}

/** `object.name = value`, `object[name] = value`: told when the object is of a library. */
export function compileWatchedStore(
  context: Context,
  target: PythonExpression,
  given: PythonExpression,
  watcher: Watcher,
): Execute | undefined {
  if (target.nodeType !== 'Attribute' && target.nodeType !== 'Subscript') return undefined;
  const { runtime, compiler } = context;
  const object = compiler.expression(context, target.value);
  const key = target.nodeType === 'Attribute' ? (): Value => target.attr : compiler.expression(context, target.slice);
  const value = compiler.expression(context, given);
  const [site, from] = [siteOfNode(context, target), siteOfNode(context, given)];
  return (frame) => {
    const before = watcher.reads;
    const result = value(frame);
    const switches = watcher.readsSince(before);
    const owner = object(frame);
    const name = key(frame);
    if ((isKind(owner, 'instance') || isKind(owner, 'dict')) && typeof name === 'string')
      watcher.bound(owner, name, switches, result);
    const globals = ownerOfView(owner);
    if (isKind(globals, 'module') && typeof name === 'string')
      watcher.setting(globals, name, { key: name, value: result, site: undefined, isGiven: true });
    frame.at = target;
    const isFromOutside = isUnknown(owner) || isKind(owner, 'external') || (isKind(owner, 'module') && !owner.path);
    if (isFromOutside || name === 'requires_grad') watcher.stored(owner, name, result, site, from);
    if (target.nodeType === 'Attribute') runtime.setAttribute(owner, target.attr, result);
    else runtime.setItem(owner, name, result);
    return NORMAL;
  };
}

/** What goes wrong in a way that is not taken goes wrong for nobody. */
function withoutProblems(runtime: Runtime, run: () => void): void {
  const { problems, loose } = runtime;
  const before = [problems.length, loose.length] as const;
  run();
  problems.length = Math.min(problems.length, before[0]);
  loose.length = Math.min(loose.length, before[1]);
}

/** Names that get what was computed from switches are switches themselves. */
export function compileWatchedAssign(
  context: Context,
  names: readonly string[],
  run: Execute,
  watcher: Watcher,
  isLiteral: boolean,
): Execute {
  const loads = names.map((name) => ({ name, load: compileName(context, name) }));
  return (frame) => {
    const before = watcher.reads;
    const completion: Completion = run(frame);
    const isMain = frame.module.name === '__main__' && frame.namespace === frame.module.attributes;
    const switches = isMain && isLiteral ? names : watcher.readsSince(before);
    for (const { name, load } of loads)
      watcher.bound(ownerOf(frame), name, switches, switches.length > 0 ? load(frame) : undefined);
    return completion;
  };
}
