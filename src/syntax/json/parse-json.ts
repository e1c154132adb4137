import { printParseErrorCode, visit } from 'jsonc-parser';
import type { SourceText, Span } from '../../base/text.js';
import type { DataEntry, DataNode, DataProblem, DataScalar, ParsedData } from '../data/data-node.js';

/** Values nested deeper than this are left out, so that whoever walks the tree may recurse. */
const MAXIMUM_DEPTH = 100;
const MAXIMUM_PROBLEMS = 50;

interface OpenCollection {
  readonly kind: 'map' | 'list';
  readonly start: number;
  readonly entries: Map<string, DataEntry>;
  readonly items: DataNode[];
  /** The property whose value comes next. */
  key?: { readonly text: string; readonly span: Span };
}

interface State {
  readonly problems: DataProblem[];
  /** The collections that are open, outermost first. */
  readonly open: OpenCollection[];
  /** How many open collections are too deep to be kept. */
  tooDeep: number;
  root?: DataNode;
}

/**
 * Reads JSON with comments and trailing commas, as editors write it (`devcontainer.json`), into positioned data.
 * What is wrong is a problem; what stands before and around it is still read.
 */
export function parseJson(source: SourceText): ParsedData {
  const text = source.text.replace(/^\uFEFF/, ' ');
  const state: State = { problems: [], open: [], tooDeep: 0 };
  try {
    visitJson(state, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    state.tooDeep = 0;
    reportTooDeep(state, { start: 0, end: 0 });
  }
  while (state.open.length > 0) close(state, text.length);
  return { documents: state.root ? [state.root] : [], problems: state.problems };
}

function visitJson(state: State, text: string): void {
  visit(
    text,
    {
      onObjectBegin: (offset) => open(state, 'map', offset),
      onArrayBegin: (offset) => open(state, 'list', offset),
      // An unclosed comment at the end makes the scanner count one character too many.
      onObjectEnd: (offset, length) => close(state, Math.min(offset + length, text.length)),
      onArrayEnd: (offset, length) => close(state, Math.min(offset + length, text.length)),
      onObjectProperty: (name, offset, length) => {
        const collection = state.open.at(-1);
        if (collection && state.tooDeep === 0) collection.key = { text: name, span: spanAt(offset, length) };
      },
      onLiteralValue: (value: unknown, offset, length) => {
        if (state.tooDeep === 0) attach(state, scalarOf(value, text.slice(offset, offset + length), offset));
      },
      onError: (code, offset, length) => {
        if (state.problems.length >= MAXIMUM_PROBLEMS) return;
        const words = printParseErrorCode(code).replace(/([a-z])(?=[A-Z])/g, '$1 ');
        const end = Math.min(offset + length, text.length);
        state.problems.push({ message: words.toLowerCase(), span: { start: Math.min(offset, end), end } });
      },
    },
    { allowTrailingComma: true },
  );
}

function scalarOf(value: unknown, written: string, start: number): DataScalar {
  const isPlainValue = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return {
    kind: 'scalar',
    value: isPlainValue ? (value as DataScalar['value']) : written,
    text: typeof value === 'string' ? value : written,
    span: spanAt(start, written.length),
  };
}

function open(state: State, kind: OpenCollection['kind'], start: number): void {
  if (state.tooDeep > 0 || state.open.length >= MAXIMUM_DEPTH) {
    state.tooDeep += 1;
    reportTooDeep(state, { start, end: start + 1 });
  } else state.open.push({ kind, start, entries: new Map(), items: [] });
}

function close(state: State, end: number): void {
  if (state.tooDeep > 0) {
    state.tooDeep -= 1;
    return;
  }
  const collection = state.open.pop();
  if (!collection) return;
  const span = { start: collection.start, end };
  if (collection.kind === 'map') attach(state, { kind: 'map', entries: [...collection.entries.values()], span });
  else attach(state, { kind: 'list', items: collection.items, span });
}

function attach(state: State, node: DataNode): void {
  const collection = state.open.at(-1);
  if (!collection) state.root ??= node;
  else if (collection.kind === 'list') collection.items.push(node);
  else if (collection.key) {
    const { text, span } = collection.key;
    delete collection.key;
    if (!collection.entries.has(text)) collection.entries.set(text, { key: text, keySpan: span, value: node });
    else {
      const message = `the key ${JSON.stringify(text)} is given twice; the first one counts`;
      if (state.problems.length < MAXIMUM_PROBLEMS) state.problems.push({ kind: 'duplicate-key', message, span });
    }
  }
}

function reportTooDeep(state: State, span: Span): void {
  if (state.problems.some(({ kind }) => kind === 'limit')) return;
  state.problems.push({ kind: 'limit', message: `values are nested more than ${MAXIMUM_DEPTH} deep`, span });
}

function spanAt(start: number, length: number): Span {
  return { start, end: start + length };
}
