import { baseNameOf } from '../base/paths.js';
import type { Platform } from '../graph/node.js';
import { optionRows, optionTable, readOptions } from './options.js';
import { unwrapCommand } from './services/wrappers.js';
import type { CommandLine, CommandWord } from './word.js';

/** A command line that starts a container or builds an image. */
export interface ContainerCommand {
  readonly kind: 'run' | 'build';
  /** What messages call it: `docker run`, `podman build`. */
  readonly name: string;
  /** nerdctl and others that speak Docker's command line count as `docker`. */
  readonly platform: Platform & ('docker' | 'podman');
  /** The program that was called: `docker`, `nvidia-docker`. */
  readonly program: CommandWord;
  /** The words after the subcommand. */
  readonly words: readonly CommandWord[];
}

const PLATFORMS: Readonly<Record<string, ContainerCommand['platform']>> = {
  docker: 'docker',
  'nvidia-docker': 'docker',
  nerdctl: 'docker',
  finch: 'docker',
  podman: 'podman',
  'podman-remote': 'podman',
  buildah: 'podman',
};

/** Options of the program itself, before the subcommand. */
const GLOBAL_OPTIONS = optionTable(
  optionRows(
    'value',
    'ignored',
    'config context,c host,H log-level,l tlscacert tlscert tlskey connection url identity root runroot storage-driver ' +
      'storage-opt cgroup-manager tmpdir hooks-dir namespace,n address,a snapshotter data-root',
  ),
  optionRows('none', 'ignored', 'debug,D tls tlsverify remote,r'),
);

const SUBCOMMANDS: Readonly<Record<string, ContainerCommand['kind']>> = {
  run: 'run',
  create: 'run',
  'container run': 'run',
  'container create': 'run',
  build: 'build',
  bud: 'build',
  'image build': 'build',
  'builder build': 'build',
  'buildx build': 'build',
  'buildx b': 'build',
};

/** Looks through `sudo`, `time`, `exec`, `env A=1`, a `$` prompt and the like; undefined for every other command. */
export function findContainerCommand(line: CommandLine): ContainerCommand | undefined {
  let words: readonly CommandWord[] = line.words;
  for (let depth = 0; depth < 8; depth += 1) {
    const [first, ...rest] = words;
    if (!first) return undefined;
    const program = baseNameOf(first.value.replaceAll('\\', '/')).replace(/\.exe$/i, '');
    const platform = Object.hasOwn(PLATFORMS, program) ? PLATFORMS[program] : undefined;
    if (platform) return readSubcommand(platform, program, first, rest);
    const inner = program === 'winpty' || program === '$' ? rest : unwrapCommand(program, rest);
    if (!inner) return undefined;
    words = inner;
  }
  return undefined;
}

function readSubcommand(
  platform: ContainerCommand['platform'],
  program: string,
  first: CommandWord,
  args: readonly CommandWord[],
): ContainerCommand | undefined {
  const { rest } = readOptions(args, GLOBAL_OPTIONS);
  for (const length of [1, 2]) {
    const subcommand = rest.slice(0, length).map(({ value }) => value);
    const name = subcommand.join(' ');
    const kind = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (kind && (program !== 'buildah' || kind === 'build'))
      return { kind, platform, name: `${program} ${name}`, program: first, words: rest.slice(length) };
  }
  return undefined;
}
