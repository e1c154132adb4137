import type { Natives } from '../../python/machine.js';
import { combineNatives } from '../../python/natives.js';
import type { Listener } from './dataflow.js';

export interface TorchOptions {
  /** What `torch.__version__` says. */
  readonly version?: string;
  /** Told what happens; may be exchanged at any time (see `Listener`). */
  readonly listener?: Listener;
}

/** torch as it is known here. Make it anew for each interpreter. */
export function createTorchNatives(_options: TorchOptions = {}): Natives {
  return combineNatives();
}
