import { directoryOf } from '../../base/paths.js';
import { closestWord } from '../../base/suggest.js';
import type { SourceText } from '../../base/text.js';
import { placeOf } from '../../base/text.js';
import type { ContainerFlags } from '../../commands/container-flags.js';
import { readContainerFlags } from '../../commands/container-flags.js';
import { addGpuUse } from '../../commands/gpus.js';
import type { CommandWord } from '../../commands/word.js';
import { dataFindings } from '../../findings/catalog/data.js';
import { devcontainerFindings } from '../../findings/catalog/devcontainer.js';
import { gpuAccessFindings } from '../../findings/catalog/gpu-access.js';
import { replaceText } from '../../findings/mend.js';
import type { Fragment } from '../../graph/fragment.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import type { ContainerFacts, Located, Platform } from '../../graph/node.js';
import { booleanOf, entryOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseJson } from '../../syntax/json/parse-json.js';
import type { ReadContext, Reader } from '../reader.js';
import type { ComposeFiles } from './compose-service.js';
import { describeService, readComposeFiles } from './compose-service.js';
import { addDevcontainerFeatures } from './container-features.js';
import { addContainerImage } from './container-image.js';
import { addDevcontainerMounts } from './container-mounts.js';
import { readDevcontainerPorts } from './container-ports.js';
import { readDevcontainerEnvironment, readDevcontainerSettings } from './container-settings.js';
import type { Described, DevcontainerSource } from './devcontainer-source.js';
import { keyPlaceIn, locatedText, oneOrMany, placeIn, workspaceOf } from './devcontainer-source.js';
import { DEVCONTAINER_KEYS } from './known-keys.js';
import { addLifecycleCommands } from './lifecycle-commands.js';

/**
 * Reads devcontainer.json. With an image or a Dockerfile it describes a container of its own; with `dockerComposeFile` it
 * adds to the container of that service, which the compose reader describes: both give it the same id.
 */
export const devcontainerReader: Reader = { kind: 'devcontainer', read: readDevcontainer };

function readDevcontainer(source: SourceText, context: ReadContext): Fragment {
  const builder = createFragmentBuilder();
  const report = builder.addFinding;
  const { documents, problems } = parseJson(source);
  for (const finding of reportDataProblems(source, 'JSON', problems)) report(finding);
  const [root] = documents;
  if (root?.kind === 'map') {
    const folder = directoryOf(source.path);
    const workspace = workspaceOf(source.path);
    addDevcontainer({ source, context, root, builder, report, folder, workspace });
  } else if (root) {
    const params = { key: 'devcontainer.json', expected: 'an object', found: `a ${root.kind}` };
    report(dataFindings.unexpectedValue(params, placeOf(source, root.span)));
  }
  return builder.fragment();
}

function addDevcontainer(devcontainer: DevcontainerSource): void {
  checkKeys(devcontainer);
  const files = readComposeFiles(devcontainer);
  const described = files ? describeService(devcontainer, files) : describeOwn(devcontainer);
  if (!described || devcontainer.root.entries.length === 0) return;
  const { builder } = devcontainer;
  const flags = readRunArguments(devcontainer);
  const image = files ? undefined : addContainerImage(devcontainer, described.id);
  const ports = readDevcontainerPorts(devcontainer);
  const environment = [...readDevcontainerEnvironment(devcontainer), ...flags.environment];
  const command = files ? undefined : readOverriddenCommand(devcontainer);
  const facts: ContainerFacts = {
    platform: files ? 'compose' : 'devcontainer',
    ports: [...ports.own, ...flags.ports],
    environment,
    limits: flags.limits,
    settings: [...readDevcontainerSettings(devcontainer), ...flags.settings],
    ...(image ? { image: image.value } : {}),
    ...(command ? { command } : {}),
  };
  addContainer(devcontainer, described, facts);
  if (files) addPortsOfOthers(devcontainer, files, ports.others);
  addGpus(devcontainer, described, flags);
  const mounted = addDevcontainerMounts(devcontainer, described.id, flags.volumes);
  addDevcontainerFeatures(devcontainer, described.id);
  addLifecycleCommands(devcontainer, described.id, environment, mounted);
  for (const finding of flags.findings) builder.addFinding(finding);
}

function checkKeys({ root, source, report }: DevcontainerSource): void {
  for (const { key, keySpan } of root.entries) {
    if (DEVCONTAINER_KEYS.has(key)) continue;
    const suggestion = key.length > 60 ? undefined : closestWord(key, DEVCONTAINER_KEYS);
    report(devcontainerFindings.unknownKey({ key, suggestion }, placeOf(source, keySpan)));
  }
}

function describeOwn({ root, source }: DevcontainerSource): Described {
  const label = textOf(valueAt(root, 'name')) || 'devcontainer';
  return { id: nodeId.container(source.path, 'devcontainer'), label };
}

function addContainer(devcontainer: DevcontainerSource, { id, label }: Described, facts: ContainerFacts): void {
  const { builder, root } = devcontainer;
  const from = entryOf(root, facts.platform === 'compose' ? 'service' : 'name') ?? root.entries[0];
  const place = from ? keyPlaceIn(devcontainer, from) : placeIn(devcontainer, root);
  builder.addNode({ kind: 'container', id, label, origins: [place], facts });
}

/** `"db:5432"` forwards a port of another service of the compose file. */
function addPortsOfOthers(
  devcontainer: DevcontainerSource,
  files: ComposeFiles,
  others: ReturnType<typeof readDevcontainerPorts>['others'],
): void {
  const platform: Platform = 'compose';
  for (const { service, port } of others) {
    if (!files.services.has(service)) {
      const known = [...files.services].slice(0, 300);
      const suggestion = service.length > 60 ? undefined : closestWord(service, known);
      devcontainer.report(devcontainerFindings.unknownService({ service, file: files.base, suggestion }, port.place));
      continue;
    }
    const facts: ContainerFacts = { platform, ports: [port], environment: [], limits: {}, settings: [] };
    const id = nodeId.container(files.base, service);
    devcontainer.builder.addNode({ kind: 'container', id, label: service, origins: [port.place], facts });
  }
}

/** `runArgs`: the options of `docker run`, a word an item. */
function readRunArguments(devcontainer: DevcontainerSource): ContainerFlags {
  const words = oneOrMany(valueAt(devcontainer.root, 'runArgs')).flatMap((item): CommandWord[] => {
    const word = locatedText(devcontainer, item);
    return word ? splitJoined(devcontainer, { ...word, hasExpansion: word.value.includes('${') }) : [];
  });
  const flags = readContainerFlags(words, 'runArgs');
  const [stray] = flags.rest;
  if (stray) devcontainer.report(devcontainerFindings.strayArgument({ text: stray.value }, stray.place));
  return flags;
}

/** `"--gpus all"` as one item is a mistake, and read as what is meant. */
function splitJoined({ report }: DevcontainerSource, word: CommandWord): CommandWord[] {
  const [, option, value] = /^(--?[a-z][a-z-]*) +(\S.*)$/.exec(word.value.trim()) ?? [];
  if (option === undefined || value === undefined) return [word];
  const edit = replaceText(
    word.place,
    JSON.stringify(word.value),
    `${JSON.stringify(option)}, ${JSON.stringify(value)}`,
  );
  const mend = { title: 'Write two items', edits: [edit], isCertain: true };
  report(gpuAccessFindings.joinedArgument({ text: word.value, option, value }, word.place, mend));
  return [
    { ...word, value: option },
    { ...word, value },
  ];
}

function addGpus(devcontainer: DevcontainerSource, { id }: Described, flags: ContainerFlags): void {
  const { builder, root } = devcontainer;
  for (const { value, place } of flags.gpus) addGpuUse(builder, id, value, place);
  const required = valueAt(root, 'hostRequirements', 'gpu');
  if (flags.gpus.length > 0 || !required || textOf(required) === 'false') return;
  // The tools then add --gpus all where the NVIDIA runtime is installed ("optional" does not insist on it).
  addGpuUse(builder, id, { vendor: 'nvidia' }, placeIn(devcontainer, required));
}

/**
 * Unless `overrideCommand` is false, the tools start a container of an image or Dockerfile with a command that only waits,
 * so what the image would start does not run. Source: containers.dev, "Metadata Reference", overrideCommand.
 */
function readOverriddenCommand(devcontainer: DevcontainerSource): Located<readonly string[]> | undefined {
  const { root } = devcontainer;
  const entry = entryOf(root, 'overrideCommand');
  if (entry && booleanOf(entry.value) === false) return undefined;
  const from = entry ?? entryOf(root, 'image') ?? entryOf(root, 'build') ?? entryOf(root, 'dockerFile');
  if (!from) return undefined;
  const value = ['/bin/sh', '-c', 'while sleep 1000; do :; done'];
  return { value, place: keyPlaceIn(devcontainer, from) };
}
