import { baseNameOf } from '../../base/paths.js';
import type { LayerEffect } from '../../graph/node.js';
import type { Variable } from '../installs/installs.js';
import type { CommandLine } from '../word.js';

/** What `pip install` leaves behind, and whether it goes to the Python of the system. uv keeps apart from both. */
export function pipEffects(
  lines: readonly CommandLine[],
  variable: Variable,
  hasCacheMount: boolean,
): readonly LayerEffect[] {
  const isCleaned = hasCacheMount || isSet(variable('PIP_NO_CACHE_DIR')) || lines.some(cleansCache);
  return lines.flatMap((line): LayerEffect[] => {
    const args = installArguments(line);
    if (!args) return [];
    const has = (...names: readonly string[]): boolean =>
      args.some((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
    const seen = (name: string): boolean =>
      isSet(line.environment?.find((item) => item.name === name)?.value ?? variable(name));
    const isElsewhere = has('--target', '-t', '--prefix', '--root', '--python') || isForeignPath(line);
    const mayBreak = has('--break-system-packages') || seen('PIP_BREAK_SYSTEM_PACKAGES');
    const isCached = !isCleaned && !has('--no-cache-dir', '--no-cache') && !seen('PIP_NO_CACHE_DIR');
    return [
      ...(isElsewhere || mayBreak ? [] : [{ kind: 'plain-pip' as const, place: line.place }]),
      ...(isCached ? [{ kind: 'keeps-pip-cache' as const, place: line.place }] : []),
      ...(isCudaSetup(args) ? [{ kind: 'compiles-cuda' as const, subject: 'pip', place: line.place }] : []),
    ];
  });
}

/** The words after `pip install`, `python3 -m pip install`; undefined for other commands. */
function installArguments({ words }: CommandLine): readonly string[] | undefined {
  const [program = '', ...rest] = words.map(({ value }) => value);
  const name = baseNameOf(program);
  const at = rest.indexOf('pip');
  const args = /^pip3?$/.test(name)
    ? rest
    : /^python3?$/.test(name) && at > 0 && rest[at - 1] === '-m'
      ? rest.slice(at + 1)
      : undefined;
  const install = args?.indexOf('install') ?? -1;
  return install < 0 ? undefined : args?.filter((_, index) => index !== install);
}

/** `/opt/venv/bin/pip` has a Python of its own. */
function isForeignPath({ words }: CommandLine): boolean {
  const program = words[0]?.value ?? '';
  return program.includes('/') && !program.startsWith('/usr/bin/');
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|off|no)$/i.test(value);
}

function cleansCache({ words }: CommandLine): boolean {
  const text = words.map(({ value }) => value).join(' ');
  return /^(?:pip3?|python3? -m pip) cache purge|^rm\b.*(?:\.cache|\/root\/\*)/.test(text);
}

/** Options that only extensions with CUDA code are given. */
function isCudaSetup(args: readonly string[]): boolean {
  return args.some((word) => /--(?:cuda_ext|cpp_ext|build-option=--cuda_ext)/.test(word));
}
