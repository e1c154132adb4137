import { baseNameOf } from '../../base/paths.js';
import { formatBytes } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import type { ProfileProgress } from '../../workflows/profile.js';
import type { CommandContext } from '../command.js';

export interface ProgressLine {
  tell(progress: ProfileProgress): void;
  /** Takes the line away. */
  end(): void;
}

/** Files that are read before anyone could read a line about it say nothing. */
const SHOWN_FROM_MS = 500;
const FRAME_MS = 100;

/** One line that is written over itself: file, bytes and time left, on a terminal; nothing elsewhere. */
export function startProgress({ host, paint }: CommandContext): ProgressLine {
  const isShown = host.terminal.isTalkInteractive === true && host.terminal.isInteractive;
  const startedMs = host.monotonicMs();
  let paintedMs = startedMs + SHOWN_FROM_MS - FRAME_MS;
  let isPainted = false;
  return {
    tell: (progress) => {
      const nowMs = host.monotonicMs();
      if (!isShown || nowMs - paintedMs < FRAME_MS) return;
      paintedMs = nowMs;
      isPainted = true;
      const line = describeProgress(progress, nowMs - startedMs);
      paint(`\r\u001b[K${line.slice(0, Math.max(20, host.terminal.columns - 1))}`);
    },
    end: () => {
      if (isPainted) paint('\r\u001b[K');
    },
  };
}

/** `reading rank3.json.gz (4 of 8): 1.2 GiB of 2.7 GiB, 44 %, 5 s left` */
export function describeProgress(
  { path, file, files, readBytes, totalBytes }: ProfileProgress,
  elapsedMs: number,
): string {
  const share = totalBytes > 0 ? Math.min(1, readBytes / totalBytes) : 0;
  const leftSeconds = share > 0 ? Math.ceil((elapsedMs / share - elapsedMs) / 1000) : undefined;
  const of = files > 1 ? ` (${file} of ${files})` : '';
  const left = leftSeconds === undefined ? '' : `, ${leftSeconds} s left`;
  // Of what is piped in nobody knows how much there is.
  if (totalBytes === 0) return `reading: ${formatBytes(readBytes)}`;
  return `reading ${visibleText(baseNameOf(path))}${of}: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}, ${Math.floor(share * 100)} %${left}`;
}
