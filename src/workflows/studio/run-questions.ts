import type { SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { Diagram, Language } from '../../views/diagram.js';
import type { ViewOptions } from '../../views/view.js';
import type { StudioSubject } from '../studio.js';
import type { RunEvent, RunPanel, RunProgress, RunWindow, RunWindowQuery } from './run-answers.js';

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

/** Between the studio and the process that holds a run. */
export interface RunRequestMessage {
  readonly id: number;
  readonly question: RunQuestion;
}

export type RunReplyMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
  | { readonly kind: 'progress'; readonly progress: RunProgress };
