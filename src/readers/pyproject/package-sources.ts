import { type Place, placeOf, type SourceText } from '../../base/text.js';
import type { PackageSource } from '../../commands/python-package.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import type { Finding } from '../../findings/finding.js';
import { booleanOf, type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { normalizeProjectName, readReferencedProject } from '../../syntax/requirement/project-name.js';
import type { Declared } from './declared.js';

interface PackageIndex {
  readonly name: string;
  readonly url: string;
  /** `only-named` indexes serve the packages that name them and no other. */
  readonly use: 'first' | 'also' | 'only-named';
  readonly place: Place;
}

/** One way to get a package: `[tool.uv.sources]` may give several, told apart by marker, extra or group. */
interface NamedSource {
  readonly indexName?: string;
  readonly reference?: string;
  readonly marker?: string;
  readonly extra?: string;
  readonly group?: string;
  readonly place: Place;
}

export interface PackageSources {
  readonly indexes: readonly PackageIndex[];
  readonly byName: ReadonlyMap<string, readonly NamedSource[]>;
}

/** A declared requirement with one of the places that it is taken from. */
export interface Sourced {
  readonly declared: Declared;
  readonly source: PackageSource;
}

export function readPackageSources(source: SourceText, document: DataNode | undefined): PackageSources {
  const uv = valueAt(document, 'tool', 'uv');
  const byName = new Map<string, readonly NamedSource[]>();
  for (const { key, value } of entriesOf(valueAt(uv, 'sources'))) {
    const variants = value.kind === 'list' ? value.items : [value];
    byName.set(
      normalizeProjectName(key),
      variants.map((variant) => readNamedSource(source, variant)),
    );
  }
  const poetry = valueAt(document, 'tool', 'poetry');
  return { indexes: [...readUvIndexes(source, uv), ...readPoetrySources(source, poetry)], byName };
}

function readUvIndexes(source: SourceText, uv: DataNode | undefined): readonly PackageIndex[] {
  const named = itemsOf(valueAt(uv, 'index')).flatMap((index) => {
    const isExplicit = booleanOf(valueAt(index, 'explicit')) === true;
    const use = isExplicit ? 'only-named' : booleanOf(valueAt(index, 'default')) === true ? 'first' : 'also';
    return packageIndex(source, valueAt(index, 'url'), use, textOf(valueAt(index, 'name')));
  });
  const extra = itemsOf(valueAt(uv, 'extra-index-url'));
  return [
    ...named,
    ...packageIndex(source, valueAt(uv, 'index-url'), 'first'),
    ...extra.flatMap((item) => packageIndex(source, item, 'also')),
  ];
}

function readPoetrySources(source: SourceText, poetry: DataNode | undefined): readonly PackageIndex[] {
  return itemsOf(valueAt(poetry, 'source')).flatMap((item) => {
    const priority = textOf(valueAt(item, 'priority')) ?? 'primary';
    const use = priority === 'explicit' ? 'only-named' : priority === 'supplemental' ? 'also' : 'first';
    return packageIndex(source, valueAt(item, 'url'), use, textOf(valueAt(item, 'name')));
  });
}

/** None without an address. */
function packageIndex(
  source: SourceText,
  address: DataNode | undefined,
  use: PackageIndex['use'],
  name = '',
): readonly PackageIndex[] {
  const url = textOf(address);
  return address === undefined || url === undefined ? [] : [{ name, url, use, place: placeOf(source, address.span) }];
}

function readNamedSource(source: SourceText, node: DataNode): NamedSource {
  const field = (key: string): string | undefined => textOf(valueAt(node, key));
  const git = field('git');
  const revision = field('tag') ?? field('rev') ?? field('branch');
  const reference =
    git === undefined ? (field('url') ?? field('path')) : `git+${git}${revision === undefined ? '' : `@${revision}`}`;
  const named = {
    indexName: field('index'),
    reference,
    marker: field('marker'),
    extra: field('extra'),
    group: field('group'),
  };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return { ...given, place: placeOf(source, node.span) };
}

/** Each way to get the package; exactly one when no table names it. */
export function sourcesOf(declared: Declared, sources: PackageSources, findings: Finding[]): readonly Sourced[] {
  const named = (sources.byName.get(declared.requirement.name) ?? []).filter((source) => applies(source, declared));
  if (named.length === 0)
    return [{ declared, source: indexSource(declared, sources, declared.indexName, declared.place, findings) }];
  return named.map((source) => ({
    declared: { ...declared, requirement: narrow(declared, source) },
    source: indexSource(declared, sources, source.indexName, source.place, findings),
  }));
}

function applies(source: NamedSource, { group }: Declared): boolean {
  const isForExtra = source.extra === undefined || (group?.kind === 'extra' && group.name === source.extra);
  const isForGroup = source.group === undefined || (group?.kind === 'group' && group.name === source.group);
  return isForExtra && isForGroup;
}

function narrow({ requirement }: Declared, { marker, reference }: NamedSource): Declared['requirement'] {
  const both = requirement.marker !== undefined && marker !== undefined;
  const joined = both ? `(${requirement.marker}) and (${marker})` : (marker ?? requirement.marker);
  return {
    ...(reference === undefined ? {} : readReferencedProject(reference)),
    ...requirement,
    ...(joined === undefined ? {} : { marker: joined }),
    ...(reference === undefined ? {} : { reference }),
  };
}

function indexSource(
  declared: Declared,
  { indexes }: PackageSources,
  indexName: string | undefined,
  place: Place,
  findings: Finding[],
): PackageSource {
  const group = declared.group === undefined ? {} : { group: declared.group.name };
  const named = indexName === undefined ? undefined : indexes.find(({ name }) => name === indexName);
  if (named) return { ...group, indexUrl: named.url };
  if (indexName !== undefined && indexName.toLowerCase() !== 'pypi') {
    const known = indexes.map(({ name }) => name).filter((name) => name !== '');
    findings.push(manifestFindings.unknownIndex({ name: JSON.stringify(indexName), known }, place));
    return group;
  }
  const first = indexes.find(({ use }) => use === 'first');
  const also = indexes.filter((index) => index.use !== 'only-named' && index !== first).map(({ url }) => url);
  return { ...group, ...(first ? { indexUrl: first.url } : {}), extraIndexUrls: also };
}
