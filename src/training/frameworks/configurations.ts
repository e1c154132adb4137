import { normalizePath } from '../../base/paths.js';

/** A configuration that is started by itself: what its library's own start script does with it, in Python. */
export interface StartedConfiguration {
  readonly source: string;
  /** Words of the command line, without the script. */
  readonly arguments: readonly string[];
}

/** Names that a configuration of MMEngine gives values to; one with `_base_` says the rest elsewhere. */
const MMENGINE =
  /^(?:model|train_dataloader|val_dataloader|train_cfg|optim_wrapper|param_scheduler|default_hooks|randomness|train_pipeline)\s*=(?!=)/gm;
const BASES = /^_base_\s*=\s*[[('"]|^with read_base\(\)/m;
/** What is in programs only. */
const PROGRAM = /__name__|\.backward\(|\.train\(|\.fit\(|^\s*from argparse\b|^\s*import (?:argparse|torch)\b/m;

/** Tables of a job of torchtitan; each name alone is in many files. */
const TORCHTITAN = /^\[(?:model|training|optimizer|lr_scheduler|parallelism|job|checkpoint|metrics)\]\s*(?:#.*)?$/gm;
const MODEL_OF_TORCHTITAN = /^\[model\]/m;
const TRAINING_OF_TORCHTITAN = /^\[training\]/m;

/** Undefined for what is no configuration of a library that is known here. `roots`: where its bases are counted from. */
export function startConfiguration(
  path: string,
  text: string,
  roots: readonly string[],
  given: readonly string[] = [],
): StartedConfiguration | undefined {
  if (path.endsWith('.py') && isMMEngine(text)) {
    const from = JSON.stringify(belowRoot(path, roots));
    const source = `from mmengine.config import Config\nfrom mmengine.runner import Runner\nRunner.from_cfg(Config.fromfile(${from})).train()\n`;
    return { source, arguments: given };
  }
  if (path.endsWith('.toml') && isTorchtitan(text)) {
    return {
      source: 'from torchtitan.train import main\nmain()\n',
      arguments: ['--job.config_file', path, ...given],
    };
  }
  return undefined;
}

function isMMEngine(text: string): boolean {
  if (PROGRAM.test(text)) return false;
  const names = new Set([...text.matchAll(MMENGINE)].map(([name]) => name));
  return names.size >= 2 || BASES.test(text);
}

function isTorchtitan(text: string): boolean {
  const isBoth = MODEL_OF_TORCHTITAN.test(text) && TRAINING_OF_TORCHTITAN.test(text);
  return isBoth && new Set([...text.matchAll(TORCHTITAN)].map(([name]) => name.trim())).size >= 3;
}

/** As `import` finds it from the outermost of the folders: bases may lie beside it or above. */
function belowRoot(path: string, roots: readonly string[]): string {
  const above = roots
    .map(normalizePath)
    .filter((root) => (root === '.' ? !path.startsWith('..') && !path.startsWith('/') : path.startsWith(`${root}/`)))
    .sort((a, b) => a.length - b.length);
  const [root] = above.includes('.') ? ['.'] : above;
  return root === undefined || root === '.' ? normalizePath(path) : path.slice(root.length + 1);
}
