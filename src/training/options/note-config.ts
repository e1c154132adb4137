import type { SourceText } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Dict, Site, Value } from '../../python/values/value.js';
import { spanOfNode } from '../../syntax/python/node-span.js';
import { parsePython } from '../../syntax/python/parse-python.js';
import type { PythonExpression } from '../../syntax/python/python-syntax.js';
import type { OptionBook } from './option-book.js';

/** Dictionaries within dictionaries; what is deeper is no configuration. */
const DEEPEST = 30;

interface Noting {
  readonly book: OptionBook;
  readonly source: SourceText;
}

/**
 * Tells the book where a configuration that is written in Python says what: `train_dataloader = dict(batch_size=16)` says
 * `train_dataloader.batch_size`. `values` are the names of the file with what they are in the end.
 */
export function noteConfig(book: OptionBook, values: Dict, source: SourceText): void {
  const noting: Noting = { book, source };
  for (const [name, node] of lastAssigned(source)) noteEntry(noting, values, name, name, node, 0);
}

/** `name = …` at the top of the file; of several the last. */
function lastAssigned(source: SourceText): ReadonlyMap<string, PythonExpression> {
  const assigned = new Map<string, PythonExpression>();
  for (const node of parsePython(source).body) {
    if (node.nodeType !== 'Assign') continue;
    for (const target of node.targets) if (target.nodeType === 'Name') assigned.set(target.id, node.value);
  }
  return assigned;
}

function noteEntry(
  noting: Noting,
  holder: Dict,
  name: string,
  key: string,
  node: PythonExpression,
  depth: number,
): void {
  const { book, source } = noting;
  const value = holder.entries.get(name)?.[1];
  if (value === undefined) return;
  const site: Site = { source, ...spanOfNode(source, node) };
  book.hold(holder, name, key, site);
  if (isKind(value, 'dict') || isKind(value, 'list') || isKind(value, 'tuple'))
    noteWithin(noting, value, key, node, depth);
  if (!isKind(value, 'dict')) book.declare(key, { name: key, value, isGiven: false, source: 'file', site });
}

/** What stands in a dictionary or a list that is written there; one that is only named is told of where it is written. */
function noteWithin(noting: Noting, value: Value, key: string, node: PythonExpression, depth: number): void {
  if (depth > DEEPEST) return;
  if (isKind(value, 'dict')) {
    for (const [name, item] of entriesOf(node)) {
      if (name === 'type')
        noting.book.hold(value, name, key, { source: noting.source, ...spanOfNode(noting.source, node) });
      else noteEntry(noting, value, name, `${key}.${name}`, item, depth + 1);
    }
    return;
  }
  if (!isKind(value, 'list') && !isKind(value, 'tuple')) return;
  const items = node.nodeType === 'List' || node.nodeType === 'Tuple' ? node.elts : [];
  if (items.length !== value.items.length) return;
  for (const [at, item] of items.entries())
    noteWithin(noting, value.items[at] ?? null, `${key}[${at}]`, item, depth + 1);
}

/** Of `dict(a=1)` and `{'a': 1}`. */
function entriesOf(node: PythonExpression): readonly (readonly [string, PythonExpression])[] {
  if (node.nodeType === 'Call') {
    const isDict = node.func.nodeType === 'Name' && node.func.id === 'dict';
    return isDict ? node.keywords.flatMap(({ arg, value }) => (arg ? [[arg, value] as const] : [])) : [];
  }
  if (node.nodeType !== 'Dict') return [];
  return node.keys.flatMap((key, at) => {
    const value = node.values[at];
    return key?.nodeType === 'Constant' && typeof key.value === 'string' && value ? [[key.value, value] as const] : [];
  });
}
