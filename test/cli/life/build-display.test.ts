import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../src/cli/command.js';
import { type BuildDisplay, createBuildDisplay } from '../../../src/cli/life/build-display.js';
import type { Terminal } from '../../../src/host/host.js';
import { createMemoryHost } from '../../../src/host/memory-host.js';

interface Shown {
  readonly display: BuildDisplay;
  /** Moves the clock. */
  readonly wait: (durationMs: number) => void;
  /** What a terminal would show. */
  readonly screen: () => readonly string[];
}

function show(terminal: Partial<Terminal>): Shown {
  let nowMs = 0;
  let written = '';
  const memory = createMemoryHost({});
  const context: CommandContext = {
    host: {
      ...memory,
      terminal: { ...memory.terminal, ...terminal },
      monotonicMs: () => nowMs,
      // The clock of the test ticks only when it is told to.
      sleep: (_durationMs, ended) => new Promise((resolve) => ended?.addEventListener('abort', () => resolve())),
    },
    commands: [],
    print: () => undefined,
    printBytes: () => undefined,
    say: (text) => void (written += `${text}\n`),
    paint: (text) => void (written += text),
    takeInterrupts: () => new AbortController().signal,
  };
  return { display: createBuildDisplay(context), wait: (ms) => void (nowMs += ms), screen: () => readScreen(written) };
}

/** Understands what the display uses: lines, `up` and `erase below`. */
function readScreen(written: string): readonly string[] {
  let lines: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
  // oxlint-disable-next-line no-control-regex -- what a terminal obeys
  for (const part of written.split(/(\u001b\[\d+A\u001b\[J)/)) {
    const up = part.startsWith('\u001b') ? Number.parseInt(part.slice(2), 10) : undefined;
    if (up === undefined) lines.push(...part.split('\n').slice(0, -1));
    else lines = lines.slice(0, lines.length - up);
  }
  return lines;
}

const LIVE: Partial<Terminal> = { isInteractive: true, isTalkInteractive: true, columns: 60 };

function build({ display, wait }: Shown): void {
  display.tell({ kind: 'step', index: 1, count: 2, title: 'FROM debian' });
  wait(1200);
  display.tell({
    kind: 'step',
    index: 2,
    count: 2,
    title: 'RUN --mount=type=cache,target=/c  apt-get install a-very-long-name-of-a-package and more',
  });
  for (let line = 1; line <= 9; line += 1) {
    wait(100);
    display.tell({ kind: 'line', text: `Get:${line}\u001b[2J something` });
  }
}

describe('the display of a build', () => {
  it('shows finished steps, the one that goes on, and its last lines', () => {
    const shown = show(LIVE);
    build(shown);
    expect(shown.screen()).toEqual([
      '✓ 1/2 FROM debian                                     1.2 s',
      '▸ 2/2 RUN apt-get install a-very-long-name-of-a-pac…  0.9 s',
      ...[5, 6, 7, 8, 9].map((line) => `    Get:${line}␛[2J something`),
    ]);
    expect(Math.max(...shown.screen().map(({ length }) => length))).toBeLessThan(60);
  });

  it('leaves one line a step behind', () => {
    const shown = show(LIVE);
    build(shown);
    shown.wait(71_000);
    shown.display.end(true, 73_100);
    expect(shown.screen()).toEqual([
      '✓ 1/2 FROM debian                                     1.2 s',
      '✓ 2/2 RUN apt-get install a-very-long-name-of-…  1 min 11 s',
      'Built in 1 min 13 s.',
    ]);
  });

  it('marks the step that failed', () => {
    const shown = show(LIVE);
    build(shown);
    shown.display.end(false, 2000);
    expect(shown.screen().at(-1)).toMatch(/^✗ 2\/2 RUN/);
  });

  it('is plain lines where it cannot redraw itself', () => {
    const shown = show({ isInteractive: true, isTalkInteractive: false });
    build(shown);
    shown.display.end(true, 2000);
    expect(shown.screen()).toHaveLength(12);
    expect(shown.screen().join('\n')).not.toContain('\u001b');
  });
});
