import { describe, expect, test } from 'vitest';
import { describeProgress } from '../../../src/cli/profile/show-progress.js';

const progress = { path: 'log/rank3.json.gz', file: 4, files: 8, readBytes: 2 ** 30, totalBytes: 4 * 2 ** 30 };

describe('the line that says how far reading is', () => {
  test('names the file, its place, the bytes and the time left', () =>
    expect(describeProgress(progress, 5000)).toBe('reading rank3.json.gz (4 of 8): 1 GiB of 4 GiB, 25 %, 15 s left'));

  test('says nothing of time before anything was read', () =>
    expect(describeProgress({ ...progress, readBytes: 0 }, 5000)).toBe(
      'reading rank3.json.gz (4 of 8): 0 B of 4 GiB, 0 %',
    ));

  test('is never over the end, though a file grows while it is read', () =>
    expect(describeProgress({ ...progress, files: 1, readBytes: 5 * 2 ** 30 }, 5000)).toBe(
      'reading rank3.json.gz: 5 GiB of 4 GiB, 100 %, 0 s left',
    ));

  test('shows no character that a terminal would obey', () =>
    expect(describeProgress({ ...progress, path: 'a\u001b[2Jb' }, 5000)).not.toContain('\u001b'));
});
