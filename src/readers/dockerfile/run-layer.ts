import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { readEffects } from '../../commands/effects.js';
import type { InstalledManifest, Installs } from '../../commands/installs/installs.js';
import { joinInstalls, readInstalls } from '../../commands/installs.js';
import { expandLine, withAssignments } from '../../commands/services/expand.js';
import type { CommandLine } from '../../commands/word.js';
import { nodeId } from '../../graph/ids.js';
import type { NodeId } from '../../graph/node.js';
import { packageNodes } from '../../graph/package-nodes.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import type { ShellCommand } from '../../syntax/shell/command.js';
import { resolveCopySource } from './copies-from.js';
import { describeCommands, describeInstalls } from './describe-run.js';
import { openInImage } from './image-files.js';
import { addLayer } from './layers.js';
import { reportBrokenExec } from './settings.js';
import { commandsOf } from './shell-text.js';
import { placeIn, type Reading, type Stage } from './stage.js';
import { noteWrittenFiles } from './written-files.js';

/** RUN: what it installs becomes packages of the layer; files that it writes are kept for the commands that start them. */
export function addRunLayer(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  reportBrokenExec(reading, instruction);
  const { commands, assignments } = commandsOf(reading, stage, instruction);
  const variable = withAssignments(assignments, (name) => stage.variables.get(name));
  const lines = commands.map(({ line }) => expandLine(line, variable));
  const located = inFolders(lines, stage.workdir?.value ?? '/');
  const found = located.map(({ line, folder }) => ({ folder, ...withIndex(stage, readInstalls(line, variable)) }));
  const installs = joinInstalls(found);
  const isInstall = installs.packages.length + installs.manifests.length > 0;
  const expanded = commands.map((command, index) => ({ ...command, line: lines[index] ?? command.line }));
  const effects = readEffects(
    expanded.map(({ line, shell }) => ({ line, ...withOutput(shell) })),
    { variable, hasCacheMount: instruction.flags.some(isCacheMount) },
  );
  const layer = addLayer(reading, stage, instruction, {
    ...(isInstall ? { purpose: 'install', summary: describeInstalls(installs) } : describeCommands(expanded)),
    ...(effects.length > 0 ? { effects } : {}),
  });
  if (installs.configuredIndexUrl !== undefined) stage.indexUrl = installs.configuredIndexUrl;
  for (const node of packageNodes(layer, installs.packages)) reading.builder.addNode(node);
  const mounted = addMounts(reading, stage, instruction, layer);
  for (const { folder, manifests } of found)
    for (const manifest of manifests) addManifestEdge(reading, mounted, layer, manifest, folder);
  noteWrittenFiles(reading, stage, commands);
}

function withOutput(shell: ShellCommand | undefined): { readonly output?: string } {
  const redirect = shell?.redirects.find((one) => one.kind === 'file' && one.operator.startsWith('>'));
  return redirect?.kind === 'file' ? { output: redirect.target.value } : {};
}

function isCacheMount({ name, value = '' }: DockerfileInstruction['flags'][number]): boolean {
  return name === 'mount' && /(?:^|,)type=cache(?:,|$)/.test(value);
}

/** The folder that each command runs in, as far as `cd` says it. */
function inFolders(
  lines: readonly CommandLine[],
  workdir: string,
): { readonly line: CommandLine; readonly folder: string }[] {
  let folder = workdir;
  return lines.map((line) => {
    const [program, target] = line.words;
    const found = { line, folder };
    if (program?.value === 'cd' && target && !target.hasExpansion) folder = joinPath(folder, target.value);
    return found;
  });
}

/** The index that an earlier layer configured holds for what names none. */
function withIndex({ indexUrl }: Stage, installs: Installs): Installs {
  if (indexUrl === undefined) return installs;
  const packages = installs.packages.map((item) =>
    item.facts.ecosystem === 'pip' && item.facts.indexUrl === undefined && item.facts.reference === undefined
      ? { ...item, facts: { ...item.facts, indexUrl } }
      : item,
  );
  return { ...installs, packages };
}

/** `RUN --mount=type=bind,from=builder,source=/wheels,target=/wheels`. Gives the stage as this instruction sees it. */
function addMounts(reading: Reading, stage: Stage, instruction: DockerfileInstruction, layer: NodeId): Stage {
  const files: Stage['files'] = [];
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount' || flag.value === undefined) continue;
    const options = new Map(flag.value.split(',').map((option) => splitPair(option)));
    if ((options.get('type') ?? 'bind') !== 'bind') continue;
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '/';
    const source = options.get('source') ?? options.get('src') ?? '.';
    const destination = joinPath(stage.workdir?.value ?? '/', target);
    const from = options.get('from');
    const place = placeIn(reading, flag.span);
    const mount = { sources: [source], destination, isDirectory: false };
    if (from === undefined) files.push({ kind: 'copied', ...mount });
    else addMountFrom(reading, stage, layer, from, { ...mount, target }, place, files);
  }
  return files.length === 0 ? stage : { ...stage, files: [...stage.files, ...files] };
}

function addMountFrom(
  reading: Reading,
  stage: Stage,
  layer: NodeId,
  from: string,
  mount: {
    readonly sources: readonly string[];
    readonly destination: string;
    readonly target: string;
    readonly isDirectory: boolean;
  },
  place: Place,
  files: Stage['files'],
): void {
  const source = resolveCopySource(reading, stage, from, place);
  if (!source) return;
  const { sources, destination, isDirectory, target } = mount;
  reading.builder.addEdge('copies-from', layer, source.id, place, { sources, destination: target });
  if (source.stage) files.push({ kind: 'from-stage', stage: source.stage, sources, destination, isDirectory });
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The manifest of the repository that a path in the image means. A path that no COPY explains is kept as the command
 * names it, for the link step; except the project in a folder, which may be any.
 */
function addManifestEdge(
  reading: Reading,
  stage: Stage,
  layer: NodeId,
  { path, place, text }: InstalledManifest,
  folder: string,
): void {
  if (path.includes('$') || path.includes('://')) return;
  const found = openInImage(reading, stage, path, folder)?.path;
  const isImplied = baseNameOf(path) === 'pyproject.toml' && !text.startsWith('-r');
  if (found === undefined && isImplied) return;
  const beside = path.startsWith('/') ? path : joinPath(directoryOf(reading.source.path), path);
  reading.builder.addEdge('installs-from', layer, nodeId.manifest(found ?? beside), place, {});
}
