import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import type { BuildEvent } from '../../engines/engine.js';
import { visibleText } from '../../findings/render/escape.js';
import type { CommandContext } from '../command.js';

/** Shows a build while it goes on. */
export interface BuildDisplay {
  tell(event: BuildEvent): void;
  /** Nothing of the moving part stays behind. */
  end(isBuilt: boolean, durationMs: number): void;
}

/** What moves is the current step and so many of its last lines. */
const LINES_SHOWN = 5;
const TICK_MS = 200;
/** Two pictures within this time are one. */
const FRAME_MS = 60;

/** A build tells `live` where it can redraw itself, line by line elsewhere. */
export function createBuildDisplay(context: CommandContext): BuildDisplay {
  const { terminal } = context.host;
  return terminal.isTalkInteractive === true && terminal.isInteractive ? showLive(context) : showPlain(context);
}

function showPlain({ say }: CommandContext): BuildDisplay {
  return {
    tell: (event) => say(event.kind === 'step' ? describeStep(event) : `  ${visibleText(event.text)}`),
    end: (isBuilt, durationMs) => {
      if (isBuilt) say(`Built in ${formatDuration(durationMs)}.`);
    },
  };
}

interface Current {
  readonly title: string;
  readonly index: number;
  readonly startedMs: number;
  lines: readonly string[];
}

function showLive({ host, paint }: CommandContext): BuildDisplay {
  const { dim, green, cyan, red } = picocolors.createColors(host.terminal.hasColor);
  const width = Math.max(20, host.terminal.columns - 1);
  const ticking = new AbortController();
  let current: Current | undefined;
  let height = 0;
  let paintedMs = Number.NEGATIVE_INFINITY;
  const elapsed = ({ startedMs }: Current): string => formatDuration(host.monotonicMs() - startedMs);
  const draw = (above: readonly string[]): void => {
    const moving = current
      ? [
          stepLine(cyan('▸'), current.title, elapsed(current), width),
          ...current.lines.map((line) => dim(cut(`    ${line}`, width))),
        ]
      : [];
    paint(
      `${height > 0 ? `\u001b[${height}A\u001b[J` : ''}${[...above, ...moving].map((line) => `${line}\n`).join('')}`,
    );
    height = moving.length;
    paintedMs = host.monotonicMs();
  };
  const settle = (mark: string): readonly string[] => {
    const done = current ? [stepLine(mark, current.title, elapsed(current), width)] : [];
    current = undefined;
    return done;
  };
  void keepTicking(host, ticking.signal, () => draw([]));
  return {
    tell: (event) => {
      if (event.kind === 'step') {
        if (current?.index === event.index) return;
        const done = settle(green('✓'));
        current = { title: describeStep(event), index: event.index, startedMs: host.monotonicMs(), lines: [] };
        draw(done);
      } else if (current && event.text.trim() !== '') {
        current.lines = [...current.lines, visibleText(event.text.trimEnd())].slice(-LINES_SHOWN);
        if (host.monotonicMs() - paintedMs >= FRAME_MS) draw([]);
      }
    },
    end: (isBuilt, durationMs) => {
      ticking.abort();
      const done = settle(isBuilt ? green('✓') : red('✗'));
      draw([...done, ...(isBuilt ? [`Built in ${formatDuration(durationMs)}.`] : [])]);
    },
  };
}

async function keepTicking(host: CommandContext['host'], ended: AbortSignal, draw: () => void): Promise<void> {
  for (;;) {
    await host.sleep(TICK_MS, ended);
    if (ended.aborted) return;
    draw();
  }
}

function describeStep({ index, count, title }: Extract<BuildEvent, { kind: 'step' }>): string {
  return `${index}${count === undefined ? '' : `/${count}`} ${visibleText(
    title
      .replace(/ --mount=\S+/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )}`;
}

/** `✓ 3/9 RUN apt-get …        12.3 s`; the mark may be coloured. */
function stepLine(mark: string, title: string, time: string, width: number): string {
  const room = width - time.length - 4;
  const text = cut(title, room);
  return `${mark} ${text}${' '.repeat(Math.max(0, room - cellWidth(text)))}  ${time}`;
}

function cut(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  let shown = '';
  for (const character of text) {
    if (cellWidth(shown + character) > width - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** `4.2 s`, `1 min 12 s`. */
function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
