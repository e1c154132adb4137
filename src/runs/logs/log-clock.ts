const STAMP = /(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6}))?/;
const SHORT_STAMP = /^(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) - /;

/** Tells the seconds from the first stamp of a log to the stamp of a line; undefined where a line has none. */
export type LogClock = (line: string) => number | undefined;

/**
 * Reads `2023-08-02 00:41:17,936`, `2022/08/22 15:52:50` and MMEngine's `08/21 02:58:41` at the beginning of lines. The
 * time zone is not said, so only differences mean something; a change to summer time looks like an hour.
 */
export function startClock(): LogClock {
  let first: number | undefined;
  return (line) => {
    const now = stampSeconds(line.slice(0, 80));
    if (now === undefined) return undefined;
    first ??= now;
    return Math.round((now - first) * 1e6) / 1e6;
  };
}

function stampSeconds(text: string): number | undefined {
  const match = STAMP.exec(text);
  if (match) {
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
    const whole = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000;
    return whole + Number(`0.${match[7] ?? '0'}`);
  }
  const short = SHORT_STAMP.exec(text);
  if (!short) return undefined;
  const [month, day, hour, minute, second] = short.slice(1, 6).map(Number);
  return Date.UTC(2000, (month ?? 1) - 1, day, hour, minute, second) / 1000;
}
