import { spanOfNode } from '../../syntax/python/node-span.js';
import { addFunctions } from '../builtins/functions.js';
import { createTypes } from '../builtins/types.js';
import { compileFile } from '../compile/compile-file.js';
import { COMPILER } from '../compile/compiler.js';
import type { Budget } from '../interpreter.js';
import type { Natives } from '../machine.js';
import { isKind, isUnknown, makeUnknown } from '../values/make.js';
import type { Class, External, Instance, Problem, Site, Unknown, Value } from '../values/value.js';
import { type Watcher, within } from '../watcher.js';
import { find, findPlain, lookupClass, readAttribute } from './attributes.js';
import { callBoundTo, callFunction, callValue } from './call.js';
import { createChainNumbers } from './chain-numbers.js';
import { remove, removePlain, write, writePlain } from './change-attributes.js';
import { removeItem, writeItem } from './change-items.js';
import { createClass } from './classes.js';
import { computeCompare, computeEquals } from './compare.js';
import type { Changeable } from './content.js';
import { COSTS } from './costs.js';
import { copyDeep } from './deep-copy.js';
import { formatValue } from './format-spec.js';
import { readItem, readLength } from './items.js';
import { collectItems, hasItem, iterateValue } from './iterate.js';
import { touch } from './journal.js';
import { readKey } from './key-of.js';
import { classOf, isInstanceOf, truthOf } from './kinds.js';
import { computeBinary, computeInplace, computeUnary } from './operators.js';
import { BudgetEnd, type Frame, Raised, type Runtime } from './runtime.js';
import { isSame } from './same.js';
import { writeRepr, writeText } from './text.js';

/** Problems that are kept; further ones say nothing new. */
const MOST_PROBLEMS = 1000;

type Imports = Pick<Runtime, 'importModule' | 'importFrom' | 'importMember' | 'moduleText' | 'deferFrom' | 'import'>;

function makeBare(runtime: Runtime, cls: Class): Instance {
  runtime.spend(COSTS.instance);
  return {
    kind: 'instance',
    cls,
    attributes: new Map(),
    payload: undefined,
    state: undefined,
    site: siteOf(runtime.frame),
    partial: undefined,
  };
}

/** Ties the parts together: each sees the others only through the runtime. */
export function createRuntime(
  budget: Budget,
  natives: Natives,
  watcher: Watcher | undefined,
  imports: (runtime: Runtime) => Imports,
): Runtime {
  const chains = createChainNumbers();
  const self: Runtime = {
    frame: undefined,
    depth: 0,
    steps: 0,
    cells: 0,
    handled: [],
    tryDepth: 0,
    withDepth: 0,
    journals: [],
    budget,
    natives,
    watcher,
    isWatched: watcher !== undefined,
    problems: [],
    loose: [],
    printed: [],
    modules: new Map(),
    classes: new Map(),
    builtins: new Map(),
    objectMethods: new Map(),
    externals: [],

    call: (callee, values, keywords) => callValue(self, callee, values, keywords),
    callFunction: (callee, values, keywords) => callFunction(self, callee, values, keywords),
    callMethod: (object, name, values = [], keywords) =>
      callValue(self, readAttribute(self, object, name), values, keywords),
    callSpecial: (object, name, values = []) => callSpecial(self, object, name, values),

    getAttribute: (object, name) => {
      const value = readAttribute(self, object, name);
      return watcher && isOpaque(object) ? watcher.attribute(object, name, value) : value;
    },
    findAttribute: (object, name) => find(self, object, name),
    findPlainAttribute: (object, name) => findPlain(self, object, name),
    setAttribute: (object, name, value) => write(self, object, name, value),
    setPlainAttribute: (object, name, value) => writePlain(self, object, name, value),
    deleteAttribute: (object, name) => remove(self, object, name),
    deletePlainAttribute: (object, name) => removePlain(self, object, name),
    lookup: lookupClass,

    getItem: (object, key) => {
      const value = readItem(self, object, key);
      return watcher && (isOpaque(object) || isUnknown(key)) ? watcher.item(object, key, value) : value;
    },
    setItem: (object, key, value) => writeItem(self, object, key, value),
    deleteItem: (object, key) => removeItem(self, object, key),
    contains: (container, item) => hasItem(self, container, item),
    length: (value) => readLength(self, value),
    iterate: (value) => iterateValue(self, value),
    listItems: (value) => collectItems(self, value),
    keyOf: (value) => readKey(self, value),

    truth: (value) => truthOf(self, value),
    equals: (a, b) => computeEquals(self, a, b),
    isSame,
    binary: (operator, a, b) => {
      const value = computeBinary(self, operator, a, b);
      return watcher && isUnknown(value) ? watcher.computed(operator, a, b, value) : value;
    },
    inplace: (operator, a, b) => {
      const value = computeInplace(self, operator, a, b);
      return watcher && isUnknown(value) ? watcher.computed(operator, a, b, value) : value;
    },
    unary: (operator, value) => computeUnary(self, operator, value),
    compare: (operator, a, b) => computeCompare(self, operator, a, b),

    typeOf: (value) => classOf(self, value),
    isInstance: (value, cls) => isInstanceOf(self, value, cls),
    isSubclass: (cls, of) => cls.mro.includes(of),
    makeInstance: (cls) => makeBare(self, cls),
    makeClass: (name, bases, namespace, keywords) => {
      self.spend(COSTS.class);
      return createClass(self, name, bases, namespace, keywords);
    },

    text: (value) => writeText(self, value),
    repr: (value) => writeRepr(self, value),
    format: (value, spec) => formatValue(self, value, spec),

    raise: (className, message) => {
      throw new Raised(self.makeException(className, message), siteOf(self.frame));
    },
    makeException: (className, message) => makeException(self, className, message),
    unknown: (reason) => makeUnknown(reason, siteOf(self.frame)),
    report: (kind, reason) => report(self, kind, reason),
    touch: (value) => touchValue(self, value),
    touchMap: (names) => touch(self, names),
    inside: (manager, run) => {
      const site = siteOf(self.frame);
      return watcher && site ? within(watcher, { kind: 'with', site, manager }, run) : run();
    },
    spend: (steps) => {
      self.steps += steps;
      if (self.steps > budget.steps)
        throw new BudgetEnd({ kind: 'budget', reason: `more than ${budget.steps} steps`, site: siteOf(self.frame) });
    },
    mayAllocate: (cells) => {
      if (!(cells >= 0)) return true;
      if (self.cells + cells > budget.cells) {
        self.spend(COSTS.refusal);
        return false;
      }
      self.cells += cells;
      return true;
    },

    builtin: (name) => self.builtins.get(name) ?? makeUnknown(`${name} is not built in`, undefined),
    builtinClass: (name) => {
      const cls = self.classes.get(name);
      if (!cls) throw new Error(`no built-in class ${name}`);
      return cls;
    },
    deepCopy: (value, memo) => copyDeep(self, value, memo),

    site: () => siteOf(self.frame),
    broughtSite: () => broughtSiteOf(self.frame),
    callChain: () => callChain(self.frame),
    chainNumber: (isOutside) => chains.numberOf(isOutside ? self.frame?.caller : self.frame),
    selfChain: () => selfChain(self.frame),

    compileModule: (source, isWhole) => compileFile(self, source, COMPILER, isWhole).run,
    compileExpression: (source) => compileFile(self, source, COMPILER, true).expression(),
    importModule: () => null,
    importFrom: () => null,
    importMember: () => null,
    moduleText: () => undefined,
    deferFrom: () => false,
    import: () => null,
  };
  Object.assign(self, imports(self));
  createTypes(self);
  addFunctions(self);
  return self;
}

function isOpaque(value: Value): value is Unknown | External {
  return isKind(value, 'unknown') || isKind(value, 'external');
}

function callSpecial(runtime: Runtime, object: Value, name: string, values: readonly Value[]): Value | undefined {
  const type = isKind(object, 'instance') ? object.cls : classOf(runtime, object);
  if (isUnknown(type)) return type;
  const own = lookupClass(type, name);
  return own === undefined || own === null ? undefined : callBoundTo(runtime, own, object, type, values, undefined);
}

function makeException(runtime: Runtime, className: string, message: string): Instance {
  const error = runtime.makeInstance(runtime.builtinClass(className));
  error.attributes.set('args', { kind: 'tuple', items: message === '' ? [] : [message] });
  return error;
}

/** The place that runs, for people: where it is in a source of ours, the place that called it. */
export function siteOf(frame: Frame | undefined): Site | undefined {
  let at = frame;
  while (at?.caller && at.source.path.startsWith('<python>/')) at = at.caller;
  return at && { source: at.source, ...spanOfNode(at.source, at.at) };
}

function broughtSiteOf(frame: Frame | undefined): Site | undefined {
  return frame?.source.path.startsWith('<python>/')
    ? { source: frame.source, ...spanOfNode(frame.source, frame.at) }
    : undefined;
}

function callChain(frame: Frame | undefined): Site[] {
  const chain: Site[] = [];
  for (let at = frame; at && chain.length < 100; at = at.caller) {
    const site = siteOf(at);
    if (site) chain.push(site);
  }
  return chain;
}

function selfChain(frame: Frame | undefined): Instance[] {
  const chain: Instance[] = [];
  for (let at = frame; at && chain.length < 100; at = at.caller) {
    if (at.owner && isKind(at.first, 'instance')) chain.push(at.first);
  }
  return chain;
}

function report(runtime: Runtime, kind: Problem['kind'], reason: string): Problem {
  const problem: Problem = { kind, reason, site: siteOf(runtime.frame) };
  if (runtime.problems.length < MOST_PROBLEMS) runtime.problems.push(problem);
  const [object] = selfChain(runtime.frame);
  if (!object && kind === 'undecided' && runtime.loose.length < MOST_PROBLEMS) runtime.loose.push(problem);
  if (object) {
    touch(runtime, object);
    object.partial = [...(object.partial ?? []).slice(0, 20), problem];
  }
  return problem;
}

function touchValue(runtime: Runtime, value: Value): void {
  if (runtime.journals.length === 0 || typeof value !== 'object' || value === null) return;
  touch(runtime, value as Changeable);
  if (value.kind === 'instance' || value.kind === 'class' || value.kind === 'module') touch(runtime, value.attributes);
}
