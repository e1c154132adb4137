import type { PackageFacts } from '../../graph/node.js';
import type { CondaSpec } from '../../syntax/requirement/parse-conda-spec.js';
import { parseCondaSpec } from '../../syntax/requirement/parse-conda-spec.js';
import { withoutCredentials } from '../python-package.js';
import type { CommandWord } from '../word.js';
import type { InstalledManifest, InstalledPackage, Installs } from './installs.js';
import { NO_INSTALLS } from './installs.js';

const VALUES = new Set(
  '-n -p -c -f --name --prefix --channel --file --solver --experimental-solver --platform --subdir --repodata-fn -r --root-prefix'.split(
    ' ',
  ),
);

/** `conda install -c pytorch pytorch=2.5`, `conda env create -f environment.yml`; undefined for other programs. */
export function readCondaInstall(program: string, args: readonly CommandWord[]): Installs | undefined {
  if (!/^(?:conda|mamba|micromamba)$/.test(program)) return undefined;
  const { plain, channels, files } = readArguments(args);
  const [first, second, ...rest] = plain;
  const isEnvironment = first?.value === 'env';
  const action = isEnvironment ? second?.value : first?.value;
  if (!/^(?:install|create|update)$/.test(action ?? '')) return NO_INSTALLS;
  const specs = isEnvironment ? rest : plain.slice(1);
  const named = isEnvironment && files.length === 0 ? specs.slice(0, 1) : [];
  return {
    packages: isEnvironment ? [] : specs.flatMap((word) => condaPackage(word, channels)),
    manifests: [...files, ...named].map(
      (word): InstalledManifest => ({
        path: word.value,
        manager: 'conda',
        text: `-f ${word.value}`,
        place: word.place,
      }),
    ),
  };
}

interface Arguments {
  readonly plain: CommandWord[];
  readonly channels: string[];
  readonly files: CommandWord[];
}

function readArguments(args: readonly CommandWord[]): Arguments {
  const read: Arguments = { plain: [], channels: [], files: [] };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (!word) break;
    const equals = word.value.startsWith('--') ? word.value.indexOf('=') : -1;
    const name = equals < 0 ? word.value : word.value.slice(0, equals);
    const takesNext = equals < 0 && VALUES.has(name);
    const value = equals < 0 ? args[at + 1] : { ...word, value: word.value.slice(equals + 1) };
    if (!word.value.startsWith('-')) read.plain.push(word);
    else if (value && (name === '-c' || name === '--channel')) read.channels.push(value.value);
    else if (value && (name === '-f' || name === '--file')) read.files.push(value);
    if (takesNext) at += 1;
  }
  return read;
}

function condaPackage(word: CommandWord, channels: readonly string[]): InstalledPackage[] {
  const spec = parseCondaSpec(word.value);
  if (!spec) return [];
  return [{ facts: factsOf(spec, channels), places: [word.place], manager: 'conda', text: word.value }];
}

/** Which of several channels serves a package is known only to conda's solver, so then all are named. */
function factsOf({ name, version, specifier, channel }: CondaSpec, channels: readonly string[]): PackageFacts {
  const only = channel ?? (channels.length === 1 ? channels[0] : undefined);
  return {
    ecosystem: 'conda',
    name,
    ...(version === undefined ? {} : { version }),
    ...(specifier === undefined ? {} : { specifier }),
    ...(only === undefined ? {} : { indexUrl: withoutCredentials(only) }),
    ...(only === undefined && channels.length > 1 ? { extraIndexUrls: channels.map(withoutCredentials) } : {}),
  };
}
