import type { ViewEntry } from './view.js';

/** The one list of views, in the order in which help and the studio show them. */
export const VIEWS: readonly ViewEntry[] = [];
