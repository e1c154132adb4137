import { baseNameOf } from '../../base/paths.js';
import type { Installs, PackageManager } from '../../commands/installs/installs.js';
import { withoutCredentials } from '../../commands/python-package.js';
import type { CommandLine } from '../../commands/word.js';
import type { LayerFacts } from '../../graph/node.js';
import type { ShellCommand } from '../../syntax/shell/command.js';

const MOST_SHOWN = 5;

/** `apt: openssh-server, tini; pip: torch==2.7.1, -r requirements.txt (cu126)`. */
export function describeInstalls({ packages, manifests }: Installs): string {
  const groups = new Map<PackageManager, string[]>();
  for (const { manager, text } of [...packages, ...manifests]) {
    const items = groups.get(manager) ?? [];
    groups.set(manager, items);
    items.push(withoutCredentials(text));
  }
  return [...groups]
    .map(([manager, items]) => {
      const sources = new Set(
        packages.flatMap((item) =>
          item.manager === manager
            ? [item.facts.indexUrl, ...(item.facts.extraIndexUrls ?? [])].flatMap((url) => describeIndex(url))
            : [],
        ),
      );
      const more = items.length > MOST_SHOWN ? [`+${items.length - MOST_SHOWN}`] : [];
      const source = sources.size > 0 ? ` (${[...sources].join(', ')})` : '';
      return `${manager}: ${[...items.slice(0, MOST_SHOWN), ...more].join(', ')}${source}`;
    })
    .join('; ');
}

/** `https://download.pytorch.org/whl/cu126` → `cu126`; of another index the host; of a conda channel its name. */
function describeIndex(url: string | undefined): string[] {
  if (url === undefined) return [];
  const build = /download\.pytorch\.org\/whl\/(?:nightly\/|test\/)?(cu\d+|cpu|xpu|rocm[\d.]+)(?:\/|$)/.exec(url)?.[1];
  const host = /^[a-z+]+:\/\/(?:[^/@]*@)?([^/:]+)/.exec(url)?.[1];
  return [build ?? host ?? url];
}

type Purpose = Exclude<LayerFacts['purpose'], 'install' | 'copy' | 'other'>;

const PURPOSES: Readonly<Record<Purpose, ReadonlySet<string>>> = {
  download: words('wget curl aria2c gdown huggingface-cli hf aws gsutil gcloud axel rsync scp'),
  build: words(
    'make cmake ninja gcc g++ nvcc cargo go bazel meson ant mvn gradle configure setup.py colcon catkin_make',
  ),
  configure: words(
    `mkdir useradd adduser usermod groupadd addgroup sed awk chpasswd passwd ssh-keygen ln chmod chown chgrp cp mv touch tee
    update-alternatives locale-gen dpkg-reconfigure git jupyter conda mamba npm yarn install ldconfig rm
    add-apt-repository apt-key gpg dpkg systemctl update-ca-certificates visudo setcap`,
  ),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Commands that say nothing about why a layer is there. */
const SILENT = words(
  'cd set export source . : true test [ apt apt-get apk dnf yum rm echo printf cat pip pip3 if which command',
);

/** A command after its variables are put in, and what the shell does beside it. */
export interface RunCommand {
  readonly line: CommandLine;
  readonly shell?: ShellCommand;
}

/** What a RUN that installs nothing is for, told by the first of its commands that is known to do something of its own. */
export function describeCommands(lines: readonly RunCommand[]): Pick<LayerFacts, 'purpose' | 'summary'> {
  for (const purpose of ['download', 'build', 'configure'] as const) {
    const found = lines.filter((command) => purposeOf(command) === purpose);
    const [shown] = [...found.filter(({ line }) => !SILENT.has(programOf(line))), ...found];
    if (shown) return { purpose, summary: summarize(shown) };
  }
  const [first] = [...lines.filter(({ line }) => !SILENT.has(programOf(line))), ...lines.slice(-1)];
  return { purpose: 'other', summary: first ? summarize(first) : 'RUN' };
}

const WRITES = words('echo printf cat');

/** The file that the output goes to. */
function writtenFile({ shell }: RunCommand): string | undefined {
  const output = shell?.redirects.find((redirect) => redirect.kind === 'file' && redirect.operator.startsWith('>'));
  const path = output?.kind === 'file' ? output.target.value : undefined;
  return path === '/dev/null' ? undefined : path;
}

function programOf(line: CommandLine): string {
  return baseNameOf(line.words[0]?.value ?? '');
}

function purposeOf(command: RunCommand): Purpose | undefined {
  const { line } = command;
  const program = programOf(line);
  if (WRITES.has(program)) return writtenFile(command) === undefined ? undefined : 'configure';
  const second = line.words[1]?.value ?? '';
  if (program === 'git') return second === 'clone' ? 'download' : 'configure';
  if (/^python[\d.]*$/.test(program)) {
    if (second === '-m')
      return /^(?:venv|virtualenv|ensurepip)$/.test(line.words[2]?.value ?? '') ? 'configure' : undefined;
    return baseNameOf(second) === 'setup.py' ? 'build' : undefined;
  }
  if (/^pip[\d.]*$/.test(program)) return second === 'config' ? 'configure' : undefined;
  if (/^(?:npm|yarn|pnpm)$/.test(program)) return 'build';
  return (['download', 'build', 'configure'] as const).find((purpose) => PURPOSES[purpose].has(program));
}

const HAS_SUBCOMMANDS = words(
  'git make conda npm pip pip3 apt apt-get cargo go poetry uv update-alternatives dpkg jupyter',
);
/** The paths among their arguments are shells and homes. */
const NAMES_ACCOUNTS = words('useradd adduser usermod chsh');

/** `-m venv`, `setup.py`. */
function pythonSubject([first, second]: CommandLine['words']): readonly string[] {
  if (first?.value === '-m' && second) return ['-m', second.value];
  return first && /^[\w./-]+\.py$/.test(first.value) ? [baseNameOf(first.value)] : [];
}

/** The program and the address, path or subcommand that it is about. Other words may hold passwords and are left out. */
function summarize(command: RunCommand): string {
  const { line } = command;
  const [first, ...args] = line.words;
  const program = baseNameOf(first?.value ?? '');
  const written = WRITES.has(program) ? writtenFile(command) : undefined;
  if (written !== undefined) return `${program} > ${written}`.slice(0, 120);
  const address = args.find(({ value }) => /^[a-z+]+:\/\/[^\s]+$/.test(value))?.value;
  const path = NAMES_ACCOUNTS.has(program)
    ? undefined
    : args.findLast(({ value }) => /^(?:\.{0,2}\/|~\/)[\w./~+-]*$/.test(value))?.value;
  const subcommand = args[0] && /^[a-z][a-z-]{1,20}$/.test(args[0].value) ? args[0].value : undefined;
  const about = address === undefined ? (path ?? '') : withoutCredentials(address).replace(/[?#].*$/, '');
  if (/^python[\d.]*$/.test(program))
    return [program, ...pythonSubject(args), path].filter(Boolean).join(' ').slice(0, 120);
  const isKnown = HAS_SUBCOMMANDS.has(program);
  return [program, isKnown ? subcommand : undefined, about].filter(Boolean).join(' ').slice(0, 120);
}
