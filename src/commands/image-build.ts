import { directoryOf, joinPath } from '../base/paths.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { nodeId } from '../graph/ids.js';
import { describeImage } from '../graph/image-contents.js';
import type { NodeId } from '../graph/node.js';
import { findContainerCommand } from './container-command.js';
import { toOptionFinding } from './container-flags.js';
import { type RunContext, whyUnresolved } from './container-run.js';
import { normalizeBindSource } from './mounts.js';
import { optionRows, optionTable, type ReadOption, readOptions } from './options.js';
import type { CommandLine, CommandWord } from './word.js';

type BuildMeaning = 'ignored' | 'tag' | 'file' | 'target';

/** Every option of `docker build`, `docker buildx build` and `podman build`. Sources: the references of the three. */
const BUILD_OPTIONS = optionTable<BuildMeaning>(
  optionRows('value', 'tag', 'tag,t'),
  optionRows('value', 'file', 'file,f'),
  optionRows('value', 'target', 'target'),
  optionRows(
    'value',
    'ignored',
    'add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period ' +
      'cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares,c cpuset-cpus cpuset-mems iidfile isolation label memory,m ' +
      'memory-swap metadata-file network no-cache-filter output,o platform policy progress provenance sbom secret ' +
      'security-opt shm-size ssh ulimit',
  ),
  optionRows(
    'none',
    'ignored',
    'check compress debug,D disable-content-trust force-rm help,h load no-cache push quiet,q',
  ),
  optionRows('optional', 'ignored', 'pull rm squash'),
  // Podman and Buildah only.
  optionRows(
    'value',
    'ignored',
    'arch authfile build-arg-file cache-ttl cap-add cap-drop cert-dir cpp-flag creds cw decryption-key device dns ' +
      'dns-option dns-search env format from group-add hooks-dir ignorefile ipc jobs layer-label logfile manifest os ' +
      'os-feature os-version pid retry retry-delay runtime runtime-flag sign-by timestamp unsetenv unsetlabel userns ' +
      'userns-gid-map userns-uid-map uts variant volume,v',
  ),
  optionRows(
    'optional',
    'ignored',
    'all-platforms compat-volumes http-proxy identity-label inherit-labels layers omit-history save-stages ' +
      'skip-unused-stages squash-all stdin tls-verify',
  ),
);

/**
 * Adds what `docker build -t NAME -f FILE CONTEXT` says: the image, and that the Dockerfile (or its stage) builds it.
 * Gives the images' ids; undefined when the line is none. `directory` is where the line is run.
 */
export function addImageBuild(
  builder: FragmentBuilder,
  line: CommandLine,
  context: RunContext,
  directory: string | undefined,
): readonly NodeId[] | undefined {
  const command = findContainerCommand(line);
  if (command?.kind !== 'build') return undefined;
  const { options, rest, problems } = readInterspersed(command.words);
  for (const problem of problems) builder.addFinding(toOptionFinding(problem, command.name));
  const file = options.findLast(({ meaning }) => meaning === 'file')?.value;
  const target = options.findLast(({ meaning }) => meaning === 'target')?.value;
  const path = dockerfilePath(rest.at(-1), file, context, directory);
  const from = path && (target ? nodeId.stageReference(path, target.value) : nodeId.dockerfile(path));
  const ids: NodeId[] = [];
  for (const { meaning, value } of options) {
    if (meaning !== 'tag' || !value) continue;
    const [image, ...contents] = describeImage(value.value, value.place, whyUnresolved(value));
    for (const node of [image, ...contents]) builder.addNode(node);
    if (from) builder.addEdge('builds', from, image.id, line.place, {});
    ids.push(image.id);
  }
  return ids;
}

/** The build commands take options after the context too. */
function readInterspersed(words: readonly CommandWord[]): ReturnType<typeof readOptions<BuildMeaning>> {
  const options: ReadOption<BuildMeaning>[] = [];
  const rest: CommandWord[] = [];
  const problems = [];
  for (let left = words; left.length > 0 && problems.length < 20 && rest.length < 20; ) {
    const read = readOptions(left, BUILD_OPTIONS);
    options.push(...read.options);
    problems.push(...read.problems);
    rest.push(...read.rest.slice(0, 1));
    left = read.rest.slice(1);
  }
  return { options, rest, problems };
}

/**
 * The Dockerfile, relative to the root. Where the line does not say where it is run, the file that is there decides;
 * undefined when it comes from standard input, an address or a path that only the shell knows.
 */
function dockerfilePath(
  contextWord: CommandWord | undefined,
  file: CommandWord | undefined,
  context: RunContext,
  directory: string | undefined,
): string | undefined {
  const place = contextWord?.value ?? '.';
  if (file?.value === '-' || isElsewhere(file?.value ?? place)) return undefined;
  const scriptDirectory = directoryOf(context.file);
  const above = foldersAbove(scriptDirectory);
  const bases = [...new Set([directory ?? '.', joinPath(scriptDirectory, directory ?? '.'), '.', ...above])];
  const paths = bases.flatMap((base) => {
    if (file) return [joinPath(base, normalizeBindSource(file.value, '.'))];
    const folder = joinPath(base, normalizeBindSource(place, '.'));
    return [joinPath(folder, 'Dockerfile'), joinPath(folder, 'Containerfile')];
  });
  return paths.find((path) => context.open(path)) ?? paths[0];
}

/** A folder and those above it: a script in `scripts/docker` is often meant to be run two folders higher. */
function foldersAbove(folder: string): readonly string[] {
  const parts = folder.split('/').slice(0, 32);
  return folder === '.' ? ['.'] : parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function isElsewhere(text: string): boolean {
  const certain = normalizeBindSource(text, '.');
  return text === '-' || /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|~)/.test(text) || /[$`<%]/.test(certain);
}
