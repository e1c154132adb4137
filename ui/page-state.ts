import type { Place } from '../src/base/text.js';
import type { Finding } from '../src/findings/finding.js';
import type {
  BoxLink,
  DrawnDiagram,
  RunPanel,
  RunProgress,
  SourceExcerpt,
  StudioState,
} from '../src/server/protocol.js';
import type { Direction, Language } from '../src/views/diagram.js';
import type { FramedDrawing } from './drawing/frame-protocol.js';
import type { Store } from './store.js';

/** `lost`: the server does not answer. `refused`: it answers, but not to this page (it was started anew). */
export type Connection = 'starting' | 'live' | 'lost' | 'refused';

/** What a person pointed at. Kept by name, so that it survives a redrawing. */
export type Selection =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'finding'; readonly key: string }
  /** A line that an advice names. */
  | { readonly kind: 'place'; readonly place: Place; readonly title: string; readonly code: string }
  | { readonly kind: 'file'; readonly file: string };

/** What the canvas shows. */
export type Picture =
  | { readonly kind: 'waiting' }
  /** What a run left behind is being read; how far, once that is known. */
  | { readonly kind: 'reading'; readonly progress?: RunProgress }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly diagram: DrawnDiagram; readonly reason: string }
  | { readonly kind: 'drawn'; readonly diagram: DrawnDiagram; readonly drawing: FramedDrawing };

/** What stands beside the picture of a run. */
export type ShownRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly subject: string; readonly panel: RunPanel };

/** The lines that the source panel shows, and those of them that are marked. */
export interface ShownSource {
  readonly excerpt: SourceExcerpt;
  readonly place?: Place;
}

export interface PageState {
  readonly connection: Connection;
  readonly language: Language;
  /** Undefined leaves the choice to the view. */
  readonly direction: Direction | undefined;
  /** The view that was asked for; see `shownView`. */
  readonly view: string | undefined;
  /** What the view was asked to show one of; see `shownSubject`. */
  readonly subject: string | undefined;
  readonly studio: StudioState | undefined;
  readonly picture: Picture;
  readonly run: ShownRun;
  readonly selection: Selection | undefined;
  readonly source: ShownSource | undefined;
}

export type PageStore = Store<PageState>;

/** What a person can do; the panels know no more of the rest of the page. */
export interface PageActions {
  showView(view: string): void;
  showSubject(subject: string): void;
  /** The picture that a box leads to. */
  follow(link: BoxLink): void;
  speak(language: Language): void;
  turn(direction: Direction): void;
  select(selection: Selection | undefined): void;
}

/** The view that was asked for, as long as there is something in it; else the first that has something. */
export function shownView({ studio, view }: Pick<PageState, 'studio' | 'view'>): string | undefined {
  const drawable = (studio?.views ?? []).filter(({ isDrawable }) => isDrawable);
  return (drawable.find(({ name }) => name === view) ?? drawable[0])?.name;
}

/** The subject that was asked for, as long as the view that is shown has it; else its first. */
export function shownSubject(state: Pick<PageState, 'studio' | 'view' | 'subject'>): string | undefined {
  const name = shownView(state);
  const subjects = state.studio?.views.find((view) => view.name === name)?.subjects ?? [];
  return (subjects.find(({ id }) => id === state.subject) ?? subjects[0])?.id;
}

/** Two findings with the same key are the same, also after the files were read again. */
export function findingKey({ code, message, place }: Finding): string {
  return [code, message, place?.file ?? '', place?.line ?? ''].join('\n');
}

export function placeLabel({ file, line, endLine, endColumn }: Place): string {
  const last = endColumn <= 1 && endLine > line ? endLine - 1 : endLine;
  return last > line ? `${file}:${line}–${last}` : `${file}:${line}`;
}
