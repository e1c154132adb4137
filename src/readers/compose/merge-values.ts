import { uniqueBy } from '../../base/order.js';
import { parseVolumeSpec } from '../../commands/mounts.js';
import type { ComposeEntry, ComposeMap, ComposeValue } from './compose-value.js';
import { itemsIn, pairsIn, textIn } from './compose-value.js';
import { parseServicePort } from './service-ports.js';

/** Where a value stands, with `*` for the name of a service: what decides how it is merged. */
type Path = string;

const REPLACED: ReadonlySet<Path> = new Set(
  ['command', 'entrypoint', 'healthcheck.test'].map((key) => `services.*.${key}`),
);

/** Written as a list or as a map, whichever the author likes: merged by key. */
const KEYED: ReadonlySet<Path> = new Set(
  ['environment', 'labels', 'annotations', 'sysctls', 'depends_on', 'networks', 'build.args', 'build.labels']
    .concat('build.additional_contexts', 'deploy.labels')
    .map((key) => `services.*.${key}`),
);

/** Lists whose items are merged by what they stand for. */
const UNIQUE: Readonly<Record<Path, (item: ComposeValue) => string | undefined>> = {
  'services.*.ports': (item) => {
    const port = parseServicePort(item);
    if (!port) return undefined;
    const { hostAddress = '', hostPort = '', containerPort, count, protocol } = port;
    return `${hostAddress}|${hostPort}|${containerPort}|${count}|${protocol}`;
  },
  'services.*.volumes': (item) =>
    item.kind === 'scalar' ? parseVolumeSpec(item.text)?.target : textIn(item, 'target'),
  'services.*.secrets': (item) => (item.kind === 'scalar' ? item.text : textIn(item, 'source')),
  'services.*.configs': (item) => (item.kind === 'scalar' ? item.text : textIn(item, 'source')),
};

/**
 * Merges an override into a base as compose does: maps by key, lists by appending, single values by replacing;
 * `!reset` takes away, `!override` replaces. Source: Compose Specification, "Merge and override".
 */
export function mergeMaps(base: ComposeMap, override: ComposeMap, path: Path = ''): ComposeMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of override.entries) {
    const merged = mergeEntry(entries.get(key), entry, childPath(path, key));
    if (merged) entries.set(key, merged);
    else entries.delete(key);
  }
  return { ...base, entries };
}

/** One service over another, as `extends` and override files do. */
export function mergeService(base: ComposeMap, override: ComposeMap): ComposeMap {
  return mergeMaps(base, override, 'services.*');
}

function mergeEntry(base: ComposeEntry | undefined, override: ComposeEntry, path: Path): ComposeEntry | undefined {
  if (override.value.tag === '!reset') return undefined;
  if (!base || override.value.tag === '!override') return override;
  const value = mergeValues(base.value, override.value, path);
  return value === override.value ? override : { ...base, value };
}

function mergeValues(base: ComposeValue, override: ComposeValue, path: Path): ComposeValue {
  if (override.kind === 'scalar' && override.isNull) return base;
  if (REPLACED.has(path)) return override;
  if (KEYED.has(path)) return mergeMaps(asMap(base), asMap(override), path);
  if (path === 'services.*.build') return mergeMaps(asBuild(base), asBuild(override), path);
  if (base.kind === 'map' && override.kind === 'map') return mergeMaps(base, override, path);
  if (base.kind === 'list' || override.kind === 'list') return mergeLists(base, override, path);
  return override;
}

function mergeLists(base: ComposeValue, override: ComposeValue, path: Path): ComposeValue {
  if (base.kind === 'map' || override.kind === 'map') return override;
  const keyOf = Object.hasOwn(UNIQUE, path) ? UNIQUE[path] : undefined;
  const items = [...itemsIn(base), ...itemsIn(override)];
  const keyed = items.map((item, index) => {
    const key = keyOf ? keyOf(item) : item.kind === 'scalar' ? item.text : undefined;
    return { item, key: key === undefined ? `#${index}` : `=${key}` };
  });
  // The last one of a key counts, at the place of the first.
  const last = new Map(keyed.map(({ key, item }) => [key, item]));
  const kept = uniqueBy(keyed, ({ key }) => key).map(({ key, item }) => last.get(key) ?? item);
  return { kind: 'list', items: kept, place: base.place };
}

function asMap(value: ComposeValue): ComposeMap {
  if (value.kind === 'map') return value;
  const entries = new Map(pairsIn(value).map((entry) => [entry.key, entry]));
  return { kind: 'map', entries, place: value.place };
}

function asBuild(value: ComposeValue): ComposeMap {
  if (value.kind === 'map') return value;
  const entry: ComposeEntry = { key: 'context', keyPlace: value.place, value };
  return { kind: 'map', entries: new Map(value.kind === 'scalar' ? [['context', entry]] : []), place: value.place };
}

function childPath(path: Path, key: string): Path {
  if (path === '') return key;
  return path === 'services' ? 'services.*' : `${path}.${key}`;
}
