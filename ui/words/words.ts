import type { Severity } from '../../src/findings/finding.js';
import type { LaneKind } from '../../src/runs/windows/lanes.js';
import type { DiagramNodeKind, Language } from '../../src/views/diagram.js';
import type { RunEventClass } from '../../src/workflows/studio/run-answers.js';
import { CHINESE } from './chinese.js';
import { ENGLISH } from './english.js';

/** Everything the page says by itself. What the files and the findings say is shown as it is. */
export interface Words {
  readonly views: Readonly<Record<string, string>>;
  readonly viewTabs: string;
  readonly nothingInView: string;
  readonly subject: string;
  readonly direction: string;
  readonly leftToRight: string;
  readonly topToBottom: string;
  readonly language: string;
  readonly copyMermaid: string;
  readonly downloadSvg: string;
  readonly downloadPng: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly saved: (file: string) => string;
  readonly notSaved: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly diagram: string;
  readonly notes: (count: number) => string;
  readonly source: string;
  readonly selectHint: string;
  readonly filesRead: (count: number) => string;
  readonly noOrigin: string;
  readonly lines: (first: number, last: number, all: number) => string;
  readonly close: string;
  readonly findings: string;
  readonly noFindings: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly kinds: Readonly<Record<DiagramNodeKind, string>>;
  readonly following: (count: number) => string;
  readonly notFollowing: (count: number) => string;
  readonly starting: string;
  readonly lostTitle: string;
  readonly lostText: string;
  readonly refusedTitle: string;
  readonly refusedText: string;
  readonly emptyTitle: (folder: string) => string;
  readonly emptyText: string;
  readonly problemTitle: string;
  readonly failedTitle: string;
  readonly run: RunWords;
}

/** What the page says around a run; verdict and advice come in words. */
export interface RunWords {
  readonly splitter: string;
  readonly reading: string;
  readonly readingFile: (file: string) => string;
  readonly tabs: Readonly<Record<'advice' | 'timeline' | 'charts' | 'health', string>>;
  readonly rank: string;
  readonly noAdvice: string;
  readonly gain: (percent: string) => string;
  readonly healthy: string;
  readonly readFrom: (files: readonly string[]) => string;
  readonly timelineLabel: string;
  readonly timelineHelp: string;
  readonly seen: (part: string, whole: string) => string;
  readonly lanes: Readonly<Record<LaneKind, string>>;
  readonly lanesLeftOut: (count: number) => string;
  readonly hidden: (count: number) => string;
  readonly process: string;
  readonly classes: Readonly<Record<RunEventClass, string>>;
  readonly several: (count: number) => string;
  readonly busy: (time: string, percent: number) => string;
  readonly begins: string;
  readonly launch: string;
  readonly later: (time: string) => string;
  readonly launched: string;
  readonly operator: string;
  readonly module: string;
  readonly moduleOfForward: string;
  readonly step: string;
  readonly bytes: string;
}

export const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, zh: CHINESE };
