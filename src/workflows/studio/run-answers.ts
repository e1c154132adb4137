import type { Place } from '../../base/text.js';
import type { Severity } from '../../findings/finding.js';
import type { VerdictKind } from '../../runs/report/run-report.js';
import type { LaneKind } from '../../runs/windows/lanes.js';

export interface RunProgress {
  /** The file that is read. */
  readonly path: string;
  readonly file: number;
  readonly files: number;
  readonly readBytes: number;
  readonly totalBytes: number;
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
