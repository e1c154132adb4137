import { beginsVersion, compareVersions, isVersion } from '../../environment/version.js';

/** Whether a specifier (`>=2.6,<3`, `~=2.1`, `2.1.*`) lets a version in; undefined where it says something else. */
export function allowsVersion(specifier: string, version: string): boolean | undefined {
  const parts = specifier
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '*');
  const verdicts = new Set(parts.map((part) => allowsPart(part, version)));
  if (verdicts.has(false)) return false;
  return verdicts.has(undefined) ? undefined : true;
}

function allowsPart(part: string, version: string): boolean | undefined {
  const [, operator = '', written = ''] = /^(===?|~=|!=|<=|>=|<|>|=|\^)?\s*v?([\d.]+(?:\.\*)?)$/.exec(part) ?? [];
  const bound = written.replace(/\.?\*$/, '');
  if (!isVersion(bound)) return undefined;
  const order = compareVersions(version, bound);
  const begins = beginsVersion(bound, version) || order === 0;
  if (operator === '>=') return order >= 0;
  if (operator === '>') return order > 0 && !begins;
  if (operator === '<=') return order <= 0;
  if (operator === '<') return order < 0;
  if (operator === '!=') return written.endsWith('*') ? !begins : order !== 0;
  if (operator === '~=') return order >= 0 && beginsVersion(bound.split('.').slice(0, -1).join('.'), version);
  // conda's `2.1` and `=2.1` are 2.1 and all its patches.
  if (operator === '=' || operator === '') return begins;
  if (operator === '==' || operator === '===') return written.endsWith('*') ? begins : order === 0;
  return undefined;
}
