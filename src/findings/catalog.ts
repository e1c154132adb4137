import { dataFindings } from './catalog/data.js';
import { linkFindings } from './catalog/link.js';
import { manifestFindings } from './catalog/manifest.js';
import { runFindings } from './catalog/run.js';
import { sourceFindings } from './catalog/source.js';
import type { FindingEntry, FindingMaker } from './finding.js';

/**
 * The one list of all findings. A family is a file in `catalog/`; to add one, write the file and name it here.
 * The parameters of an entry are known only where it is made, hence `never`.
 */
const FAMILIES: readonly Readonly<Record<string, FindingMaker<never>>>[] = [
  dataFindings,
  linkFindings,
  manifestFindings,
  runFindings,
  sourceFindings,
];

/** Every entry by its code, in the order of the codes. */
export function listFindingEntries(): readonly FindingEntry<never>[] {
  return FAMILIES.flatMap((family) => Object.values(family).map((make) => make.entry)).sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}

export function findEntry(code: string): FindingEntry<never> | undefined {
  return listFindingEntries().find((entry) => entry.code === code.toUpperCase());
}
