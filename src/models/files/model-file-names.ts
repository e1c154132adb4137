import { baseNameOf } from '../../base/paths.js';

/** What describes a distributed checkpoint, beside its `__0_0.distcp` (torch `distributed/checkpoint/metadata.py`). */
export const DISTRIBUTED_METADATA = '.metadata';

const SURE = /\.(?:pt|pth|pt2|safetensors|onnx)$/i;
/** Names that other programs use too: what is in them decides. */
const MAYBE = /\.(?:bin|ckpt|pth\.tar|pkl|pickle)$|\.(?:safetensors|bin)\.index\.json$/i;

/** Whether a file may hold a model, by its name. */
export function isModelFileName(path: string): boolean {
  return SURE.test(path) || MAYBE.test(path) || baseNameOf(path) === DISTRIBUTED_METADATA;
}

/** Whether a name is used for models alone, so that something else under it is worth a word. */
export function isSureModelFileName(path: string): boolean {
  return SURE.test(path);
}
