import type { PackageFacts } from '../../graph/node.js';
import type { CommandWord } from '../word.js';
import type { InstalledPackage, Installs, PackageManager } from './installs.js';
import { NO_INSTALLS } from './installs.js';

/** A package manager of a distribution: the subcommand that installs, and its options that take a value. */
interface SystemManager {
  readonly manager: PackageManager;
  readonly ecosystem: PackageFacts['ecosystem'];
  readonly subcommands: readonly string[];
  readonly values: string;
}

const APT: SystemManager = {
  manager: 'apt',
  ecosystem: 'apt',
  subcommands: ['install'],
  values: '-t -o -c --target-release --default-release --option --config-file',
};
const RPM: SystemManager = {
  manager: 'dnf',
  ecosystem: 'rpm',
  subcommands: ['install', 'groupinstall', 'localinstall', 'in'],
  values: '-c --config --installroot --releasever --repo -x',
};

const MANAGERS: Readonly<Record<string, SystemManager>> = {
  apt: APT,
  'apt-get': APT,
  aptitude: APT,
  'apt-fast': APT,
  nala: APT,
  apk: {
    manager: 'apk',
    ecosystem: 'apk',
    subcommands: ['add'],
    values: '-X -t -p --repository --virtual --root --arch --keys-dir',
  },
  dnf: RPM,
  yum: RPM,
  microdnf: RPM,
  zypper: RPM,
  tdnf: RPM,
  npm: {
    manager: 'npm',
    ecosystem: 'npm',
    subcommands: ['install', 'i', 'add'],
    values: '--prefix --registry -w --workspace',
  },
};

/** `apt-get install -y openssh-server=1:8.9`, `apk add`, `dnf install`, `npm install -g`; undefined for other programs. */
export function readSystemInstall(program: string, args: readonly CommandWord[]): Installs | undefined {
  const row = Object.hasOwn(MANAGERS, program) ? MANAGERS[program] : undefined;
  if (!row) return undefined;
  const [subcommand, ...named] = plainWords(args, new Set(row.values.split(' ')));
  if (!subcommand || !row.subcommands.includes(subcommand.value)) return NO_INSTALLS;
  return { packages: named.flatMap((word) => systemPackage(row, word)), manifests: [] };
}

/** Everything that is neither an option nor the value of one. */
function plainWords(args: readonly CommandWord[], takesValue: ReadonlySet<string>): readonly CommandWord[] {
  return args.filter(({ value }, index) => !value.startsWith('-') && !takesValue.has(args[index - 1]?.value ?? ''));
}

function systemPackage(row: SystemManager, word: CommandWord): InstalledPackage[] {
  const { value, place } = word;
  if (value === '' || value === '.' || isOnlyVariable(value)) return [];
  const facts = factsOf(row, value);
  return [{ facts: { ecosystem: row.ecosystem, ...facts }, places: [place], manager: row.manager, text: value }];
}

/** `$PACKAGES`: how many packages that is, and which, nothing says. */
function isOnlyVariable(value: string): boolean {
  return /^\$(?:\w+|\{[^}]*\}|\(.*\))$/.test(value) || value.startsWith('`');
}

function factsOf(row: SystemManager, value: string): Omit<PackageFacts, 'ecosystem'> {
  if (/^(?:\.{0,2}\/|https?:)/.test(value))
    return { name: value.slice(value.lastIndexOf('/') + 1).toLowerCase(), reference: value };
  if (row.manager === 'npm') {
    const at = value.indexOf('@', 1);
    return at < 0 ? { name: value.toLowerCase() } : versioned(value.slice(0, at), value.slice(at + 1));
  }
  if (row.manager === 'apk') {
    const [, name = value, specifier] = /^([^<>=~]+)([<>=~].*)$/.exec(value) ?? [];
    if (specifier === undefined) return { name: name.toLowerCase() };
    return /^=[^<>=~]+$/.test(specifier)
      ? versioned(name, specifier.slice(1))
      : { name: name.toLowerCase(), specifier };
  }
  const [name = value, version] = splitAt(value, '=');
  return versioned(name.replace(/[:/][\w-]+$/, ''), version);
}

function versioned(name: string, version: string | undefined): Omit<PackageFacts, 'ecosystem'> {
  const lower = name.toLowerCase();
  if (version === undefined || version === '') return { name: lower };
  return /[*$`^~<>| ]|^latest$/.test(version) ? { name: lower, specifier: `=${version}` } : { name: lower, version };
}

function splitAt(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
