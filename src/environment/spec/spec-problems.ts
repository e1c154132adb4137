import type * as z from 'zod/mini';
import { closestWord } from '../../base/suggest.js';
import { placeOf, type SourceText } from '../../base/text.js';
import { specFindings } from '../../findings/catalog/spec.js';
import type { Finding } from '../../findings/finding.js';
import { type DataEntry, type DataNode, entryOf } from '../../syntax/data/data-node.js';
import { describeKind } from '../../syntax/data/describe-kind.js';
import { keysWithin } from './spec-keys.js';
import type { SpecProblem } from './spec-values.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One thing that is wrong, and the value that is left out for it. */
interface Located {
  readonly path: Path;
  /** Made only for those that are told: a hostile file has more than anybody reads. */
  readonly describe: () => Finding;
}

const MAKERS: Readonly<
  Record<SpecProblem, (params: { readonly key: string; readonly expected: string; readonly found: string }) => Maker>
> = {
  value: (params) => (place) => specFindings.wrongValue({ ...params, suggestion: undefined }, place),
  size: (params) => (place) => specFindings.badSize(params, place),
  port: (params) => (place) => specFindings.badPort(params, place),
  path: (params) => (place) => specFindings.badPath(params, place),
  name: (params) => (place) => specFindings.badName(params, place),
  secret:
    ({ key }) =>
    (place) =>
      specFindings.secretInFile({ key, name: undefined }, place),
  command: (params) => (place) => specFindings.needsShell(params, place),
  host: (params) => (place) => specFindings.mountsHost(params, place),
};

type Maker = (place: ReturnType<typeof placeOf>) => Finding;

/** What the schema says of a value, as findings at their places. */
export function locateIssues(source: SourceText, root: DataNode, issues: readonly Issue[]): readonly Located[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .flatMap((issue): readonly Located[] => {
      const { path } = issue;
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          path: [...path, key],
          describe: () => describeKey(source, root, path, key),
        }));
      if (issue.code === 'invalid_key') return [{ path, describe: () => describeName(source, root, issue) }];
      return [{ path, describe: () => describeValue(source, root, issue) }];
    });
}

/** Of a value that may be of several kinds, what is wrong with the kind that it has. */
function flatten(issue: Issue, before: Path): readonly Issue[] {
  const path = [...before, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ ...issue, path }];
  const isOfKind = (issues: readonly Issue[]): boolean =>
    issues.every((one) => one.path.length > 0 || !['invalid_type', 'invalid_value'].includes(one.code));
  const meant = issue.errors.find(isOfKind);
  return meant ? meant.flatMap((one) => flatten(one, path)) : [{ ...issue, path }];
}

function describeKey(source: SourceText, root: DataNode, path: Path, key: string): Finding {
  const span = entryAt(root, [...path, key])?.keySpan ?? root.span;
  const within = nameOf(path);
  const suggestion = closestWord(key, keysWithin(within));
  return specFindings.unknownKey({ key: clip(key), within, suggestion }, placeOf(source, span));
}

function describeName(source: SourceText, root: DataNode, issue: Extract<Issue, { code: 'invalid_key' }>): Finding {
  const span = entryAt(root, issue.path)?.keySpan ?? root.span;
  const key = `the name in ${nameOf(issue.path.slice(0, -1))}`;
  const found = quote(String(issue.path.at(-1)));
  return specFindings.badName({ key, expected: issue.issues[0]?.message ?? '', found }, placeOf(source, span));
}

function describeValue(source: SourceText, root: DataNode, issue: Issue): Finding {
  const node = nodeAt(root, issue.path);
  const place = placeOf(source, (node ?? root).span);
  const params = { key: nameOf(issue.path), expected: issue.message, found: describeFound(node) };
  if (issue.code !== 'custom') {
    const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
    const suggestion = node?.kind === 'scalar' ? closestWord(node.text, values) : undefined;
    return specFindings.wrongValue({ ...params, suggestion }, place);
  }
  const problem = (issue.params as { readonly problem?: SpecProblem } | undefined)?.problem ?? 'value';
  return MAKERS[problem](params)(place);
}

export function nodeAt(root: DataNode, path: Path): DataNode | undefined {
  return path.length === 0 ? root : (entryAt(root, path)?.value ?? itemAt(root, path));
}

function entryAt(root: DataNode, path: Path): DataEntry | undefined {
  return entryOf(nodeAt(root, path.slice(0, -1)), String(path.at(-1)));
}

function itemAt(root: DataNode, path: Path): DataNode | undefined {
  const list = nodeAt(root, path.slice(0, -1));
  return list?.kind === 'list' ? list.items[Number(path.at(-1))] : undefined;
}

/** `limits.memory`, `ports[0]`. */
function nameOf(path: Path): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step + 1}]` : `${at === 0 ? '' : '.'}${clip(String(step))}`))
    .join('');
}

function describeFound(node: DataNode | undefined): string {
  if (!node) return 'empty';
  return node.kind === 'scalar' && node.value !== null ? quote(node.text) : describeKind(node);
}

function quote(text: string): string {
  return `'${clip(text)}'`;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
