import type { GpuRequest } from '../../commands/gpus.js';
import type { VolumeMount } from '../../commands/mounts.js';
import type { CommandWord } from '../../commands/word.js';
import type { EnvironmentVariable, Located } from '../../graph/node.js';

/** A container of one step, whichever program starts it. */
export interface StepContainer {
  readonly image: Located<string>;
  /** What the registry calls it, or why that is not known. */
  readonly reference: { readonly text: string; readonly unresolved?: string };
  readonly name?: string;
  readonly mounts: readonly Located<VolumeMount>[];
  readonly workdir?: Located<string> | undefined;
  readonly environment: readonly EnvironmentVariable[];
  readonly gpus: readonly Located<GpuRequest>[];
  readonly command: readonly CommandWord[];
}

const IS_FILE = 'it is a file of the cluster';

/** `nvcr.io#nvidia/pytorch:25.03-py3` → `nvcr.io/nvidia/pytorch:25.03-py3`; a path is an enroot image. */
export function pyxisReference(text: string): StepContainer['reference'] {
  if (/\.sqsh$|^[./]/.test(text)) return { text, unresolved: IS_FILE };
  const reference = text
    .replace(/^docker:\/\//, '')
    .replace(/^[^@#/]{1,100}@(?=[^#]*#)/, '')
    .replace('#', '/');
  return /[$`]/.test(text)
    ? { text: reference, unresolved: 'it holds a variable without a literal value' }
    : { text: reference };
}

export function apptainerReference({ value, hasExpansion }: CommandWord): StepContainer['reference'] {
  if (value.startsWith('docker://')) return { text: value.slice('docker://'.length) };
  if (hasExpansion) return { text: value, unresolved: 'it holds a variable without a literal value' };
  return {
    text: value,
    unresolved: /^[a-z-]+:\/\//.test(value) ? 'it is not in an image registry of Docker' : IS_FILE,
  };
}

/** `/images/pytorch.sqsh` → `pytorch`, `nvcr.io#nvidia/pytorch:25.03-py3` → `pytorch`. */
export function imageName(image: string): string {
  const last = image.slice(Math.max(image.lastIndexOf('/'), image.lastIndexOf('#')) + 1);
  return last.replace(/\.(?:sqsh|sif|img|simg)\*?$/, '').split(':', 1)[0] || image;
}
