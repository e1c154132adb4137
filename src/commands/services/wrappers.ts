import type { CommandWord } from '../word.js';
import type { OptionSpec } from './options.js';
import { splitOptions } from './options.js';

const spec = (values = '', positionals = 0): OptionSpec => ({
  values: new Set(values.split(' ').filter(Boolean)),
  positionals,
});

/** Programs that only run another one: the options that take a value, and how many words come before the program. */
const WRAPPERS: Readonly<Record<string, OptionSpec>> = {
  exec: spec('-a'),
  command: spec(),
  tini: spec('-p -e'),
  'tini-static': spec('-p -e'),
  'docker-init': spec('-p -e'),
  catatonit: spec(),
  'dumb-init': spec('-r --rewrite'),
  env: spec('-u --unset -C --chdir'),
  nohup: spec(),
  setsid: spec(),
  time: spec('-f -o'),
  stdbuf: spec('-i -o -e --input --output --error'),
  nice: spec('-n --adjustment'),
  ionice: spec('-c -n --class --classdata'),
  taskset: spec('', 1),
  chrt: spec('', 1),
  numactl: spec('-C -N -m -i -p --physcpubind --cpunodebind --membind --interleave --preferred'),
  sudo: spec('-u -g -h -p -C -T -U -r -t --user --group --chdir'),
  gosu: spec('', 1),
  'su-exec': spec('', 1),
  's6-setuidgid': spec('', 1),
  setpriv: spec('--reuid --regid --groups'),
  runuser: spec('-u -g -G --user --group'),
  chroot: spec('', 1),
  timeout: spec('-k -s --kill-after --signal', 1),
  'xvfb-run': spec('-n -s -e -f --server-num --server-args'),
  dockerize: spec('-wait -timeout -template -stdout -stderr -wait-retry-interval'),
  'wait-for-it': spec('-h -p -t', 1),
  'wait-for-it.sh': spec('-h -p -t', 1),
  'wait-for': spec('-t', 1),
  'nvidia_entrypoint.sh': spec(),
  'conda run': spec('-n -p --name --prefix --cwd'),
  'mamba run': spec('-n -p --name --prefix --cwd'),
  'micromamba run': spec('-n -p --name --prefix --cwd'),
  'uv run': spec(
    '-p --python --with --with-requirements --extra --group --project --directory --package --env-file --index',
  ),
  'poetry run': spec(),
  'pdm run': spec('-p --project'),
  'pipenv run': spec(),
  'rye run': spec(),
  'hatch run': spec(),
  'pixi run': spec('-e --environment --manifest-path'),
  'singularity exec': spec('-B --bind --env --pwd -H --home -W --workdir --overlay', 1),
  'singularity run': spec('-B --bind --env --pwd -H --home -W --workdir --overlay', 1),
  'apptainer exec': spec('-B --bind --env --pwd -H --home -W --workdir --overlay', 1),
  'apptainer run': spec('-B --bind --env --pwd -H --home -W --workdir --overlay', 1),
  'nsys profile': spec('-o -t -s -c -w -f -y -d --output --trace --sample --capture-range --delay --duration'),
};

/** What a wrapper runs; undefined when the program is none. The words may be empty (`exec` alone). */
export function unwrapCommand(program: string, args: readonly CommandWord[]): readonly CommandWord[] | undefined {
  if (Object.hasOwn(WRAPPERS, program)) return runBy(WRAPPERS[program], args);
  const at = args.findIndex(({ value }) => !value.startsWith('-'));
  const name = `${program} ${args[at]?.value ?? ''}`;
  return Object.hasOwn(WRAPPERS, name) ? runBy(WRAPPERS[name], args.slice(at + 1)) : undefined;
}

function runBy(wrapper: OptionSpec | undefined, args: readonly CommandWord[]): readonly CommandWord[] {
  const { rest } = splitOptions(args, wrapper ?? {});
  const start = rest.findIndex(({ value }) => value !== '--' && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(value));
  return start < 0 ? [] : rest.slice(start);
}

const SHELLS = /^(?:sh|bash|dash|ash|zsh|ksh|rbash)$/;

/** What a shell is told to do: a text (`-c "…"`), a script file with its arguments, or nothing (interactive). */
export interface ShellCall {
  readonly text?: CommandWord;
  readonly file?: CommandWord;
  readonly args: readonly CommandWord[];
}

/** `bash -lc "…"`, `sh start.sh a`, `su - user -c "…"`, `source x`, `eval "…"`; undefined for any other program. */
export function readShellCall(program: string, args: readonly CommandWord[]): ShellCall | undefined {
  if (program === 'source' || program === '.') return { ...firstOf(args) };
  if (program === 'eval') return { ...(args[0] ? { text: args[0] } : {}), args: [] };
  if (program === 'su') {
    const at = args.findIndex(({ value }) => value === '-c' || value === '--command');
    const text = at < 0 ? undefined : args[at + 1];
    return { ...(text ? { text } : {}), args: [] };
  }
  if (!SHELLS.test(program)) return undefined;
  for (const [index, { value }] of args.entries()) {
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(value)) {
      const text = args[index + 1];
      return { ...(text ? { text } : {}), args: args.slice(index + 3) };
    }
    if (!/^[-+]/.test(value) && !/^[-+]+[oO]$/.test(args[index - 1]?.value ?? '')) return firstOf(args.slice(index));
  }
  return { args: [] };
}

function firstOf(args: readonly CommandWord[]): ShellCall {
  const [file, ...rest] = args;
  return { ...(file ? { file } : {}), args: rest };
}
