const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  min: 60,
  minutes: 60,
  h: 3600,
  hours: 3600,
};

/** Parts of a second; divided by, for `858.6 / 1000` is 0.8586 and `858.6 * 1e-3` is not. */
const OF_A_SECOND: Readonly<Record<string, number>> = {
  ms: 1e3,
  msec: 1e3,
  millisecond: 1e3,
  milliseconds: 1e3,
  us: 1e6,
  µs: 1e6,
  microseconds: 1e6,
  ns: 1e9,
  nanoseconds: 1e9,
};

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  kb: 2 ** 10,
  kib: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gib: 2 ** 30,
  tb: 2 ** 40,
  tib: 2 ** 40,
};

/** Undefined for a unit that is no time, and for none: nobody knows what `time 12` means. */
export function secondsIn(value: number, unit: string): number | undefined {
  const parts = lookUp(OF_A_SECOND, unit);
  if (parts !== undefined) return value / parts;
  const factor = lookUp(SECONDS, unit);
  return factor === undefined ? undefined : value * factor;
}

/** Memory as torch's tools print it: `MB` and `GB` are powers of 1024 (torchvision, DeepSpeed and Megatron divide by them). */
export function bytesIn(value: number, unit: string): number | undefined {
  const factor = lookUp(BYTES, unit);
  return factor === undefined || !Number.isFinite(value) ? undefined : Math.round(value * factor);
}

function lookUp(table: Readonly<Record<string, number>>, unit: string): number | undefined {
  const key = unit.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Fifteen digits are what a double holds for sure: the mean of 0.12 and 0.11 is 0.115, not 0.11499999999999999. */
export function roundTo15(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value;
}

/** Seconds of `06:21`, `1:02:03` or `2 days, 1:02:03`, as tqdm and timedelta print them. */
export function clockSeconds(text: string): number | undefined {
  const match = /^(?:(\d{1,6}) days?, )?(?:(\d{1,6}):)?(\d{1,4}):(\d{2}(?:\.\d{1,6})?)$/.exec(text.trim());
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
