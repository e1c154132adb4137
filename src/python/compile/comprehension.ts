import type { PythonComprehension, PythonExpression } from '../../syntax/python/python-syntax.js';
import { decide } from '../run/decide.js';
import { loopUnknown } from '../run/rounds.js';
import { type Env, type Evaluate, type Execute, type Frame, NORMAL } from '../run/runtime.js';
import { reasonOf, withAmong } from '../values/among.js';
import { isKind, isUnknown, makeDict, makeIterator, makeList, makeSet } from '../values/make.js';
import type { PythonIterator, Site, Unknown, Value } from '../values/value.js';
import { within } from '../watcher.js';
import type { Assign, Context } from './context.js';
import { addToSet, putInDict } from './displays.js';
import { addTarget, type Scope } from './scope.js';
import { siteOfNode } from './site.js';

type Node = Extract<PythonExpression, { nodeType: 'ListComp' | 'SetComp' | 'DictComp' | 'GeneratorExp' }>;

interface Level {
  readonly items: Evaluate;
  readonly bind: Assign;
  readonly tests: readonly Evaluate[];
}

/** A comprehension: a scope of its own, whose first iterable is evaluated outside. */
export function compileComprehension(context: Context, node: Node): Evaluate {
  const scope = createScope(context.scope, node.generators);
  const inner: Context = { ...context, scope };
  const levels = node.generators.map((item, at) => compileLevel(at === 0 ? context : inner, inner, item));
  const element = compileElement(inner, node);
  const { runtime } = context;
  const slotCount = scope.slots.size;
  const site = siteOfNode(context, node);
  return (frame) => {
    const first = levels[0]?.items(frame) ?? null;
    frame.at = node;
    const iterator = runtime.iterate(first);
    const env: Env = { slots: new Array(slotCount).fill(undefined), parent: frame.env };
    const walk = new Walk(context, levels, env, site, first);
    if (node.nodeType === 'GeneratorExp') return makeGenerator(walk, iterator, element.single, frame);
    return collect(context, node, walk, iterator, element, frame);
  };
}

function createScope(parent: Scope, generators: readonly PythonComprehension[]): Scope {
  const names = new Set<string>();
  for (const { target } of generators) addTarget(target, names);
  return { kind: 'function', parent, slots: new Map([...names].map((name, at) => [name, at])), globals: new Set() };
}

function compileLevel(outer: Context, inner: Context, item: PythonComprehension): Level {
  const { compiler } = inner;
  return {
    items: compiler.expression(outer, item.iter),
    bind: compiler.target(inner, item.target),
    tests: item.ifs.map((test) => compiler.expression(inner, test)),
  };
}

interface Element {
  readonly single: Evaluate;
  readonly value: Evaluate | undefined;
}

function compileElement(context: Context, node: Node): Element {
  const { compiler } = context;
  if (node.nodeType === 'DictComp') {
    return { single: compiler.expression(context, node.key), value: compiler.expression(context, node.value) };
  }
  return { single: compiler.expression(context, node.elt), value: undefined };
}

function collect(
  context: Context,
  node: Node,
  walk: Walk,
  iterator: PythonIterator | Unknown,
  { single, value }: Element,
  frame: Frame,
): Value {
  const made =
    node.nodeType === 'SetComp' ? makeSet(new Map()) : node.nodeType === 'DictComp' ? makeDict() : makeList([]);
  const add = (): void => {
    const item = single(frame);
    if (isKind(made, 'list')) made.items.push(item);
    else if (isKind(made, 'set')) addToSet(context, made, item);
    else if (value) putInDict(context, made, item, value(frame));
  };
  const outer = frame.env;
  frame.env = walk.env;
  try {
    for (const _ of walk.steps(frame, 0, iterator)) {
      if (walk.rest) walk.perhaps(() => single(frame), value && (() => value(frame)));
      else add();
    }
    walk.finish(frame, () => single(frame), value && (() => value(frame)));
  } finally {
    frame.env = outer;
  }
  if (walk.rest) made.rest = withAmong(made.rest ?? walk.rest, walk.seen);
  return made;
}

/** Steps taken for what they do, once it is not known what they give. */
const MOST_PERHAPS = 200;

/** Goes through the loops of a comprehension; `rest` is set when it is not known how far. */
class Walk {
  rest: Unknown | undefined;
  /** What may be among the rest. */
  readonly seen: Value[] = [];
  left = MOST_PERHAPS;
  /** Why items are not known. */
  open: Unknown | undefined;
  readonly context: Context;
  readonly levels: readonly Level[];
  readonly env: Env;
  readonly site: Site;
  /** What the outermost loop goes over. */
  readonly items: Value;
  constructor(context: Context, levels: readonly Level[], env: Env, site: Site, items: Value) {
    this.context = context;
    this.levels = levels;
    this.env = env;
    this.site = site;
    this.items = items;
  }

  *steps(frame: Frame, depth: number, given?: PythonIterator | Unknown): Generator<undefined> {
    const { runtime } = this.context;
    const level = this.levels[depth];
    if (!level) {
      yield undefined;
      return;
    }
    const iterator = given ?? runtime.iterate(level.items(frame));
    if (isUnknown(iterator)) {
      this.rest ??= iterator;
      this.open ??= iterator;
      return;
    }
    for (;;) {
      const item = iterator.next();
      if (item === undefined) break;
      runtime.spend(1);
      if (!runtime.mayAllocate(1)) this.rest ??= runtime.unknown('it has too many items');
      if (this.rest && (this.left -= 1) < 0) return;
      level.bind(frame, item);
      if (!this.passes(frame, level)) continue;
      if (depth === this.levels.length - 1) yield undefined;
      else yield* this.steps(frame, depth + 1);
    }
    this.rest ??= iterator.rest;
    this.open ??= iterator.rest;
  }

  /** An element that may be there. */
  perhaps(...parts: readonly ((() => Value) | undefined)[]): void {
    const reason = this.rest;
    if (!reason) return;
    for (const part of parts) if (part) this.seen.push(decide(this.context.runtime, reason, part, () => null));
  }

  /** Elements of which not even the items are known are gone through for what they do. */
  finish(frame: Frame, ...parts: readonly ((() => Value) | undefined)[]): void {
    const { runtime } = this.context;
    if (this.left < 0) runtime.report('undecided', this.rest?.reason ?? '');
    const { open } = this;
    if (!open) return;
    const { watcher } = runtime;
    const item = watcher ? watcher.next(open) : open;
    const round: Execute = () => {
      for (const level of this.levels) {
        level.bind(frame, item);
        for (const test of level.tests) test(frame);
      }
      for (const part of parts) if (part) this.seen.push(part());
      return NORMAL;
    };
    const run = (): void => void loopUnknown(runtime, frame, open, round);
    if (watcher) within(watcher, { kind: 'loop', site: this.site, items: this.items }, run);
    else run();
  }

  passes(frame: Frame, level: Level): boolean {
    for (const test of level.tests) {
      const truth = this.context.runtime.truth(test(frame));
      if (isUnknown(truth)) this.rest ??= reasonOf(truth);
      if (truth === false) return false;
    }
    return true;
  }
}

/** A generator expression has a frame of its own, as it runs when somebody else does. */
function makeGenerator(walk: Walk, first: PythonIterator | Unknown, element: Evaluate, frame: Frame): Value {
  const own: Frame = {
    ...frame,
    env: walk.env,
    isGenerator: true,
    pending: undefined,
    sent: undefined,
    rest: undefined,
  };
  function* run(): Generator<Value> {
    for (const _ of walk.steps(own, 0, first)) {
      if (walk.rest) walk.perhaps(() => element(own));
      else yield element(own);
    }
    walk.finish(own, () => element(own));
    if (walk.rest) iterator.rest = withAmong(iterator.rest ?? walk.rest, walk.seen);
  }
  const iterator = makeIterator('generator', run());
  return iterator;
}
