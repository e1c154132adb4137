import type { PythonPattern, PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Execute, type Frame, NORMAL, type Runtime } from '../run/runtime.js';
import { splitWays } from '../run/ways.js';
import { isKind, isUnknown, makeDict, makeList } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import type { Context } from './context.js';
import { compileBind } from './names.js';
import { addPattern } from './scope.js';

type MatchNode = Extract<PythonStatement, { nodeType: 'Match' }>;
type Test = (frame: Frame, value: Value) => boolean | Unknown;

export function compileMatch(context: Context, node: MatchNode): Execute {
  const { runtime, compiler } = context;
  const subject = compiler.expression(context, node.subject);
  const cases = node.cases.map(({ pattern, guard, body }) => ({
    test: compilePattern(context, pattern),
    guard: guard ? compiler.expression(context, guard) : undefined,
    body: compiler.block(context, body),
    blur: compileBlur(context, pattern),
  }));
  const from = (frame: Frame, value: Value, first: number): ReturnType<Execute> => {
    for (let at = first; at < cases.length; at += 1) {
      const item = cases[at];
      if (!item) break;
      let result = item.test(frame, value);
      if (result === true && item.guard) result = runtime.truth(item.guard(frame));
      if (isUnknown(result)) {
        const reason = result;
        const taken: Execute = (inner) => {
          item.blur(inner, reason);
          return item.body(inner);
        };
        return splitWays(runtime, frame, reason, taken, (inner) => from(inner, value, at + 1));
      }
      if (result) return item.body(frame);
    }
    return NORMAL;
  };
  return (frame) => from(frame, subject(frame), 0);
}

/** What a pattern binds is not known when it is not known whether it fits. */
function compileBlur(context: Context, pattern: PythonPattern): (frame: Frame, reason: Unknown) => void {
  const names = new Set<string>();
  addPattern(pattern, names);
  const binds = [...names].map((name) => compileBind(context, name));
  return (frame, reason) => {
    for (const bind of binds) bind(frame, reason);
  };
}

function compilePattern(context: Context, pattern: PythonPattern): Test {
  const { runtime, compiler } = context;
  switch (pattern.nodeType) {
    case 'MatchValue': {
      const expected = compiler.expression(context, pattern.value);
      return (frame, value) => runtime.equals(value, expected(frame));
    }
    case 'MatchSingleton': {
      const expected = (pattern.value ?? null) as Value;
      return (_frame, value) => runtime.isSame(value, expected);
    }
    case 'MatchAs':
      return compileAs(context, pattern.pattern, pattern.name);
    case 'MatchStar':
      return compileAs(context, undefined, pattern.name);
    case 'MatchOr':
      return compileOr(pattern.patterns.map((item) => compilePattern(context, item)));
    case 'MatchSequence':
      return compileSequence(context, pattern.patterns);
    case 'MatchMapping':
      return compileMapping(context, pattern);
    default:
      return compileClassPattern(context, pattern);
  }
}

function compileAs(context: Context, pattern: PythonPattern | undefined, name: string | undefined): Test {
  const test = pattern ? compilePattern(context, pattern) : undefined;
  const bind = name === undefined || name === '_' ? undefined : compileBind(context, name);
  return (frame, value) => {
    const result = test ? test(frame, value) : true;
    if (result === true) bind?.(frame, value);
    return result;
  };
}

function compileOr(tests: readonly Test[]): Test {
  return (frame, value) => {
    for (const test of tests) {
      const result = test(frame, value);
      if (result !== false) return result;
    }
    return false;
  };
}

function all(tests: Iterable<() => boolean | Unknown>): boolean | Unknown {
  for (const test of tests) {
    const result = test();
    if (result !== true) return result;
  }
  return true;
}

function compileSequence(context: Context, patterns: readonly PythonPattern[]): Test {
  const tests = patterns.map((item) => compilePattern(context, item));
  const star = patterns.findIndex(({ nodeType }) => nodeType === 'MatchStar');
  return (frame, value) => {
    if (isUnknown(value)) return value;
    if (!isKind(value, 'list') && !isKind(value, 'tuple') && !isKind(value, 'range')) return false;
    const items = context.runtime.listItems(value);
    if (isUnknown(items)) return items;
    const after = tests.length - star - 1;
    if (star < 0 ? items.length !== tests.length : items.length < tests.length - 1) return false;
    const parts =
      star < 0
        ? items
        : [
            ...items.slice(0, star),
            makeList(items.slice(star, items.length - after)),
            ...items.slice(items.length - after),
          ];
    return all(tests.map((test, at) => () => test(frame, parts[at] ?? null)));
  };
}

function compileMapping(context: Context, pattern: Extract<PythonPattern, { nodeType: 'MatchMapping' }>): Test {
  const { runtime, compiler } = context;
  const keys = pattern.keys.map((item) => compiler.expression(context, item));
  const tests = pattern.patterns.map((item) => compilePattern(context, item));
  const bindRest = pattern.rest ? compileBind(context, pattern.rest) : undefined;
  return (frame, value) => {
    if (isUnknown(value)) return value;
    if (!isKind(value, 'dict')) return false;
    const left = new Map(value.entries);
    const result = all(
      keys.map((key, at) => () => {
        const name = runtime.keyOf(key(frame));
        if (isUnknown(name)) return name;
        const entry = value.entries.get(name);
        if (!entry) return value.rest ?? false;
        left.delete(name);
        return tests[at]?.(frame, entry[1]) ?? false;
      }),
    );
    if (result === true) bindRest?.(frame, makeDict(left, value.rest));
    return result;
  };
}

function compileClassPattern(context: Context, pattern: Extract<PythonPattern, { nodeType: 'MatchClass' }>): Test {
  const { runtime, compiler } = context;
  const cls = compiler.expression(context, pattern.cls);
  const positional = pattern.patterns.map((item) => compilePattern(context, item));
  const named = pattern.kwd_patterns.map((item, at) => ({
    name: pattern.kwd_attrs[at] ?? '',
    test: compilePattern(context, item),
  }));
  return (frame, value) => {
    const type = cls(frame);
    const isInstance = runtime.isInstance(value, type);
    if (isInstance !== true) return isInstance;
    const names = positional.length > 0 ? positionalNames(runtime, type) : [];
    const tests = positional.map((test, at) => () => {
      const name = names[at];
      if (name === undefined) return names.length === 0 ? test(frame, value) : false;
      return testAttribute(runtime, frame, value, name, test);
    });
    const rest = named.map(
      ({ name, test }) =>
        () =>
          testAttribute(runtime, frame, value, name, test),
    );
    return all([...tests, ...rest]);
  };
}

function testAttribute(runtime: Runtime, frame: Frame, value: Value, name: string, test: Test): boolean | Unknown {
  const found = runtime.findAttribute(value, name);
  return found === undefined ? false : test(frame, found);
}

/** `__match_args__`; built-in types such as `int` match the value itself. */
function positionalNames(runtime: Runtime, type: Value): string[] {
  const names = runtime.findAttribute(type, '__match_args__');
  return isKind(names, 'tuple') ? names.items.map(String) : [];
}
