import type { Place } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { Diagram, DiagramFact, DiagramNodeKind, Direction, Language } from '../views/diagram.js';
import type { RunEvent, RunPanel, RunProgress, RunWindow } from '../workflows/studio/run-answers.js';

export type { RunEvent, RunLane, RunPanel, RunProgress, RunRect, RunWindow } from '../workflows/studio/run-answers.js';

/**
 * What the studio's server and page say to each other. The page imports these as types only.
 *
 * `GET /api/state` → `StudioState`, `GET /api/diagram` → `DiagramReply`, `GET /api/source` → `SourceExcerpt`,
 * `GET /api/run` → `RunReply`, `GET /api/run-progress` → `RunProgressReply`, `GET /api/run-window` → `RunWindowReply`,
 * `GET /api/run-event` → `RunEventReply`, `GET /events` → a stream of `RevisionEvent`s, one at once and one after each change of what was read.
 */
export interface StudioState {
  readonly schema: 'studio/1';
  /** Name of the folder that is shown. */
  readonly folder: string;
  /** Counts up whenever what was read has changed. */
  readonly revision: number;
  readonly isWatching: boolean;
  /** Why the folder could not be read; the rest is then empty. */
  readonly problem?: string;
  readonly views: readonly ViewSummary[];
  readonly findings: readonly Finding[];
  /** The files that were read, sorted. */
  readonly files: readonly string[];
  /** What torchdock looks for, for a folder in which it finds nothing. */
  readonly reads: readonly ReadableKind[];
  /** Address of the page in which Mermaid draws; its last part but one is a key made for this start. */
  readonly drawingFrame: string;
}

export interface ViewSummary {
  readonly name: string;
  /** The question the view answers. */
  readonly summary: string;
  /** False when the folder holds nothing that this view shows. */
  readonly isDrawable: boolean;
  /** What the view can be asked to show one of; empty for a view of the whole folder. */
  readonly subjects: readonly ViewSubject[];
}

export interface ViewSubject {
  readonly id: string;
  readonly label: string;
  readonly file: string;
}

export interface ReadableKind {
  readonly title: string;
  readonly files: readonly string[];
}

export interface DiagramReply {
  readonly schema: 'studio-diagram/1';
  readonly revision: number;
  /** Absent when the folder holds nothing that this view shows. */
  readonly diagram?: DrawnDiagram;
}

export type DrawnDiagram = Pick<Diagram, 'view' | 'title' | 'description' | 'language' | 'direction' | 'notes'> & {
  readonly mermaid: string;
  readonly nodes: readonly DrawnNode[];
};

export interface DrawnNode {
  /** The name of the box in the Mermaid text. */
  readonly id: string;
  readonly kind: DiagramNodeKind;
  readonly label: string;
  readonly origin?: Place;
  /** Another picture that says more of it. */
  readonly leadsTo?: BoxLink;
  readonly facts: Readonly<Record<string, DiagramFact>>;
}

export interface BoxLink {
  readonly view: string;
  readonly subject: string;
  readonly label: string;
}

/** Some lines of a file that was read. A long file is cut around the line that was asked for. */
export interface SourceExcerpt {
  readonly schema: 'studio-source/1';
  readonly file: string;
  /** Number of the first line given, from 1. */
  readonly firstLine: number;
  /** Lines without their ends; a very long one is cut and ends in `…`. */
  readonly lines: readonly string[];
  /** Lines of the whole file. */
  readonly lineCount: number;
}

export interface RevisionEvent {
  readonly revision: number;
}

export interface DiagramQuery {
  readonly view: string;
  readonly language: Language;
  readonly direction?: Direction;
  /** One of the subjects of the view; the first when absent, or not there any more. */
  readonly subject?: string;
}

/** `?subject=…&language=…`: what stands beside the picture of a run. Opens the run, and waits until it is read. */
export interface RunReply {
  readonly schema: 'studio-run/1';
  /** Absent when the run cannot be read. */
  readonly panel?: RunPanel;
  /** Why it cannot. */
  readonly problem?: string;
}

/** `?subject=…`: how far the reading has come; opens nothing. */
export interface RunProgressReply {
  readonly schema: 'studio-run-progress/1';
  /** Absent when nothing is being read. */
  readonly progress?: RunProgress;
}

/** `?subject=…&rank=…&from=…&to=…&width=…&open=0,3`: a part of the timeline of one trace of the run that is open. */
export interface RunWindowReply extends RunWindow {
  readonly schema: 'studio-run-window/1';
}

/** `?subject=…&rank=…&row=…`: all that is known of one event. */
export interface RunEventReply extends RunEvent {
  readonly schema: 'studio-run-event/1';
}
