import { type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { describeKind } from '../../syntax/data/describe-kind.js';
import { isVersion } from '../version.js';

/** Says what is wrong with a value, and where: `where` is the way to it, `releases[3].torch`. */
export type Report = (node: DataNode, where: string, problem: string) => void;

/** A value of a table and the way to it. Whatever is asked of it is there, or was reported. */
export interface Field {
  readonly node: DataNode;
  readonly where: string;
  readonly report: Report;
}

/** An optional field: undefined when it is absent or null. */
export function optionalField(field: Field, key: string): Field | undefined {
  const node = valueAt(field.node, key);
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  return { ...field, node, where: join(field.where, key) };
}

/** A map that must be there; an empty one stands for it, so that whatever is asked of it is reported under its name. */
export function requiredField(field: Field, key: string): Field {
  const empty: DataNode = { kind: 'map', entries: [], span: field.node.span };
  return optionalField(field, key) ?? { ...field, node: empty, where: join(field.where, key) };
}

/** The text of a field; `''` after a report when there is none. */
export function textField(field: Field, key: string): string {
  const found = optionalField(field, key);
  const text = textOf(found?.node);
  if (text === undefined) field.report(found?.node ?? field.node, join(field.where, key), 'should be a text');
  return text ?? '';
}

export function optionalText(field: Field, key: string): string | undefined {
  return optionalField(field, key) && textField(field, key);
}

export function versionField(field: Field, key: string): string {
  const found = optionalField(field, key);
  return versionOf(found ?? { ...field, where: join(field.where, key) });
}

export function optionalVersion(field: Field, key: string): string | undefined {
  const found = optionalField(field, key);
  return found && versionOf(found);
}

/** A list of versions; empty when the field is absent. */
export function versionList(field: Field, key: string): readonly string[] {
  return listField(field, key).map(versionOf);
}

/** The items of a list field; none when it is absent, a report when it is something else. */
export function listField(field: Field, key: string): readonly Field[] {
  const found = optionalField(field, key);
  return found ? itemsOfField(found) : [];
}

/** The items of a value that is a list itself. */
export function itemsOfField(field: Field): readonly Field[] {
  const { node, where, report } = field;
  if (node.kind !== 'list') report(node, where, `should be a list, not ${describeKind(node)}`);
  return itemsOf(node).map((item, at) => ({ ...field, node: item, where: `${where}[${at}]` }));
}

/** The entries of a map; none when it is absent, a report when it is something else. */
export function mapField(field: Field, key: string): readonly (Field & { readonly key: string })[] {
  const found = optionalField(field, key);
  if (found && found.node.kind !== 'map')
    field.report(found.node, found.where, `should be a map, not ${describeKind(found.node)}`);
  return entriesOf(found?.node).map((entry) => ({
    ...field,
    key: entry.key,
    node: entry.value,
    where: `${join(field.where, key)}[${JSON.stringify(entry.key)}]`,
  }));
}

/** Reports a list without which the table says nothing. */
export function requireSome<T>(field: Field, key: string, items: readonly T[]): readonly T[] {
  if (items.length === 0) field.report(field.node, join(field.where, key), 'should hold at least one entry');
  return items;
}

/** The text of a value itself, as an item of a list. */
export function textValue({ node, where, report }: Field): string {
  const text = textOf(node);
  if (text === undefined) report(node, where, 'should be a text');
  return text ?? '';
}

export function versionOf({ node, where, report }: Field): string {
  const text = textOf(node) ?? '';
  if (isVersion(text)) return text;
  report(node, where, `should be a version, numbers with dots between${text === '' ? '' : `, not ${text}`}`);
  return '0';
}

function join(where: string, key: string): string {
  return where === '' ? key : `${where}.${key}`;
}
