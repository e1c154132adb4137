import { groupBy } from '../../base/order.js';
import { closestWord } from '../../base/suggest.js';
import type { Place } from '../../base/text.js';
import { ignoreFindings } from '../catalog/ignore.js';
import { findEntry, listFindingEntries } from '../catalog.js';
import { familyOf } from '../families.js';
import type { Finding, IgnoredFinding } from '../finding.js';
import { codesRelatedTo, type Ignore, readIgnore } from './read-ignore.js';

/** A comment and the lines, one-based and inclusive, that it speaks of. */
export interface PlacedComment {
  readonly text: string;
  readonly place: Place;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface Sifted {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
}

/** One code of one comment. */
interface Request {
  readonly comment: PlacedComment;
  readonly ignore: Ignore & { readonly kind: 'ignore' };
  readonly code: string;
  isUsed: boolean;
}

const OWN_FAMILY = 'IGN';

/**
 * Takes out what comments ask to ignore, and adds what is wrong with those comments: that ask for nothing that is found,
 * for a code that does not exist, or cannot be read. Those findings can be ignored in turn.
 */
export function applyIgnores(findings: readonly Finding[], comments: readonly PlacedComment[]): Sifted {
  const read = comments.map((comment) => ({ comment, ignore: readIgnore(comment.text) }));
  const requests = read.flatMap(({ comment, ignore }) =>
    ignore?.kind === 'ignore' ? ignore.codes.map((code): Request => ({ comment, ignore, code, isUsed: false })) : [],
  );
  const unreadable = read.flatMap(({ comment, ignore }) =>
    ignore?.kind === 'unreadable' ? [ignoreFindings.unreadable({ text: firstWords(comment.text) }, comment.place)] : [],
  );
  const sifted = sift(findings, requests);
  const own = sift([...unreadable, ...requests.flatMap(faultOf)], requests);
  return { findings: [...sifted.findings, ...own.findings], ignored: [...sifted.ignored, ...own.ignored] };
}

function sift(findings: readonly Finding[], requests: readonly Request[]): Sifted {
  const byCode = groupBy(requests, ({ code, comment }) => `${code} ${comment.place.file}`);
  const ignored: IgnoredFinding[] = [];
  const kept = findings.filter((finding) => {
    const matching = (byCode.get(`${finding.code} ${finding.place?.file}`) ?? []).filter((request) =>
      speaksOf(request, finding.place),
    );
    for (const request of matching) request.isUsed = true;
    const [first] = matching;
    if (!first) return true;
    const { reason } = first.ignore;
    ignored.push({ finding, ...(reason === undefined ? {} : { reason }), comment: first.comment.place });
    return false;
  });
  return { findings: kept, ignored };
}

/** What begins on a line that the comment speaks of, and what has the comment inside it. */
function speaksOf({ comment, ignore }: Request, place: Place | undefined): boolean {
  if (!place) return false;
  if (ignore.isWholeFile) return true;
  const isNext = place.line >= comment.firstLine && place.line <= comment.lastLine;
  const isAround = place.line < comment.place.line && comment.place.line <= place.endLine;
  return isNext || isAround;
}

function faultOf({ comment, ignore, code, isUsed }: Request): readonly Finding[] {
  if (isUsed || ignore.isForeign) return [];
  if (!findEntry(code)) return [ignoreFindings.unknownCode({ code, suggestion: suggestCode(code) }, comment.place)];
  // Whether such a comment is of use shows only after this.
  if (familyOf(code) === OWN_FAMILY) return [];
  return [ignoreFindings.matchesNothing({ code, isWholeFile: ignore.isWholeFile }, comment.place)];
}

function suggestCode(code: string): string | undefined {
  const related = codesRelatedTo(code, ['equal', 'subset', 'superset', 'relevant']);
  if (related.length > 0) return related.join(' or ');
  return closestWord(
    code,
    listFindingEntries().map((entry) => entry.code),
  );
}

function firstWords(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
