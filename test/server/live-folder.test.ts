import { describe, expect, test } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { LiveFolder } from '../../src/server/live-folder.js';
import type { StudioReading } from '../../src/workflows/studio.js';

function reading(text: string, stamp = ''): StudioReading {
  return {
    sources: [createSourceText('Dockerfile', text)],
    findings: [],
    subjects: {},
    stamp,
    findText: () => undefined,
    draw: async () => undefined,
  };
}

describe('a live folder', () => {
  test('counts a revision when a file differs that only a drawing reads', async () => {
    let stamp = 'a';
    const folder = new LiveFolder(async () => reading('FROM a', stamp));
    await folder.refresh();
    const { revision } = folder.snapshot;
    stamp = 'b';
    await folder.refresh();
    expect(folder.snapshot.revision).toBe(revision + 1);
  });

  test('counts a revision only when what was read differs', async () => {
    let text = 'FROM a';
    const folder = new LiveFolder(async () => reading(text));
    const seen: number[] = [];
    folder.onRevision(({ revision }) => seen.push(revision));
    await folder.refresh();
    await folder.refresh();
    text = 'FROM b';
    await folder.refresh();
    expect(seen).toEqual([1, 2]);
    expect(folder.snapshot.reading.sources[0]?.text).toBe('FROM b');
  });

  test('shows why it cannot be read, and recovers', async () => {
    let isGone = true;
    const folder = new LiveFolder(async () => {
      if (isGone) throw new Error('no such folder');
      return reading('FROM a');
    });
    await folder.refresh();
    expect(folder.snapshot).toMatchObject({ revision: 1, problem: 'no such folder' });
    isGone = false;
    await folder.refresh();
    expect(folder.snapshot.problem).toBeUndefined();
    expect(folder.snapshot.revision).toBe(2);
  });

  test('never reads twice at once; a change during a reading starts one more', async () => {
    const releases: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const folder = new LiveFolder(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => releases.push(resolve));
      running -= 1;
      return reading(`FROM ${releases.length}`);
    });
    const done = folder.refresh();
    void folder.refresh();
    void folder.refresh();
    releases[0]?.();
    while (releases.length < 2) await Promise.resolve();
    releases[1]?.();
    await done;
    expect(most).toBe(1);
    expect(releases.length).toBe(2);
    expect(folder.snapshot.revision).toBe(2);
  });

  test('says why it cannot watch, and goes on without', () => {
    const folder = new LiveFolder(async () => reading(''));
    const host = {
      ...createMemoryHost({}),
      watch: () => {
        throw new Error('no space left for watchers');
      },
    };
    expect(folder.watch(host, '/project')).toBe('no space left for watchers');
    expect(folder.isWatching).toBe(false);
  });

  test('stops watching when it is stopped', () => {
    let stopped = 0;
    const folder = new LiveFolder(async () => reading(''));
    folder.watch({ ...createMemoryHost({}), watch: () => () => void (stopped += 1) }, '/project');
    expect(folder.isWatching).toBe(true);
    folder.stop();
    folder.stop();
    expect(stopped).toBe(1);
  });
});
