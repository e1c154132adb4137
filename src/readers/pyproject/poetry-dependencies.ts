import { placeOf, type SourceText } from '../../base/text.js';
import { type DataEntry, type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import type { Requirement } from '../../syntax/requirement/parse-requirement.js';
import { normalizeProjectName } from '../../syntax/requirement/project-name.js';
import type { Declared } from './declared.js';

/** Poetry's own tables: `name = "^2.7"`, `name = { version = …, git = … }`, `name = [{ … }, { … }]`. */
export function readPoetryDependencies(source: SourceText, document: DataNode | undefined): readonly Declared[] {
  const poetry = valueAt(document, 'tool', 'poetry');
  const groups = entriesOf(valueAt(poetry, 'group')).flatMap(({ key, value }) =>
    readTable(source, valueAt(value, 'dependencies'), key),
  );
  return [
    ...readTable(source, valueAt(poetry, 'dependencies')),
    ...readTable(source, valueAt(poetry, 'dev-dependencies'), 'dev'),
    ...groups,
  ];
}

function readTable(source: SourceText, table: DataNode | undefined, group?: string): readonly Declared[] {
  return entriesOf(table)
    .filter(({ key }) => key !== 'python')
    .flatMap((entry) => readDependency(source, entry, group));
}

/** A list holds one dependency for each environment marker. */
function readDependency(source: SourceText, { key, keySpan, value }: DataEntry, group?: string): readonly Declared[] {
  const variants = value.kind === 'list' ? itemsOf(value) : [value];
  return variants.map((variant) => {
    const indexName = textOf(valueAt(variant, 'source'));
    const span = value.kind === 'list' ? variant.span : { start: keySpan.start, end: value.span.end };
    return {
      requirement: toRequirement(key, variant),
      place: placeOf(source, span),
      ...(group === undefined ? {} : { group: { kind: 'group', name: group } as const }),
      ...(indexName === undefined ? {} : { indexName }),
    };
  });
}

function toRequirement(name: string, variant: DataNode): Requirement {
  const written = (textOf(variant) ?? textOf(valueAt(variant, 'version')) ?? '*').trim();
  const python = textOf(valueAt(variant, 'python'));
  const marker = textOf(valueAt(variant, 'markers')) ?? (python === undefined ? undefined : `python ${python}`);
  const reference = referenceOf(variant);
  return {
    name: normalizeProjectName(name),
    extras: itemsOf(valueAt(variant, 'extras')).flatMap((item) => textOf(item) ?? []),
    ...versionOf(written),
    ...(reference === undefined ? {} : { reference }),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** A bare version is exact in Poetry; `^` and `~` stay as written. */
function versionOf(written: string): Pick<Requirement, 'version' | 'specifier'> {
  const exact = /^(?:==?=?\s*)?(\d[A-Za-z0-9._+!-]*)$/.exec(written)?.[1];
  if (exact !== undefined) return { version: exact };
  return written === '*' || written === '' ? {} : { specifier: written };
}

function referenceOf(variant: DataNode): string | undefined {
  const git = textOf(valueAt(variant, 'git'));
  if (git === undefined)
    return textOf(valueAt(variant, 'url')) ?? textOf(valueAt(variant, 'path')) ?? textOf(valueAt(variant, 'file'));
  const revision = ['tag', 'rev', 'branch'].flatMap((key) => textOf(valueAt(variant, key)) ?? [])[0];
  return `git+${git}${revision === undefined ? '' : `@${revision}`}`;
}
