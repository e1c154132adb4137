import { baseNameOf } from '../../base/paths.js';
import { type Host, HostError } from '../../host/host.js';

/** Scripts are small; a larger file is data. */
const LARGEST_SCRIPT_BYTES = 2 * 2 ** 20;

/** The text of a Python file; empty for what is no file or cannot be read. */
export function readScript(host: Host, full: string): string {
  try {
    const status = host.status(full);
    if (status?.kind !== 'file' || status.sizeBytes > LARGEST_SCRIPT_BYTES) return '';
    return new TextDecoder().decode(host.readFile(full, LARGEST_SCRIPT_BYTES));
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}

/*
 * What the text alone says, before anything is followed: from what is only left out when it is certain, to what is
 * followed unasked.
 */

const MAY_TRAIN =
  /\b(?:torch|lightning|transformers|accelerate|ultralytics|mmengine|mmcv|detectron2|torchtitan|ignite|timm|diffusers)\b|train/i;

/** False for a script that neither trains nor calls what trains. */
export function mayTrain(text: string): boolean {
  return MAY_TRAIN.test(text);
}

const IS_STARTED = /__main__|argparse|\.backward\(|\.fit\(|\.train\(/;

/** A file that is started, not one that is imported. */
export function mayBeStarted(text: string): boolean {
  return IS_STARTED.test(text);
}

const TRAINS = /\.backward\(|\b\w*Trainer\(|\.fit\(|\bRunner\b|\.train\([^)]|\btrain\w*\(|\boptimi[sz]er\b/;
const NAMES_TRAINING = /train|tun(?:e|ing)|fit|main|run|sft|cli/i;

/** Of a script that some command starts: its name may say what it does, and the code be elsewhere. */
export function isMeantToTrain(path: string, text: string): boolean {
  return mayTrain(text) && (NAMES_TRAINING.test(baseNameOf(path)) || TRAINS.test(text));
}

const IS_SCRIPT = /__name__\s*==\s*["']__main__["']|argparse|^(?:for|while)\b|^\w+\.(?:fit|train)\(|^(?:main|train)\(/m;
const NAMES_LIBRARY =
  /\b(?:torch|lightning|transformers|accelerate|ultralytics|mmengine|detectron2|torchtitan|ignite)\b/;

/** A script that nobody starts, and that is offered to be drawn. */
export function looksLikeTraining(text: string): boolean {
  return NAMES_LIBRARY.test(text) && TRAINS.test(text) && IS_SCRIPT.test(text);
}

const IMPORTS_TORCH = /^\s*(?:import|from)\s+(?:torch|lightning|pytorch_lightning|transformers|accelerate)\b/m;

export function importsTorch(text: string): boolean {
  return IMPORTS_TORCH.test(text);
}

const TRAINS_ITSELF = /\.backward\(|\.fit\(|\.train\(\)|\boptim\.\w+\(/;
const IS_CERTAINLY_SCRIPT = /__name__\s*==\s*["']__main__["']|\bargparse\b|^(?:for|while)\b|^(?:main|train)\(/m;

/** A script that is checked because it lies in a folder that is: a module, or what only calls others, is not. */
export function trainsForCertain(text: string): boolean {
  return importsTorch(text) && TRAINS_ITSELF.test(text) && IS_CERTAINLY_SCRIPT.test(text);
}
