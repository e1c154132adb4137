import type { Natives } from '../../python/machine.js';
import { combineNatives } from '../../python/natives.js';
import type { Recorder } from './dataflow.js';

export interface TorchOptions {
  /** What `torch.__version__` says. */
  readonly version?: string;
  /** Told what happens; may be exchanged at any time (see `Listener`). */
  readonly listener?: Listener;
}

/** Holds the recorder of the moment, so that one interpreter can build with nobody listening and then run `forward` heard. */
export interface Listener {
  recorder: Recorder | undefined;
}

/** torch as it is known here. Make it anew for each interpreter. */
export function createTorchNatives(_options: TorchOptions = {}): Natives {
  return combineNatives();
}
