import type { LauncherFacts } from '../../graph/node.js';
import type { CommandWord } from '../word.js';
import type { OptionSpec } from './options.js';
import { countOf, splitOptions } from './options.js';
import type { StartedScript } from './started.js';

/** A program that starts training processes. Options are named without regard to `_` or `-` inside them. */
interface Launcher {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly perNode: readonly string[];
  /** Options that give the processes of all nodes together. */
  readonly total?: readonly string[];
  /** Nodes when no option says it, where the documentation gives a default. */
  readonly defaultNodes?: number;
  /** Runs a script (or module), or any command. */
  readonly runs: 'script' | 'command';
  readonly options: OptionSpec;
}

const both = (text: string): ReadonlySet<string> =>
  new Set(
    text.split(' ').flatMap((name) => [name, name.replace(/(?<=[a-z])-/g, '_'), name.replace(/(?<=[a-z])_/g, '-')]),
  );

const TORCHRUN: Launcher = {
  name: 'torchrun',
  nodes: ['--nnodes'],
  perNode: ['--nproc-per-node'],
  runs: 'script',
  options: { flags: both('--standalone --no-python -m --module --run-path --use-env --virtual-local-rank') },
};
const MPIRUN: Launcher = {
  name: 'mpirun',
  nodes: [],
  perNode: ['-N', '-npernode', '--npernode', '-ppn'],
  runs: 'command',
  options: {
    flags: both(
      '--allow-run-as-root -allow-run-as-root --oversubscribe -oversubscribe --tag-output -tag-output -v --verbose -q --report-bindings -bynode -byslot',
    ),
    pairs: new Set(['-mca', '--mca', '-gmca', '--gmca', '-genv']),
  },
};

const LAUNCHERS: Readonly<Record<string, Launcher>> = {
  torchrun: TORCHRUN,
  'torch.distributed.launch': { ...TORCHRUN, name: 'torch.distributed.launch' },
  'accelerate launch': {
    name: 'accelerate',
    nodes: ['--num-machines'],
    perNode: [],
    total: ['--num-processes'],
    defaultNodes: 1,
    runs: 'script',
    options: {
      flags: both(
        '--multi-gpu --cpu --tpu --use-deepspeed --use-fsdp --use-megatron-lm --use-xpu --ipex --same-network --debug --quiet -q -m --module --no-python --dynamo-use-dynamic --dynamo-use-fullgraph',
      ),
    },
  },
  deepspeed: {
    name: 'deepspeed',
    nodes: ['--num-nodes'],
    perNode: ['--num-gpus'],
    runs: 'script',
    options: { flags: both('--module --no-python --no-local-rank --force-multi --bind-cores-to-rank --save-pid -m') },
  },
  srun: {
    name: 'srun',
    nodes: ['-N', '--nodes'],
    perNode: ['--ntasks-per-node'],
    total: ['-n', '--ntasks'],
    runs: 'command',
    options: {
      flags: both(
        '--exclusive --label -l --unbuffered -u --verbose -v --overlap --pty --kill-on-bad-exit -K --no-kill -k --quiet -Q --container-writable --container-mount-home --no-container-mount-home --container-remap-root',
      ),
    },
  },
  mpirun: MPIRUN,
  mpiexec: { ...MPIRUN, name: 'mpiexec' },
  horovodrun: { ...MPIRUN, name: 'horovodrun', perNode: [], options: { flags: both('--verbose --gloo --mpi -v') } },
};

export interface Launched {
  readonly facts: LauncherFacts;
  /** For launchers of scripts. */
  readonly script?: StartedScript;
  /** For launchers of any command. */
  readonly command?: readonly CommandWord[];
}

/** What a launcher starts and how often; undefined when the program is none. */
export function readLauncher(program: string, args: readonly CommandWord[]): Launched | undefined {
  const direct = Object.hasOwn(LAUNCHERS, program) ? LAUNCHERS[program] : undefined;
  if (direct) return launch(direct, args);
  const name = `${program} ${args[0]?.value ?? ''}`;
  const launcher = Object.hasOwn(LAUNCHERS, name) ? LAUNCHERS[name] : undefined;
  return launcher && launch(launcher, args.slice(1));
}

function launch(launcher: Launcher, args: readonly CommandWord[]): Launched {
  const { options, rest } = splitOptions(args, launcher.options);
  const facts = launcherFacts(launcher, options);
  if (launcher.runs === 'command') return { facts, command: rest };
  const isModule = options.has('-m') || options.has('--module');
  const script = scriptOf(rest, isModule);
  return { facts, ...(script ? { script } : {}) };
}

function launcherFacts(launcher: Launcher, options: ReadonlyMap<string, CommandWord>): LauncherFacts {
  const counted = (names: readonly string[]): number | string | undefined => {
    for (const [name, word] of options) if (names.includes(normalized(name))) return countOf(word);
    return undefined;
  };
  const standalone = options.has('--standalone') ? 1 : undefined;
  const nodes = counted(launcher.nodes) ?? standalone;
  const perNode = counted(launcher.perNode) ?? perNodeOf(counted(launcher.total ?? []), nodes ?? launcher.defaultNodes);
  return {
    name: launcher.name,
    ...(nodes === undefined ? {} : { nodes }),
    ...(perNode === undefined ? {} : { processesPerNode: perNode }),
  };
}

function normalized(name: string): string {
  return name.replace(/(?<=[a-z])_/g, '-');
}

/** Processes of all nodes shared out evenly; unknown when either is. */
function perNodeOf(total: number | string | undefined, nodes: number | string | undefined): number | undefined {
  if (typeof total !== 'number' || typeof nodes !== 'number' || nodes === 0) return undefined;
  return total % nodes === 0 ? total / nodes : undefined;
}

const PYTHON = /^(?:python|pypy)[\d.]*$/;

export interface PythonCall {
  readonly module?: string;
  readonly script?: StartedScript;
  /** What follows the script or module. */
  readonly args: readonly CommandWord[];
}

/** `python -u train.py --x`, `python3 -m package.module`; undefined for another program. */
export function readPythonCall(program: string, args: readonly CommandWord[]): PythonCall | undefined {
  if (!PYTHON.test(program)) return undefined;
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at]?.value ?? '';
    if (value === '-W' || value === '-X') at += 1;
    else if (/^-[a-zA-Z]*c$/.test(value)) return { args: [] };
    else if (/^-[a-zA-Z]*m$/.test(value)) return pythonCall(args.slice(at + 1), true);
    else if (/^-m./.test(value)) return pythonCall(attachedModule(args.slice(at)), true);
    else if (!value.startsWith('-') || value === '-') return pythonCall(args.slice(at), false);
  }
  return { args: [] };
}

/** `-mpackage.module` */
function attachedModule([word, ...rest]: readonly CommandWord[]): readonly CommandWord[] {
  return word ? [{ ...word, value: word.value.slice(2) }, ...rest] : [];
}

function pythonCall(words: readonly CommandWord[], isModule: boolean): PythonCall {
  const script = scriptOf(words, isModule);
  return {
    ...(script ? { script } : {}),
    ...(script && isModule ? { module: script.label } : {}),
    args: words.slice(1),
  };
}

/** A module `a.b` is by Python's rules the file `a/b.py`, looked for in the folder where the command runs. */
function scriptOf(words: readonly CommandWord[], isModule: boolean): StartedScript | undefined {
  const [word, ...rest] = words;
  if (!word || word.value === '' || word.value === '-') return undefined;
  return {
    path: isModule ? `${word.value.replaceAll('.', '/')}.py` : word.value,
    label: word.value,
    arguments: rest.map(({ value }) => value),
    place: word.place,
  };
}
