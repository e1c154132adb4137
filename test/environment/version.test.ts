import { describe, expect, it } from 'vitest';
import {
  beginsVersion,
  compareVersions,
  isNewerThan,
  isVersion,
  versionDistance,
} from '../../src/environment/version.js';

describe('versions', () => {
  it('are ordered by their numbers, not by their letters', () => {
    const sorted = ['2.10.0', '3.13t', '2.9.1', '535', '3.13', '2.7', '2.7.1'].sort(compareVersions);
    expect(sorted).toEqual(['2.7', '2.7.1', '2.9.1', '2.10.0', '3.13', '3.13t', '535']);
  });

  it('begin with whole numbers', () => {
    expect(beginsVersion('2.1', '2.1.0')).toBe(true);
    expect(beginsVersion('2.1', '2.10.0')).toBe(false);
    expect(beginsVersion('3.13', '3.13t')).toBe(false);
    expect(beginsVersion('2.7.1', '2.7')).toBe(false);
  });

  it('are newer only as far as they say', () => {
    expect(isNewerThan('2.15', '2.14.1')).toBe(true);
    expect(isNewerThan('2.14', '2.14.1')).toBe(false);
    expect(isNewerThan('2', '2.14.1')).toBe(false);
    expect(isNewerThan('2.14.2', '2.14.1')).toBe(true);
  });

  it('lie apart first by major, then by minor', () => {
    expect(versionDistance('12.1', '12.6')).toBeLessThan(versionDistance('12.1', '12.8'));
    expect(versionDistance('12.1', '12.9')).toBeLessThan(versionDistance('12.1', '11.8'));
  });

  it.each(['', 'latest', '2.x', '>=2', '2.7.1+cu126', '1.2.3.4.5.6', '9'.repeat(7)])('%j is none', (text) => {
    expect(isVersion(text)).toBe(false);
  });
});
