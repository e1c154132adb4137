import { listFindingEntries } from '../catalog.js';
import type { Relation } from '../finding.js';

/** What a comment asks for. */
export type Ignore =
  | {
      readonly kind: 'ignore';
      /** Upper case; some may not exist. */
      readonly codes: readonly string[];
      readonly isWholeFile: boolean;
      readonly reason?: string;
      /** True for a comment that was written for another tool: nobody is told when it matches nothing of ours. */
      readonly isForeign: boolean;
    }
  | { readonly kind: 'unreadable' };

/** A quick look at a whole text: without this no comment in it asks for anything. */
export const MAY_IGNORE = /torchdock\s+ignore|hadolint\s+(?:global\s+)?ignore/i;

const CODES = String.raw`([A-Z0-9-]+(?:\s*,\s*[A-Z0-9-]+)*)`;
const OURS = new RegExp(String.raw`^torchdock\s+ignore(-file)?\s*=\s*${CODES}(?:[\s:]+(\S.*))?$`, 'is');
const HADOLINT = new RegExp(String.raw`^hadolint\s+(global\s+)?ignore\s*=\s*${CODES}`, 'i');

/** Longer comments are prose. */
const LONGEST = 1000;

/** Reads the text of a comment (without its marks); undefined when it asks for nothing. */
export function readIgnore(text: string): Ignore | undefined {
  if (text.length > LONGEST) return undefined;
  const foreign = HADOLINT.exec(text);
  if (foreign) return readHadolint(splitCodes(foreign[2]), foreign[1] !== undefined);
  if (!/^torchdock\s+ignore\b/i.test(text)) return undefined;
  const [, file, codes, reason] = OURS.exec(text) ?? [];
  if (codes === undefined) return { kind: 'unreadable' };
  const isWholeFile = file !== undefined;
  const said = reason === undefined ? {} : { reason: reason.trim() };
  return { kind: 'ignore', codes: splitCodes(codes), isWholeFile, ...said, isForeign: false };
}

/**
 * Before a line, what hadolint would find there is what we find there, if its rule is the same as ours or a part of it. For
 * a whole file only a rule that is the same counts: a part must not silence the rest.
 */
function readHadolint(ids: readonly string[], isWholeFile: boolean): Ignore {
  const counting: readonly Relation[] = isWholeFile ? ['equal'] : ['equal', 'subset'];
  const codes = ids.flatMap((id) => codesRelatedTo(id, counting));
  return {
    kind: 'ignore',
    codes: [...new Set(codes)],
    isWholeFile,
    reason: `hadolint ${ids.join(', ')}`,
    isForeign: true,
  };
}

/** Our codes for an id of another tool, by what its rule is to ours. */
export function codesRelatedTo(id: string, relations: readonly Relation[]): readonly string[] {
  return listFindingEntries()
    .filter(({ related = [] }) => related.some((rule) => rule.id === id && relations.includes(rule.relation)))
    .map(({ code }) => code);
}

function splitCodes(text = ''): readonly string[] {
  return [...new Set(text.toUpperCase().split(/\s*,\s*/))];
}
