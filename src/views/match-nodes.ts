import { groupBy } from '../base/order.js';

interface Matchable {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
}

/**
 * Which box of the old picture is which of the new one: by id; then, for those whose id changed with the name of an
 * image or a file, by kind and label; then by kind and first word; then by kind, where each side has equally many.
 * The result maps old ids to new ones.
 */
export function matchNodes(before: readonly Matchable[], after: readonly Matchable[]): ReadonlyMap<string, string> {
  const matches = new Map<string, string>();
  let oldLeft = uniqueIds(before);
  let newLeft = uniqueIds(after);
  const keys: readonly ((node: Matchable) => string)[] = [
    ({ id }) => id,
    ({ kind, label }) => `${kind}\n${label}`,
    ({ kind, label }) => `${kind}\n${/^\S*/.exec(label)?.[0] ?? ''}`,
    ({ kind }) => kind,
  ];
  for (const key of keys) {
    const newByKey = groupBy(newLeft, key);
    for (const [value, olds] of groupBy(oldLeft, key)) {
      const news = newByKey.get(value) ?? [];
      if (news.length !== olds.length) continue;
      for (const [at, old] of olds.entries()) matches.set(old.id, news[at]?.id ?? old.id);
    }
    const matched = new Set(matches.values());
    oldLeft = oldLeft.filter(({ id }) => !matches.has(id));
    newLeft = newLeft.filter(({ id }) => !matched.has(id));
  }
  return matches;
}

function uniqueIds(nodes: readonly Matchable[]): readonly Matchable[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}
