import { joinPath } from '../../base/paths.js';
import { parseRequirement } from '../../syntax/requirement/parse-requirement.js';
import { type PackageSource, pythonPackage } from '../python-package.js';
import type { CommandLine, CommandWord } from '../word.js';
import type { InstalledManifest, InstalledPackage, Installs, PackageManager, Variable } from './installs.js';
import { NO_INSTALLS } from './installs.js';

/** Options of pip and uv that take a value which says nothing about what is installed. */
const IGNORED_VALUES = new Set(
  `-t -C -p -w -d --wheel-dir --dest --target --platform --python-version --python-platform --implementation --abi --root --prefix --src
  --upgrade-strategy --config-settings --global-option --install-option --no-binary --only-binary --progress-bar
  --root-user-action --report --cert --client-cert --cache-dir --log --proxy --retries --timeout --exists-action
  --trusted-host --use-feature --use-deprecated --python --index-strategy --keyring-provider --resolution --prerelease
  --build-constraint --override --exclude-newer --link-mode --group --extra --optional --tag --branch --rev --package
  --upgrade-package --no-install-package --reinstall-package --with --without --only --color --directory --config-file
  --allow-insecure-host --dependency-group --source`.split(/\s+/),
);

/** Options that name where packages come from, by what they mean. */
const SOURCES: Readonly<Record<string, 'index' | 'extra' | 'backend'>> = {
  '-i': 'index',
  '--index-url': 'index',
  '--pypi-url': 'index',
  '--default-index': 'index',
  '--extra-index-url': 'extra',
  '--index': 'extra',
  '-f': 'extra',
  '--find-links': 'extra',
  '--torch-backend': 'backend',
};

interface Arguments {
  readonly plain: CommandWord[];
  readonly requirements: CommandWord[];
  readonly editables: CommandWord[];
  readonly extra: string[];
  index?: string;
  project?: string;
}

/** What `pip install`, `uv pip install`, `uv add`, `uv sync`, `poetry install` … install; undefined for other commands. */
export function readPythonInstall(line: CommandLine, program: string, variable: Variable): Installs | undefined {
  const found = findManager(program, line.words.slice(1));
  if (!found) return undefined;
  const { manager, subcommand, args } = found;
  if (manager === 'pip' && subcommand === 'config') return readConfiguration(args);
  const kind = KINDS[manager]?.[subcommand];
  if (!kind) return NO_INSTALLS;
  const read = readArguments(args);
  const project = kind === 'project' ? [projectManifest(line, manager, subcommand, read.project)] : [];
  const packages = read.plain.filter((word) => !isProject(word.value));
  const local = [...read.plain.filter((word) => isProject(word.value)), ...read.editables];
  const source = packageSource(line, manager, read, variable);
  return {
    packages: packages.flatMap((word) => installedPackage(word, manager, source)),
    manifests: [
      ...read.requirements.map((word) => ({ path: word.value, manager, text: `-r ${word.value}`, place: word.place })),
      ...local.filter(({ value }) => !value.includes('://')).map((word) => localManifest(word, manager)),
      ...project,
    ],
  };
}

/** Subcommands that install: from their arguments, or what the project beside them lists. */
const KINDS: Readonly<Record<string, Readonly<Record<string, 'packages' | 'project'>>>> = {
  // Wheels are built to be installed from their folder, often in a later stage.
  pip: { install: 'packages', wheel: 'packages' },
  uv: { 'pip install': 'packages', add: 'packages', sync: 'project', 'tool install': 'packages' },
  poetry: { add: 'packages', install: 'project', sync: 'project' },
};

interface Found {
  readonly manager: PackageManager & ('pip' | 'uv' | 'poetry');
  readonly subcommand: string;
  readonly args: readonly CommandWord[];
}

function findManager(program: string, args: readonly CommandWord[]): Found | undefined {
  if (/^pip[\d.]*$/.test(program)) return subcommandOf('pip', args);
  if (/^(?:python|pypy)[\d.]*$/.test(program)) {
    if (args[0]?.value === '-mpip') return subcommandOf('pip', args.slice(1));
    const at = args.findIndex(({ value }) => value === '-m');
    return at >= 0 && args[at + 1]?.value === 'pip' ? subcommandOf('pip', args.slice(at + 2)) : undefined;
  }
  if (program === 'uv') {
    const found = subcommandOf('uv', args);
    if (found.subcommand === 'pip') {
      const { subcommand, args: rest } = subcommandOf('pip', found.args);
      return { manager: 'uv', subcommand: `pip ${subcommand}`, args: rest };
    }
    const [second, ...rest] = found.args;
    return found.subcommand === 'tool' ? { ...found, subcommand: `tool ${second?.value ?? ''}`, args: rest } : found;
  }
  return program === 'poetry' || program === 'pdm' ? subcommandOf('poetry', args) : undefined;
}

function subcommandOf(manager: Found['manager'], args: readonly CommandWord[]): Found {
  const at = args.findIndex(
    ({ value }, index) => !value.startsWith('-') && !IGNORED_VALUES.has(args[index - 1]?.value ?? ''),
  );
  const before = args.slice(0, Math.max(at, 0));
  return { manager, subcommand: args[at]?.value ?? '', args: at < 0 ? [] : [...before, ...args.slice(at + 1)] };
}

function readArguments(args: readonly CommandWord[]): Arguments {
  const read: Arguments = { plain: [], requirements: [], editables: [], extra: [] };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (!word) break;
    if (!word.value.startsWith('-')) {
      read.plain.push(word);
      continue;
    }
    const { name, attached } = splitOption(word);
    const value = attached ?? args[at + 1];
    if (value && noteOption(read, name, value) && !attached) at += 1;
  }
  return read;
}

/** `--index-url=x`, and one-letter options with their value attached: `-rbase.txt`. */
function splitOption(word: CommandWord): { readonly name: string; readonly attached?: CommandWord } {
  const equals = word.value.indexOf('=');
  if (word.value.startsWith('--') && equals > 0)
    return { name: word.value.slice(0, equals), attached: { ...word, value: word.value.slice(equals + 1) } };
  if (/^-[rceif]./.test(word.value))
    return { name: word.value.slice(0, 2), attached: { ...word, value: word.value.slice(2) } };
  return { name: word.value };
}

/** Notes an option; true when it takes a value. */
function noteOption(read: Arguments, name: string, value: CommandWord): boolean {
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
  if (source === 'index') read.index = value.value;
  else if (source === 'extra') read.extra.push(value.value.replace(/^[\w-]+=(?=https?:)/, ''));
  else if (source === 'backend') read.extra.push(...backendIndex(value.value));
  else if (name === '-r' || name === '--requirement' || name === '--requirements') read.requirements.push(value);
  else if (name === '-e' || name === '--editable') read.editables.push(value);
  else if (name === '--project' || name === '--directory') read.project = value.value;
  else return name === '-c' || name === '--constraint' || name === '--constraints' || IGNORED_VALUES.has(name);
  return true;
}

/** `--torch-backend cu126` of uv takes PyTorch from the index of that name; `auto` depends on the machine. */
function backendIndex(backend: string): string[] {
  return /^(?:cu\d+|cpu|rocm[\d.]+|xpu)$/.test(backend) ? [`https://download.pytorch.org/whl/${backend}`] : [];
}

/** `.`, `.[dev]`, `./package`, `/src/app`: a project in a folder. */
function isProject(value: string): boolean {
  return /^(?:\.{1,2}|~)?(?:$|\/|\[)/.test(value.replace(/^\.$/, './')) && !/\.(?:whl|zip|tar\.\w+)$/.test(value);
}

function localManifest(word: CommandWord, manager: PackageManager): InstalledManifest {
  const folder = word.value.replace(/\[[^\]]*\]$/, '').replace(/^file:(?:\/\/)?/, '');
  return { path: joinPath(folder, 'pyproject.toml'), manager, text: word.value, place: word.place };
}

function projectManifest(
  line: CommandLine,
  manager: PackageManager,
  subcommand: string,
  folder = '.',
): InstalledManifest {
  return { path: joinPath(folder, 'pyproject.toml'), manager, text: subcommand, place: line.place };
}

function installedPackage(word: CommandWord, manager: PackageManager, source: PackageSource): InstalledPackage[] {
  const requirement = parseRequirement(normalizedText(word.value, manager));
  if (!requirement || requirement.name.includes('$')) return [];
  return [{ facts: pythonPackage(requirement, source), places: [word.place], manager, text: word.value }];
}

/** `name@https://…` is `name @ https://…`; poetry writes versions behind an `@`. */
function normalizedText(text: string, manager: PackageManager): string {
  if (manager === 'poetry') return text.replace(/@(?=[\d^~])/, '==');
  return text.replace(/^([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)@(?=[a-z][a-z0-9+.]*:\/\/)/, '$1 @ ');
}

/** Options win over the environment; pip and uv have variables of their own. */
function packageSource(line: CommandLine, manager: PackageManager, read: Arguments, variable: Variable): PackageSource {
  const seen = (name: string): string | undefined =>
    line.environment?.find((item) => item.name === name)?.value ?? variable(name);
  const isUv = manager === 'uv';
  const index = read.index ?? (isUv ? (seen('UV_DEFAULT_INDEX') ?? seen('UV_INDEX_URL')) : seen('PIP_INDEX_URL'));
  const more = isUv ? (seen('UV_INDEX') ?? seen('UV_EXTRA_INDEX_URL')) : seen('PIP_EXTRA_INDEX_URL');
  const extra = [...read.extra, ...(more ?? '').split(/\s+/).filter(Boolean)];
  return { ...(index ? { indexUrl: index } : {}), ...(extra.length > 0 ? { extraIndexUrls: extra } : {}) };
}

/** `pip config set global.index-url URL`. */
function readConfiguration(args: readonly CommandWord[]): Installs {
  const [action, key, value] = args.filter((word) => !word.value.startsWith('-')).map((word) => word.value);
  const isIndex = action === 'set' && /^(?:global|user|site|install)\.index-url$/.test(key ?? '');
  return isIndex && value !== undefined ? { ...NO_INSTALLS, configuredIndexUrl: value } : NO_INSTALLS;
}
