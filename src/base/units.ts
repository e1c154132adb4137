const BINARY: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  ki: 2 ** 10,
  kib: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mi: 2 ** 20,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gi: 2 ** 30,
  gib: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  ti: 2 ** 40,
  tib: 2 ** 40,
};

const DECIMAL: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Bytes of a Docker size such as `8g`, `512MB`, `1.5GiB`: every unit is a power of 1024 (docker/go-units RAMInBytes). */
export function parseDockerSizeBytes(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const factor = match && BINARY[(match[2] ?? '').toLowerCase()];
  return match && factor ? Math.round(Number(match[1]) * factor) : undefined;
}

/** Bytes of a Kubernetes quantity such as `8Gi`, `500M`, `1e9`: `G` is 10^9, `Gi` is 2^30 (Kubernetes API, "Quantity"). */
export function parseKubernetesSizeBytes(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?(?:[eE]\d+)?)([A-Za-z]*)\s*$/.exec(text);
  const factor = match && DECIMAL[match[2] ?? ''];
  return match && factor ? Math.round(Number(match[1]) * factor) : undefined;
}

/** `8589934592` → `8 GiB`; at most one decimal, never rounded to a whole unit that it is not. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return `${shown} ${units[unit] ?? 'B'}`;
}

export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
