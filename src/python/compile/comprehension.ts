import type { PythonComprehension, PythonExpression } from '../../syntax/python/python-syntax.js';
import type { Env, Evaluate, Frame } from '../run/runtime.js';
import { isKind, isUnknown, makeDict, makeIterator, makeList, makeSet } from '../values/make.js';
import type { PythonIterator, Unknown, Value } from '../values/value.js';
import type { Assign, Context } from './context.js';
import { addToSet, putInDict } from './displays.js';
import { addTarget, type Scope } from './scope.js';

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
  return (frame) => {
    const first = levels[0]?.items(frame) ?? null;
    frame.at = node;
    const iterator = runtime.iterate(first);
    const env: Env = { slots: new Array(slotCount).fill(undefined), parent: frame.env };
    const walk = new Walk(context, levels, env);
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
    for (const _ of walk.steps(frame, 0, iterator)) add();
  } finally {
    frame.env = outer;
  }
  made.rest ??= walk.rest;
  return made;
}

/** Goes through the loops of a comprehension; `rest` is set when it is not known how far. */
class Walk {
  rest: Unknown | undefined;
  readonly context: Context;
  readonly levels: readonly Level[];
  readonly env: Env;
  constructor(context: Context, levels: readonly Level[], env: Env) {
    this.context = context;
    this.levels = levels;
    this.env = env;
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
      return;
    }
    for (;;) {
      const item = iterator.next();
      if (item === undefined) break;
      runtime.spend(1);
      if (!runtime.mayAllocate(1)) this.rest ??= runtime.unknown('it has too many items');
      level.bind(frame, item);
      const passes = this.passes(frame, level);
      if (this.rest) return;
      if (!passes) continue;
      if (depth === this.levels.length - 1) yield undefined;
      else yield* this.steps(frame, depth + 1);
      if (this.rest) return;
    }
    this.rest ??= iterator.rest;
  }

  passes(frame: Frame, level: Level): boolean {
    for (const test of level.tests) {
      const truth = this.context.runtime.truth(test(frame));
      if (isUnknown(truth)) this.rest ??= truth;
      if (truth !== true) return false;
    }
    return true;
  }
}

/** A generator expression has a frame of its own, as it runs when somebody else does. */
function makeGenerator(walk: Walk, first: PythonIterator | Unknown, element: Evaluate, frame: Frame): Value {
  if (isUnknown(first)) return first;
  const own: Frame = {
    ...frame,
    env: walk.env,
    isGenerator: true,
    pending: undefined,
    sent: undefined,
    rest: undefined,
  };
  function* run(): Generator<Value> {
    for (const _ of walk.steps(own, 0, first)) yield element(own);
    iterator.rest ??= walk.rest;
  }
  const iterator = makeIterator('generator', run());
  return iterator;
}
