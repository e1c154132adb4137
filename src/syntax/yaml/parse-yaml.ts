import type { Document, ParsedNode } from 'yaml';
import { parseAllDocuments } from 'yaml';
import type { SourceText } from '../../base/text.js';
import type { DataNode, DataProblem, ParsedData } from '../data/data-node.js';
import { createYamlConverter } from './yaml-converter.js';

/** Longer texts are not read: the parser needs up to 3 µs a character for text that is wrong everywhere. */
const MAXIMUM_LENGTH = 2_000_000;
const MAXIMUM_PROBLEMS = 50;

/**
 * Reads every document of a YAML text (1.2 core schema; `%YAML 1.1` is respected) into positioned data.
 * Anchors, aliases and merge keys are resolved; the alias' own place is kept, what stands below it keeps the place where
 * it is written. Aliased values are shared, not copied, and what they add up to is bounded.
 */
export function parseYaml(source: SourceText): ParsedData {
  const { text } = source;
  if (text.length > MAXIMUM_LENGTH) {
    const message = `the text has ${text.length} characters; more than ${MAXIMUM_LENGTH} are not read`;
    return { documents: [], problems: [{ kind: 'limit', message, span: { start: 0, end: 0 } }] };
  }
  const parsed = parseDocuments(text);
  const converter = createYamlConverter(text);
  const documents = parsed.contents
    .map((contents) => converter.convert(contents))
    .filter((node): node is DataNode => node !== undefined);
  return { documents, problems: [...parsed.problems, ...converter.problems].slice(0, MAXIMUM_PROBLEMS) };
}

interface ParsedDocuments {
  readonly contents: readonly (ParsedNode | null)[];
  readonly problems: readonly DataProblem[];
}

function parseDocuments(text: string): ParsedDocuments {
  // The parser makes an Error for each problem; without stack traces a text that is all problems takes a third of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const parsed = parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      merge: false,
    });
    const documents: readonly Pick<Document.Parsed, 'errors'>[] = 'empty' in parsed ? [parsed] : parsed;
    const contents = 'empty' in parsed ? [] : parsed.map((document) => document.contents);
    return { contents, problems: documents.flatMap(({ errors }) => problemsOf(errors, text.length)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = 'values are nested too deep to be read';
    return { contents: [], problems: [{ kind: 'limit', message, span: { start: 0, end: 0 } }] };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function problemsOf(errors: Document.Parsed['errors'], length: number): DataProblem[] {
  return errors.slice(0, MAXIMUM_PROBLEMS).map(({ message, pos: [from, to] }) => {
    const start = Math.max(0, Math.min(from, length));
    return { message, span: { start, end: Math.max(start, Math.min(to, length)) } };
  });
}
