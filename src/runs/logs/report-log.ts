import { fileStart, type Place } from '../../base/text.js';
import { logFindings } from '../../findings/catalog/log.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import type { Curve, LogReport } from '../report/log-report.js';
import type { LogBook } from './log-book.js';
import type { FormatBook, LogBooks } from './open-log.js';
import { parsePattern } from './read-pattern.js';
import { MOST_POINTS } from './thin-curve.js';

/** Takes the best book, lets those beside it fill what it does not tell, and says what was left out. */
export function reportOfLog(
  path: string,
  log: LogBooks,
  pattern: string | undefined,
): { readonly report: LogReport | undefined; readonly findings: readonly Finding[] } {
  const place = fileStart(path);
  const parsed = pattern === undefined ? undefined : parsePattern(pattern);
  const findings: Finding[] = [];
  if (pattern !== undefined && parsed?.kind === 'wrong') {
    findings.push(logFindings.wrongPattern({ pattern, reason: parsed.reason }));
  }
  const ofPattern = log.books.find(({ name }) => name === 'pattern');
  if (pattern !== undefined && ofPattern?.book.understood === 0) {
    findings.push(logFindings.patternMatchesNothing({ path, pattern, line: log.firstUnknown ?? '' }, place));
  }
  const best = ofPattern && ofPattern.book.understood > 0 ? ofPattern : bestOf(log.books);
  if (!best) return { report: undefined, findings: [...findings, nothingIn(path, log, place)] };
  const beside = log.books.filter((each) => each !== best && fills(each));
  const report = joinBooks(path, log, best, beside);
  return { report, findings: [...findings, ...leftOut(path, log, best.book), ...broken(path, best.book)] };
}

/** Lines of a generic format may be of something else, so that they weigh less, and one alone proves nothing. */
function bestOf(books: readonly FormatBook[]): FormatBook | undefined {
  const weigh = ({ kind, book }: FormatBook): number => {
    if (kind === 'named') return book.understood * 4;
    return kind === 'generic' && (book.understood > 1 || book.dialect === 'trainer-state') ? book.understood : 0;
  };
  const best = books.reduce<FormatBook | undefined>(
    (most, each) => (most && weigh(most) >= weigh(each) ? most : each),
    undefined,
  );
  if (best && weigh(best) > 0) return best;
  return books.find(({ kind, book }) => kind === 'beside' && book.understood > 0);
}

/** Few lines of another framework may be there by chance; those of a progress bar or a profile are what they look like. */
function fills({ kind, book }: FormatBook): boolean {
  return kind === 'beside' ? book.understood > 0 : kind === 'named' && book.understood >= 3;
}

/** All curves of the best, and of the others those that it has not. */
function joinCurves(best: FormatBook, beside: readonly FormatBook[]): Curve[] {
  const curves = best.book.curves();
  for (const { kind, book } of beside) {
    const names = new Set(curves.map(({ name }) => name));
    if (kind === 'named') curves.push(...book.curves().filter(({ name }) => !names.has(name)));
  }
  return curves;
}

function joinBooks(path: string, log: LogBooks, best: FormatBook, beside: readonly FormatBook[]): LogReport {
  const books = [best, ...beside].map(({ book }) => book);
  const firstOf = <T>(ask: (book: LogBook) => T | undefined): T | undefined => {
    for (const book of books) {
      const answer = ask(book);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const timed = books.find((book) => book.stepSeconds() !== undefined);
  return {
    file: path,
    format: nameOf(best),
    ...(beside.length === 0 ? {} : { alsoFormats: beside.map(nameOf) }),
    curves: joinCurves(best, beside),
    stepSeconds: timed?.stepSeconds(),
    ...(timed?.stepSample === undefined ? {} : { stepSecondsOf: timed.stepSample }),
    dataPercent: firstOf((book) => book.dataPercent()),
    throughput: best.book.throughput() ?? (timed ? timed.throughput() : firstOf((book) => book.throughput())),
    mfuPercent: firstOf((book) => book.mfuPercent()),
    peakMemoryBytes: firstOf((book) => book.peakMemoryBytes),
    capacityBytes: firstOf((book) => book.capacityBytes),
    gpuPercent: undefined,
    nanValues: best.book.nanValues,
    skippedSteps: Math.max(...books.map((book) => book.skippedSteps)),
    lines: { read: log.read, understood: books.reduce((sum, { understood }) => sum + understood, 0) },
  };
}

function nameOf({ name, book }: FormatBook): string {
  return book.dialect ?? name;
}

function nothingIn(path: string, log: LogBooks, place: Place): Finding {
  if (log.hasNul) return sourceFindings.binary({ path }, place);
  if (log.read === 0) return logFindings.empty({ path }, place);
  return logFindings.unknownFormat({ path, line: log.firstUnknown ?? '' }, place);
}

function leftOut(path: string, log: LogBooks, book: LogBook): Finding[] {
  const place = fileStart(path);
  const findings: Finding[] = [];
  if (book.restarts > 0) findings.push(logFindings.restarted({ path, times: book.restarts }, place));
  const thinned = book.thinned();
  const longest = Math.max(0, ...thinned.map(({ total }) => total));
  if (thinned.length > 0) {
    findings.push(logFindings.thinned({ path, curves: thinned.length, points: longest, kept: MOST_POINTS }, place));
  }
  if (log.longLines > 0) findings.push(logFindings.longLines({ path, lines: log.longLines }, place));
  if (book.otherRanks > 0) findings.push(logFindings.manyRanks({ path, lines: book.otherRanks }, place));
  if (book.curvesLeftOut > 0) findings.push(logFindings.manyCurves({ path, values: book.curvesLeftOut }, place));
  return findings;
}

function broken(path: string, { firstBroken, nanValues }: LogBook): Finding[] {
  if (!firstBroken) return [];
  const { name, step, line } = firstBroken;
  const place = line > 0 ? { file: path, line, column: 1, endLine: line, endColumn: 1 } : fileStart(path);
  return [logFindings.brokenValue({ name, step, values: nanValues }, place)];
}
