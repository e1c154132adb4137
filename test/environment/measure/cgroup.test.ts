import { describe, expect, it } from 'vitest';
import { readCpuLimit, readMemoryLimit, readPidsLimit } from '../../../src/environment/measure/cgroup.js';

describe('limits of the kernel', () => {
  it('reads memory of both versions', () => {
    expect(readMemoryLimit(['536870912'])).toBe(536_870_912);
    expect(readMemoryLimit(['max'])).toBe('unlimited');
    // What version 1 shows without a limit, with pages of 4 and of 64 KiB.
    expect(readMemoryLimit(['9223372036854771712'])).toBe('unlimited');
    expect(readMemoryLimit(['9223372036854710272'])).toBe('unlimited');
  });

  it('takes the lowest of those that stand above each other', () => {
    expect(readMemoryLimit(['max', '3221225472', '8589934592'])).toBe(3_221_225_472);
    expect(readPidsLimit(['max', '300'])).toBe(300);
    expect(readCpuLimit(['max 100000', '400000 100000', '75000 50000'])).toEqual({ quotaUs: 75_000, periodUs: 50_000 });
  });

  it('reads processors of both versions', () => {
    expect(readCpuLimit(['150000 100000'])).toEqual({ quotaUs: 150_000, periodUs: 100_000 });
    expect(readCpuLimit(['-1 100000'])).toBe('unlimited');
    expect(readCpuLimit(['max 100000'])).toBe('unlimited');
  });

  it('says nothing of what it cannot read', () => {
    for (const values of [[], [''], ['many'], ['1e3'], ['-5']]) {
      expect(readMemoryLimit(values)).toBeUndefined();
      expect(readPidsLimit(values)).toBeUndefined();
      expect(readCpuLimit(values)).toBeUndefined();
    }
    expect(readCpuLimit(['100000 0'])).toBeUndefined();
    expect(readCpuLimit(['100000'])).toBeUndefined();
  });
});
