const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds of `2018/10/10 13:06:03.419` or `20181010 13:06:03`, as if it were UTC: only differences mean something. */
export function readTimestamp(text: string): number | undefined {
  const match = /^(\d{4})[/-]?(\d\d)[/-]?(\d\d)[ T]+(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute) / 1000 + Number(match[6]);
}

/** Seconds of `Mon Oct 10 13:06:03 2022`, the first line of nvidia-smi; as if it were UTC. */
export function readCtime(text: string): number | undefined {
  const match = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\s*$/.exec(text);
  if (!match) return undefined;
  const [, month, day, hour, minute, second, year] = match;
  const index = MONTHS.indexOf(month ?? '');
  if (index === -1) return undefined;
  return Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
}

/** Reads hours that say no day: where they fall by more than half a day, midnight has passed. */
export function createClockReader(): (text: string) => number | undefined {
  let day = 0;
  let last = 0;
  return (text) => {
    const match = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
    if (!match) return undefined;
    const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
    if (seconds < last - 43_200) day += 1;
    last = seconds;
    return day * 86_400 + seconds;
  };
}
