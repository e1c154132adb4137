import { normalizePath } from '../../base/paths.js';
import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import type { Spec } from '../spec/spec.js';
import type { Plan } from './plan.js';

/** Variables that say where something is written: caches of weights and data sets, logs and results of runs. */
const KEEPS =
  /^(?:TORCH|HF|XDG_CACHE|XDG_DATA|KERAS|MLFLOW|OLLAMA|CONDA_PKGS)_(?:HOME|DIRS)$|^WANDB_DIR$|(?:^|_)(?:CACHE|CHECKPOINTS?|CKPTS?|OUTPUTS?|RESULTS?|LOGS?|RUNS?|SAVE|ARTIFACTS?)(?:_(?:DIR|DIRECTORY|PATH|FOLDER|ROOT|HOME))?$/;

/** Options of training scripts that say where results go. */
const WRITES =
  /^--?(?:[a-z]+[-_])*(?:output|outputs|out|save|log|logs|logging|ckpt|checkpoint|checkpoints|cache|results?|work|run)(?:[-_](?:dir|directory|path|folder|to))?$|^--default[-_]root[-_]dir$/i;

/** Nobody expects these to last. */
const TRANSIENT = ['/tmp', '/var/tmp', '/dev', '/run', '/proc', '/sys'];

/** Paths that are written and go with the container: in no volume, no mount and not in the workspace. */
export function findLostPaths(spec: Spec, { container }: Plan): readonly Finding[] {
  const kept = [...container.mounts.map(({ target }) => target), ...TRANSIENT].map(normalizePath);
  const isLost = (path: string): boolean => {
    const whole = normalizePath(path);
    return path.startsWith('/') && whole !== '/' && !kept.some((one) => whole === one || whole.startsWith(`${one}/`));
  };
  const fromEnvironment = Object.entries(spec.environment)
    .filter(([name, value]) => KEEPS.test(name) && isLost(value))
    .map(([name, path]) => planFindings.lostPath({ by: name, path }, spec.places['env']));
  const fromCommand = writtenByCommand(spec.command ?? [])
    .filter(({ path }) => isLost(path))
    .map(({ by, path }) => planFindings.lostPath({ by, path }, spec.places['command']));
  return [...fromEnvironment, ...fromCommand];
}

function writtenByCommand(words: readonly string[]): readonly { readonly by: string; readonly path: string }[] {
  return words.flatMap((word, at) => {
    const equals = word.indexOf('=');
    const by = equals < 0 ? word : word.slice(0, equals);
    const path = equals < 0 ? words[at + 1] : word.slice(equals + 1);
    return WRITES.test(by) && path !== undefined ? [{ by, path }] : [];
  });
}
