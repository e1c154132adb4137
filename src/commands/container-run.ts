import { uniqueBy } from '../base/order.js';
import type { Place, SourceText } from '../base/text.js';
import { runFindings } from '../findings/catalog/run.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { nodeId } from '../graph/ids.js';
import { describeImage } from '../graph/image-contents.js';
import type { ContainerFacts, Located, NodeId } from '../graph/node.js';
import { type ContainerCommand, findContainerCommand } from './container-command.js';
import { type ContainerFlags, readContainerFlags } from './container-flags.js';
import { splitOutsideExpansions, withoutExpansions } from './expansions.js';
import { addGpuUse, type GpuRequest, parseVisibleDevices } from './gpus.js';
import { type MountedFiles, openMountedFile } from './mounted-files.js';
import { addVolumeMount, type VolumeMount } from './mounts.js';
import type { NamedFile } from './services/started.js';
import { addStartedServices } from './services.js';
import type { CommandLine, CommandWord } from './word.js';

/** What the run commands of one file share. Make it once a file with `createRunContext`. */
export interface RunContext {
  readonly file: string;
  /** A file of the repository by its path relative to the root. */
  readonly open: (path: string) => SourceText | undefined;
  /** How often a name was given. */
  readonly names: Map<string, number>;
  /** The same line twice in a file is the same container. */
  readonly lines: Map<string, NodeId>;
  /** Mounts by container name, for `--volumes-from`. */
  readonly mounts: Map<string, readonly Located<VolumeMount>[]>;
}

export function createRunContext(file: string, open: RunContext['open']): RunContext {
  return { file, open, names: new Map(), lines: new Map(), mounts: new Map() };
}

/**
 * Adds what a `docker run`, `podman run`, `nerdctl run` or `… create` line starts: the container, its image, volumes,
 * GPUs and services. Gives the container's id; undefined when the line is none or names no image.
 * `directory` is where the line is run, relative to the root; undefined when that is not known.
 */
export function addContainerRun(
  builder: FragmentBuilder,
  line: CommandLine,
  context: RunContext,
  directory: string | undefined,
): NodeId | undefined {
  const command = findContainerCommand(line);
  if (command?.kind !== 'run') return undefined;
  const flags = readContainerFlags(command.words, command.name);
  for (const finding of flags.findings) builder.addFinding(finding);
  const [image, ...args] = flags.rest;
  if (!image || image.value.trim() === '') {
    builder.addFinding(runFindings.missingImage({ command: command.name }, command.program.place));
    return undefined;
  }
  if (!checkImage(builder, image)) return undefined;
  const id = containerId(line, flags, image, context);
  const label = flags.name?.value ?? imageName(image.value);
  builder.addNode({
    kind: 'container',
    id,
    label,
    origins: [line.place],
    facts: toFacts(command, flags, image, args),
  });
  addImage(builder, id, image);
  addMounts(builder, id, label, flags, context, directory);
  for (const { value, place } of gpusOf(command, flags, line)) addGpuUse(builder, id, value, place);
  const files: MountedFiles = {
    mounts: flags.volumes.map(({ value }) => value),
    workdir: flags.settings.findLast(({ name }) => name === 'workdir')?.value,
    directory: directory ?? '.',
    open: context.open,
  };
  addServices(builder, id, flags, args, (path) => openMountedFile(path, files));
  return id;
}

function toFacts(
  { platform }: ContainerCommand,
  flags: ContainerFlags,
  image: CommandWord,
  args: readonly CommandWord[],
): ContainerFacts {
  const { ports, environment, limits, settings } = flags;
  const [first] = args;
  const command = first && { value: args.map(({ value }) => value), place: placeOfAll(args, first.place) };
  return {
    platform,
    image: image.value,
    ...(command ? { command } : {}),
    ports,
    environment,
    limits,
    settings,
  };
}

const HOST = String.raw`(?:[A-Za-z0-9.-]{1,255}(?::\d{1,5})?/)?`;
const PATH_PART = String.raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(
  String.raw`^${HOST}${PATH_PART}(?:/${PATH_PART})*(?::\w[\w.-]{0,127})?(?:@[A-Za-z0-9+._-]+:[0-9A-Fa-f]{32,})?$`,
);

/** False when the word is part of a synopsis (`docker run [OPTIONS] IMAGE`) and not something that is ever run. */
function checkImage(builder: FragmentBuilder, { value, hasExpansion, place }: CommandWord): boolean {
  if (hasExpansion) {
    const isPossible = /^[\w.:/@-]*$/.test(withoutExpansions(value.replace(/<[^<>]*>/g, '')));
    const finding = isPossible ? runFindings.unresolved({ what: 'The image', text: value }, place) : undefined;
    builder.addFinding(finding ?? runFindings.invalidImage({ text: value }, place));
    return true;
  }
  if (/^(?:\.{3}|…)$/.test(value)) return false;
  // Podman also takes transports (`oci-archive:file.tar`) and, with --rootfs, a path.
  const isReference = value.length <= 1000 && (REFERENCE.test(value) || /^(?:[a-z-]+:)?\/|^[a-z-]+:\/\//.test(value));
  if (!isReference) builder.addFinding(runFindings.invalidImage({ text: value }, place));
  return isReference || !/^[[{.]/.test(value);
}

/** The last part of the path without tag and digest: `ghcr.io/lab/trainer:2.7` → `trainer`. */
function imageName(image: string): string {
  const last = splitOutsideExpansions(image, '/').at(-1) ?? image;
  const name = splitOutsideExpansions(splitOutsideExpansions(last, '@')[0] ?? last, ':')[0] ?? last;
  return name || image;
}

function containerId(line: CommandLine, flags: ContainerFlags, image: CommandWord, context: RunContext): NodeId {
  const key = JSON.stringify(line.words.map(({ value }) => value));
  const before = context.lines.get(key);
  if (before !== undefined) return before;
  const name = flags.name?.value ?? imageName(image.value);
  const count = (context.names.get(name) ?? 0) + 1;
  context.names.set(name, count);
  const id = nodeId.container(context.file, count === 1 ? name : `${name}#${count}`);
  context.lines.set(key, id);
  return id;
}

function addImage(builder: FragmentBuilder, container: NodeId, word: CommandWord): void {
  const [image, ...contents] = describeImage(word.value, word.place, whyUnresolved(word));
  for (const node of [image, ...contents]) builder.addNode(node);
  builder.addEdge('runs', container, image.id, word.place, {});
}

/** Why an image reference is not complete; undefined when it is. */
export function whyUnresolved({ value, hasExpansion }: CommandWord): string | undefined {
  if (!hasExpansion) return undefined;
  return value.includes('<') ? 'it is a placeholder' : 'it holds a variable without a literal value';
}

/** Nobody names more; containers that take over each other's mounts would double them at each step. */
const MAX_VOLUMES_FROM = 50;

function addMounts(
  builder: FragmentBuilder,
  id: NodeId,
  name: string,
  flags: ContainerFlags,
  context: RunContext,
  directory: string | undefined,
): void {
  const from = uniqueBy(flags.volumesFrom, ({ value }) => value).slice(0, MAX_VOLUMES_FROM);
  const taken = from.flatMap((one) => mountsOf(builder, one, context));
  const mounts = uniqueBy([...flags.volumes, ...taken], ({ value }) => `${value.source ?? ''}\0${value.target}`);
  if (flags.name) context.mounts.set(name, mounts);
  for (const { value, place } of mounts) {
    const isUnknown = directory === undefined && value.type === 'bind' && /^(?:\.|\$|`)/.test(value.source ?? '');
    // After a `cd` to an unknown place a relative path means nothing but itself.
    addVolumeMount(builder, id, isUnknown ? { ...value, type: 'other' } : value, place, directory ?? '.');
  }
}

/** `--volumes-from NAME[:ro]`, when an earlier line of the same file describes that container. */
function mountsOf(
  builder: FragmentBuilder,
  { value, place }: Located<string>,
  context: RunContext,
): readonly Located<VolumeMount>[] {
  const [name = '', mode] = value.split(':', 2);
  const mounts = context.mounts.get(name);
  if (!mounts) builder.addFinding(runFindings.unresolved({ what: 'What is mounted by container', text: name }, place));
  return (mounts ?? []).map((mount) => ({
    value: mode === 'ro' ? { ...mount.value, isReadOnly: true } : mount.value,
    place,
  }));
}

/** `nvidia-docker run` is `docker run` with the NVIDIA runtime; `NV_GPU=0,1` before it names devices. */
function gpusOf(
  { program }: ContainerCommand,
  flags: ContainerFlags,
  line: CommandLine,
): readonly Located<GpuRequest>[] {
  if (flags.gpus.length > 0 || !/nvidia-docker/.test(program.value)) return flags.gpus;
  const visible = line.environment?.find(({ name }) => name === 'NV_GPU')?.value;
  const variable = flags.environment.find(({ name }) => name === 'NVIDIA_VISIBLE_DEVICES')?.value;
  const value = parseVisibleDevices(visible ?? variable);
  return value ? [{ value, place: program.place }] : [];
}

/** The entrypoint takes the words after the image as its arguments. */
function addServices(
  builder: FragmentBuilder,
  id: NodeId,
  flags: ContainerFlags,
  args: readonly CommandWord[],
  openFile: (path: string) => NamedFile | undefined,
): void {
  const entrypoint = flags.settings.findLast(({ name, value }) => name === 'entrypoint' && value !== '');
  const words = entrypoint
    ? [{ value: entrypoint.value, hasExpansion: false, place: entrypoint.place }, ...args]
    : args;
  const [first] = words;
  // Options alone go to the entrypoint of the image.
  if (!first || first.value.startsWith('-')) return;
  const variables = new Map(flags.environment.map(({ name, value }) => [name, value]));
  addStartedServices(
    builder,
    id,
    { words, place: placeOfAll(words, first.place) },
    { variable: (name) => variables.get(name), openFile, isMainCommand: true },
  );
}

function placeOfAll(words: readonly CommandWord[], first: Place): Place {
  const last = words.at(-1)?.place ?? first;
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}
