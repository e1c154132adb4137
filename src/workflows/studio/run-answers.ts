import type { Place, SourceText } from '../../base/text.js';
import type { Finding, Severity } from '../../findings/finding.js';
import type { VerdictKind } from '../../runs/report.js';
import type { LaneKind } from '../../runs/windows/lanes.js';
import type { Diagram, Language } from '../../views/diagram.js';
import type { ViewOptions } from '../../views/view.js';
import type { StudioSubject } from '../studio.js';

/** A run that can be opened: files of one folder that belong together, and what is known of what ran. */
export interface RunTarget {
  readonly id: string;
  /** Differs when one of the files does. */
  readonly stamp: string;
  /** Absolute; all other paths are from here. */
  readonly folder: string;
  readonly paths: readonly string[];
  /** The only script of the folder that trains, and its arguments where all commands give the same. */
  readonly script?: string;
  readonly arguments?: readonly string[];
  /** Models that a box of the script may mean. */
  readonly models: readonly StudioSubject[];
}

export interface RunProgress {
  /** The file that is read. */
  readonly path: string;
  readonly file: number;
  readonly files: number;
  readonly readBytes: number;
  readonly totalBytes: number;
}

/** What whoever holds a run is asked, and what it answers. */
export interface RunConversation {
  readonly open: { readonly asked: { readonly target: RunTarget }; readonly answered: true };
  readonly picture: { readonly asked: { readonly options: ViewOptions }; readonly answered: RunPicture };
  readonly panel: { readonly asked: { readonly language: Language }; readonly answered: RunPanel };
  readonly window: {
    readonly asked: { readonly rank: number; readonly query: RunWindowQuery };
    readonly answered: RunWindow | undefined;
  };
  readonly event: {
    readonly asked: { readonly rank: number; readonly row: number };
    readonly answered: RunEvent | undefined;
  };
}

export type RunQuestion = {
  [Kind in keyof RunConversation]: { readonly kind: Kind } & RunConversation[Kind]['asked'];
}[keyof RunConversation];

/** The picture of a run with the texts its boxes point into; no picture, but why, when its files say nothing. */
export interface RunPicture {
  readonly diagram?: Diagram;
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceText[];
}

/** What stands beside the picture: texts in one language. */
export interface RunPanel {
  readonly files: readonly string[];
  readonly verdict: RunVerdict;
  readonly advice: readonly RunAdvice[];
  readonly charts: readonly RunChart[];
  readonly health: readonly RunHealth[];
  /** Those whose timeline can be asked for, by their place in this list. */
  readonly ranks: readonly { readonly label: string; readonly file: string; readonly events: number }[];
  /** Why there is nothing: then all else is empty. */
  readonly problems: readonly string[];
}

export interface RunVerdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly confidence: string;
  readonly evidence: readonly { readonly name: string; readonly value: string }[];
}

export interface RunAdvice {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
  readonly check: string;
  /** `12.3 %` of a step at most; absent where the trace gives no bound. */
  readonly gain?: string;
  /** `train.py:42 DataLoader(num_workers=0)` */
  readonly where?: string;
  /** The same line in a file of the folder, if it is there. */
  readonly place?: Place;
}

/** Static SVG that follows the colours of the page by a media query. */
export interface RunChart {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Without its rules, which a page that allows no inline styles places by itself. */
  readonly svg: string;
  readonly css: string;
}

export interface RunHealth {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly file?: string;
}

/** What an event is, in one word. */
export type RunEventClass =
  | 'kernel'
  | 'collective'
  | 'memcpy'
  | 'memset'
  | 'runtime'
  | 'operator'
  | 'annotation'
  | 'step'
  | 'dataloader'
  | 'optimizer'
  | 'communication'
  | 'module'
  | 'python'
  | 'other';

/** Nanoseconds count from the first event of the trace that is shown. */
export interface RunWindowQuery {
  readonly fromNs?: number;
  /** The end of the trace when absent. */
  readonly toNs?: number;
  readonly width: number;
  /** Places of the lanes that show all their tracks; all when absent. */
  readonly open?: readonly number[];
}

export interface RunWindow {
  readonly fromNs: number;
  readonly toNs: number;
  /** Length of the whole trace. */
  readonly spanNs: number;
  readonly lanes: readonly RunLane[];
  /** Threads and streams that are not among the lanes. */
  readonly lanesLeftOut: number;
  readonly names: readonly string[];
  /** By lane, track and time; at most 4,000. */
  readonly rects: readonly RunRect[];
  readonly memory: readonly { readonly device: string; readonly points: readonly (readonly [number, number])[] }[];
}

export interface RunLane {
  readonly kind: LaneKind;
  readonly label: string;
  readonly name: string;
  readonly process: string;
  readonly tracks: number;
  /** Events that are nested deeper than is shown. */
  readonly hidden: number;
}

/** One event, or several that are too small to be seen by themselves. */
export type RunRect =
  | {
      readonly kind: 'event';
      readonly lane: number;
      readonly track: number;
      readonly startNs: number;
      readonly durationNs: number;
      readonly row: number;
      /** Index in `names`. */
      readonly name: number;
      readonly class: RunEventClass;
    }
  | {
      readonly kind: 'several';
      readonly lane: number;
      readonly track: number;
      readonly startNs: number;
      readonly durationNs: number;
      readonly count: number;
      readonly busyNs: number;
    };

export interface RunEvent {
  readonly row: number;
  readonly name: string;
  readonly class: RunEventClass;
  readonly startNs: number;
  readonly durationNs: number;
  readonly launch?: { readonly row: number; readonly name: string; readonly startNs: number; readonly delayNs: number };
  readonly launched?: { readonly row: number; readonly name: string; readonly startNs: number };
  readonly operator?: string;
  /** From the outermost in; of the forward, where this is its backward. */
  readonly modules: readonly string[];
  readonly isBackward?: true;
  readonly step?: string;
  readonly bytes?: number;
}

/** Between the studio and the process that holds a run. */
export interface RunRequestMessage {
  readonly id: number;
  readonly question: RunQuestion;
}

export type RunReplyMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
  | { readonly kind: 'progress'; readonly progress: RunProgress };
