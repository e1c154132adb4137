import type { Host } from '../../host/host.js';
import { writeSnippet } from '../../runs/snippet/write-snippet.js';
import { readPipeline } from '../pipeline.js';
import { placeSnippet } from './place-snippet.js';

export interface Snippet {
  /** Python, to be pasted; its comments say where. */
  readonly text: string;
  /** False when a script was named and its loop or its model was not found in it. */
  readonly isPlaced: boolean;
}

/** The lines that make a good trace of a script of the user's own; the script is followed, never run and never changed. */
export function makeSnippet(host: Host, script: string | undefined): Snippet {
  if (script === undefined) return { text: writeSnippet(), isPlaced: true };
  const { pipeline, sources } = readPipeline(host, { target: script });
  const places = placeSnippet(pipeline, sources);
  return { text: writeSnippet(places), isPlaced: places !== undefined };
}
