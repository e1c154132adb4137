import { readLiteral } from '../../syntax/python/literal.js';
import type { PythonConstant, PythonExpression } from '../../syntax/python/python-syntax.js';
import type { CompareOperator, UnaryOperator } from '../machine.js';
import { decide } from '../run/decide.js';
import type { Evaluate, Frame } from '../run/runtime.js';
import { Unsupported } from '../run/runtime.js';
import { ELLIPSIS, isKind, isUnknown, makeBytes, makeFloat, makeInt, makeSlice } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import { compileCall } from './call.js';
import { compileComprehension } from './comprehension.js';
import type { Context } from './context.js';
import { compileDict, compileList, compileSet, compileTuple } from './displays.js';
import { compileFormatted, compileJoined } from './format.js';
import { compileLambda } from './function.js';
import { compileBind, compileName } from './names.js';
import { BINARY } from './operators.js';
import { compileWatched } from './watched.js';

type Kind = PythonExpression['nodeType'];
type Handlers = { [K in Kind]: (context: Context, node: Extract<PythonExpression, { nodeType: K }>) => Evaluate };

const HANDLERS: Handlers = {
  Constant: compileConstant,
  Name: (context, node) => compileName(context, node.id),
  Attribute: compileAttribute,
  Call: compileCall,
  Subscript: compileSubscript,
  Slice: compileSlice,
  BinOp: compileBinary,
  UnaryOp: compileUnary,
  BoolOp: compileBoolean,
  Compare: compileCompare,
  IfExp: compileConditional,
  NamedExpr: compileNamed,
  Lambda: compileLambda,
  List: compileList,
  Tuple: compileTuple,
  Set: compileSet,
  Dict: compileDict,
  ListComp: compileComprehension,
  SetComp: compileComprehension,
  DictComp: compileComprehension,
  GeneratorExp: compileComprehension,
  JoinedStr: compileJoined,
  FormattedValue: compileFormatted,
  Interpolation: refuse('a template string'),
  TemplateStr: refuse('a template string'),
  Starred: refuse('* in this place'),
  Await: refuse('await'),
  Yield: compileSent,
  YieldFrom: compileSent,
};

export function compileExpression(context: Context, node: PythonExpression): Evaluate {
  const watched = context.runtime.watcher && compileWatched(context, node, context.runtime.watcher);
  if (watched) return watched;
  const handler = HANDLERS[node.nodeType] as ((context: Context, node: PythonExpression) => Evaluate) | undefined;
  return (handler ?? refuse(`${node.nodeType}`))(context, node);
}

/** What was sent for a `yield`; the statement has waited before (`suspended.ts`). */
function compileSent(_context: Context, node: PythonExpression): Evaluate {
  return (frame) => {
    const value = frame.sent?.get(node);
    if (value === undefined) throw new Unsupported('yield in this place is not understood');
    return value;
  };
}

function refuse(what: string): () => Evaluate {
  return () => () => {
    throw new Unsupported(`${what} is not understood`);
  };
}

const UNARY: Readonly<Record<string, UnaryOperator>> = { USub: '-', UAdd: '+', Invert: '~' };
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  Eq: '==',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
};

function literalValue(context: Context, node: PythonConstant): Value {
  const literal = readLiteral(context.source, node);
  switch (literal.kind) {
    case 'none':
      return null;
    case 'ellipsis':
      return ELLIPSIS;
    case 'int':
      return typeof literal.value === 'bigint' ? makeInt(literal.value) : safeInt(literal.value);
    case 'float':
      return makeFloat(literal.value);
    case 'bytes':
      return makeBytes(literal.value);
    case 'complex':
      return { kind: 'complex', real: literal.real, imaginary: literal.imaginary };
    default:
      return literal.value;
  }
}

function safeInt(value: number): Value {
  return Number.isSafeInteger(value) ? value : makeInt(BigInt(value));
}

function compileConstant(context: Context, node: PythonConstant): Evaluate {
  const value = literalValue(context, node);
  return () => value;
}

function compileAttribute(context: Context, node: Extract<PythonExpression, { nodeType: 'Attribute' }>): Evaluate {
  const { runtime } = context;
  const { watcher } = runtime;
  const object = compileExpression(context, node.value);
  const name = node.attr;
  return (frame) => {
    const owner = object(frame);
    frame.at = node;
    watcher?.read(owner, name);
    return runtime.getAttribute(owner, name);
  };
}

function compileSubscript(context: Context, node: Extract<PythonExpression, { nodeType: 'Subscript' }>): Evaluate {
  const { runtime } = context;
  const { watcher } = runtime;
  const object = compileExpression(context, node.value);
  const key = compileExpression(context, node.slice);
  return (frame) => {
    const owner = object(frame);
    const at = key(frame);
    frame.at = node;
    if (watcher && typeof at === 'string') watcher.read(owner, at);
    return runtime.getItem(owner, at);
  };
}

function compileSlice(context: Context, node: Extract<PythonExpression, { nodeType: 'Slice' }>): Evaluate {
  const [start, stop, step] = [node.lower, node.upper, node.step].map(
    (part) => part && compileExpression(context, part),
  );
  return (frame) => makeSlice(start?.(frame) ?? null, stop?.(frame) ?? null, step?.(frame) ?? null);
}

function compileBinary(context: Context, node: Extract<PythonExpression, { nodeType: 'BinOp' }>): Evaluate {
  const { runtime } = context;
  const left = compileExpression(context, node.left);
  const right = compileExpression(context, node.right);
  const operator = BINARY[node.op.nodeType] ?? '+';
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.at = node;
    return runtime.binary(operator, a, b);
  };
}

function compileUnary(context: Context, node: Extract<PythonExpression, { nodeType: 'UnaryOp' }>): Evaluate {
  const { runtime } = context;
  const operand = compileExpression(context, node.operand);
  if (node.op.nodeType === 'Not') {
    return (frame) => {
      const truth = runtime.truth(operand(frame));
      return isUnknown(truth) ? truth : !truth;
    };
  }
  const operator = UNARY[node.op.nodeType] ?? '-';
  return (frame) => {
    const value = operand(frame);
    frame.at = node;
    return runtime.unary(operator, value);
  };
}

function compileBoolean(context: Context, node: Extract<PythonExpression, { nodeType: 'BoolOp' }>): Evaluate {
  const { runtime } = context;
  const isAnd = node.op.nodeType === 'And';
  const parts = node.values.map((value) => compileExpression(context, value));
  const from = (frame: Frame, first: number): Value => {
    let value: Value = null;
    for (let at = first; at < parts.length; at += 1) {
      value = parts[at]?.(frame) ?? null;
      if (at === parts.length - 1) return value;
      const truth = runtime.truth(value);
      // Of `unknown and x` it is known that it is false when x is: both are followed.
      if (isUnknown(truth)) return decideBoolean(frame, value, truth, at + 1);
      if (truth !== isAnd) return value;
    }
    return value;
  };
  const decideBoolean = (frame: Frame, value: Value, reason: Unknown, next: number): Value => {
    const other = decide(
      runtime,
      reason,
      () => from(frame, next),
      () => (isOpaque(value) ? !isAnd : value),
    );
    const truth = isUnknown(other) ? other : runtime.truth(other);
    if (truth === !isAnd && typeof other === 'boolean') return other;
    return isOpaque(value) ? reason : other;
  };
  return (frame) => from(frame, 0);
}

function isOpaque(value: Value): boolean {
  return isKind(value, 'unknown') || isKind(value, 'external');
}

function compileCompare(context: Context, node: Extract<PythonExpression, { nodeType: 'Compare' }>): Evaluate {
  const { runtime } = context;
  const left = compileExpression(context, node.left);
  const tests = node.comparators.map((item, at) => ({
    right: compileExpression(context, item),
    test: compileTest(context, node.ops[at]?.nodeType ?? 'Eq'),
  }));
  const [only] = tests;
  if (tests.length === 1 && only) {
    return (frame) => {
      const a = left(frame);
      const b = only.right(frame);
      frame.at = node;
      return only.test(a, b);
    };
  }
  return (frame) => {
    let a = left(frame);
    let value: Value = true;
    for (const { right, test } of tests) {
      const b = right(frame);
      frame.at = node;
      value = test(a, b);
      const truth = runtime.truth(value);
      if (truth !== true) return isUnknown(truth) ? truth : value;
      a = b;
    }
    return value;
  };
}

/** In a watched program what an undecided comparison gives is known to come from both sides, and to be neither. */
function compileTest(context: Context, name: string): (a: Value, b: Value) => Value {
  const { watcher } = context.runtime;
  const test = compilePlainTest(context, name);
  if (!watcher) return test;
  return (a, b) => {
    const value = test(a, b);
    return isUnknown(value) ? watcher.computed(COMPARE[name] ?? '==', a, b, value) : value;
  };
}

function compilePlainTest(context: Context, name: string): (a: Value, b: Value) => Value {
  const { runtime } = context;
  const negate = (value: Value): Value => (isUnknown(value) ? value : !value);
  switch (name) {
    case 'Is':
      return (a, b) => runtime.isSame(a, b);
    case 'IsNot':
      return (a, b) => negate(runtime.isSame(a, b));
    case 'In':
      return (a, b) => runtime.contains(b, a);
    case 'NotIn':
      return (a, b) => negate(runtime.contains(b, a));
    default: {
      const operator = COMPARE[name] ?? '==';
      return (a, b) => runtime.compare(operator, a, b);
    }
  }
}

function compileConditional(context: Context, node: Extract<PythonExpression, { nodeType: 'IfExp' }>): Evaluate {
  const { runtime } = context;
  const test = compileExpression(context, node.test);
  const yes = compileExpression(context, node.body);
  const no = compileExpression(context, node.orelse);
  return (frame) => {
    const truth = runtime.truth(test(frame));
    if (isUnknown(truth)) {
      return decide(
        runtime,
        truth,
        () => yes(frame),
        () => no(frame),
      );
    }
    return truth ? yes(frame) : no(frame);
  };
}

function compileNamed(context: Context, node: Extract<PythonExpression, { nodeType: 'NamedExpr' }>): Evaluate {
  const value = compileExpression(context, node.value);
  if (node.target.nodeType !== 'Name') return refuse(':= with this target')();
  const bind = compileBind(context, node.target.id);
  return (frame) => {
    const result = value(frame);
    bind(frame, result);
    return result;
  };
}
