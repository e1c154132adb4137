import type { YamlValue } from '../../syntax/yaml/write-yaml.js';

/** Compose replaces `$NAME` in every text: a dollar that means itself is written twice. Keys are left alone. */
export function escapeDollars(value: YamlValue): YamlValue {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (isList(value)) return value.map(escapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, item === undefined ? undefined : escapeDollars(item)]),
  );
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
