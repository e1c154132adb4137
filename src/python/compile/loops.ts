import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import { loopUnknown, MOST_ROUNDS_WITH_EXITS, runLoop, runRound } from '../run/rounds.js';
import { type Completion, type Execute, type Frame, NORMAL } from '../run/runtime.js';
import { splitWays } from '../run/ways.js';
import { isKind, isUnknown } from '../values/make.js';
import type { PythonIterator, Unknown, Value } from '../values/value.js';
import { within } from '../watcher.js';
import type { Context } from './context.js';
import { siteOfNode } from './site.js';
import { compileWatchedIf } from './watched.js';

type Node<K extends PythonStatement['nodeType']> = Extract<PythonStatement, { nodeType: K }>;

export function compileIf(context: Context, node: Node<'If'>): Execute {
  const { runtime, compiler } = context;
  if (runtime.watcher) return compileWatchedIf(context, node, runtime.watcher);
  const test = compiler.expression(context, node.test);
  const yes = compiler.block(context, node.body);
  const no = compiler.block(context, node.orelse);
  return (frame) => {
    const truth = runtime.truth(test(frame));
    if (isUnknown(truth)) return splitWays(runtime, frame, truth, yes, no);
    return truth ? yes(frame) : no(frame);
  };
}

export function compileFor(context: Context, node: Node<'For'>): Execute {
  const { runtime, compiler } = context;
  const items = compiler.expression(context, node.iter);
  const bind = compiler.target(context, node.target);
  const body = compiler.block(context, node.body);
  const otherwise = compiler.block(context, node.orelse);
  const { watcher } = runtime;
  const site = siteOfNode(context, node);
  const rounds = (frame: Frame, value: Value): Completion => {
    const iterator = runtime.iterate(value);
    const completion = isUnknown(iterator) ? NORMAL : runItems(context, frame, iterator, bind, body);
    const rest = isUnknown(iterator) ? iterator : completion === NORMAL ? iterator.rest : undefined;
    if (rest) {
      const next = (inner: Frame): Completion => {
        bind(inner, watcher ? watcher.next(isKind(value, 'external') ? value : rest) : rest);
        return body(inner);
      };
      loopUnknown(runtime, frame, rest, next, watcher !== undefined && !isUnknown(iterator));
    }
    return completion;
  };
  return (frame) => {
    const value = items(frame);
    frame.at = node;
    const run = (): Completion => rounds(frame, value);
    const watched = (): Completion => (watcher ? within(watcher, { kind: 'loop', site, items: value }, run) : run());
    return runLoop(runtime, frame, watched, otherwise);
  };
}

function runItems(
  { runtime }: Context,
  frame: Frame,
  iterator: PythonIterator,
  bind: (frame: Frame, value: Value) => void,
  body: Execute,
): Completion {
  for (;;) {
    const item = iterator.next();
    if (item === undefined) return NORMAL;
    bind(frame, item);
    const completion = runRound(runtime, frame, body);
    if (completion !== NORMAL) return completion;
    runtime.spend(1);
    if (runtime.watcher?.isSettled()) {
      iterator.rest ??= runtime.unknown('one of many rounds of a loop');
      return NORMAL;
    }
  }
}

export function compileWhile(context: Context, node: Node<'While'>): Execute {
  const { runtime, compiler } = context;
  const test = compiler.expression(context, node.test);
  const body = compiler.block(context, node.body);
  const otherwise = compiler.block(context, node.orelse);
  const again = (frame: Frame, reason: Unknown, isSeen: boolean): void => {
    const round = (inner: Frame): Completion => {
      const completion = body(inner);
      test(inner);
      return completion;
    };
    loopUnknown(runtime, frame, reason, round, isSeen);
  };
  const { watcher } = runtime;
  const site = siteOfNode(context, node);
  const rounds = (frame: Frame): Completion => {
    const before = frame.pending;
    for (let round = 0; ; round += 1) {
      frame.at = node;
      const truth = runtime.truth(test(frame));
      const isOpen = round > MOST_ROUNDS_WITH_EXITS && frame.pending !== before;
      const isSettled = (isOpen || watcher?.isSettled() === true) && truth !== false;
      if (isUnknown(truth) || isSettled) {
        again(frame, isUnknown(truth) ? truth : runtime.unknown('one of many rounds of a loop'), isSettled && !isOpen);
        return NORMAL;
      }
      if (!truth) return NORMAL;
      const completion = runRound(runtime, frame, body);
      if (completion !== NORMAL) return completion;
      runtime.spend(1);
    }
  };
  return (frame) => {
    const run = (): Completion => rounds(frame);
    const watched = (): Completion =>
      watcher ? within(watcher, { kind: 'loop', site, items: undefined }, run) : run();
    return runLoop(runtime, frame, watched, otherwise);
  };
}
