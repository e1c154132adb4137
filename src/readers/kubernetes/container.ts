import { execCommandLine } from '../../commands/command-line.js';
import { addStartedServices } from '../../commands/services.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { nodeId } from '../../graph/ids.js';
import { describeImage } from '../../graph/image-contents.js';
import type { ContainerFacts, EnvironmentVariable, Located, NodeId, PortMapping } from '../../graph/node.js';
import { type DataNode, itemsOf, numberOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { readSettings, type Setting } from './container-settings.js';
import { addGpus, type GpuProduct, readLimits } from './resources.js';
import { locatedText, placeIn, type Scope } from './scope.js';
import { addMounts, type PodVolumes } from './volumes.js';

/** What a container has from its pod. */
export interface PodContext {
  readonly workloadId: NodeId;
  readonly workloadKey: string;
  readonly volumes: PodVolumes;
  readonly settings: readonly Setting[];
  readonly gpu: GpuProduct | undefined;
  /** True in a job that is there to train: a PyTorchJob, a TrainJob. */
  readonly isForTraining?: boolean;
}

export interface ContainerSource {
  readonly node: DataNode;
  readonly name: string;
  /** The name, unique in the pod. */
  readonly key: string;
  readonly isInit: boolean;
}

/** Adds a container with its image, mounts, GPUs and what it starts; gives the ports that it opens. */
export function addContainer(
  scope: Scope,
  pod: PodContext,
  { node, name, key, isInit }: ContainerSource,
): readonly NamedPort[] {
  const id = nodeId.container(scope.source.path, `${pod.workloadKey}/${key}`);
  const place = placeIn(scope, node);
  const environment = readEnvironment(scope, node);
  const command = readCommand(scope, node, environment);
  const ports = readPorts(scope, node);
  const resources = valueAt(node, 'resources');
  const sharedMemoryBytes = addMounts(scope, { id, label: name, podId: pod.workloadId }, node, pod.volumes);
  const image = textOf(valueAt(node, 'image')) || undefined;
  const facts: ContainerFacts = {
    platform: 'kubernetes',
    ...(image === undefined ? {} : { image }),
    ...(command ? { command: { value: command.words.map(({ value }) => value), place: command.place } } : {}),
    ports: ports.map(({ port }) => port),
    environment,
    limits: { ...readLimits(scope, resources), ...(sharedMemoryBytes ? { sharedMemoryBytes } : {}) },
    settings: readSettings(scope, node, pod.settings, isInit),
  };
  scope.builder.addNode({ kind: 'container', id, label: name, parent: pod.workloadId, origins: [place], facts });
  addImage(scope, id, valueAt(node, 'image'));
  addGpus(scope, { id, label: name }, resources, pod.gpu);
  if (command) addServices(scope, id, command, environment, !isInit && pod.isForTraining === true);
  return ports;
}

function addImage(scope: Scope, container: NodeId, node: DataNode | undefined): void {
  const image = locatedText(scope, node);
  if (!image || image.value.trim() === '') return;
  const unresolved = image.value.includes('$') ? 'it is filled in when the manifest is applied' : undefined;
  for (const part of describeImage(image.value, image.place, unresolved)) scope.builder.addNode(part);
  scope.builder.addEdge('runs', container, nodeId.image(image.value), image.place, {});
}

interface Command {
  readonly words: readonly Located<string>[];
  readonly place: Located<string>['place'];
  /** False when only `args` are given: then they go to the image's own entry point. */
  readonly isWhole: boolean;
}

function readCommand(
  scope: Scope,
  container: DataNode,
  environment: readonly EnvironmentVariable[],
): Command | undefined {
  const command = readWords(scope, valueAt(container, 'command'), environment);
  const args = readWords(scope, valueAt(container, 'args'), environment);
  const parts = [valueAt(container, 'command'), valueAt(container, 'args')].filter((part) => part !== undefined);
  const start = parts[0]?.span.start;
  const end = parts.at(-1)?.span.end;
  const words = [...command, ...args];
  if (words.length === 0 || start === undefined || end === undefined) return undefined;
  const place = placeIn(scope, { span: { start: Math.min(start, end), end: Math.max(start, end) } });
  return { words, place, isWhole: command.length > 0 };
}

/** `$(NAME)`; `$$(NAME)` stands for `$(NAME)` itself. */
const REFERENCE = /\$(\$?)\(([A-Za-z_][\w.-]*)\)/g;

/** A list of words; a single text, which the API refuses, is read as one word. `$(NAME)` is what the kubelet expands. */
function readWords(
  scope: Scope,
  node: DataNode | undefined,
  environment: readonly EnvironmentVariable[],
): readonly Located<string>[] {
  const items = node?.kind === 'scalar' ? [node] : itemsOf(node);
  const values = new Map(environment.map(({ name, value }) => [name, value]));
  return items.flatMap((item) => {
    const word = locatedText(scope, item);
    if (!word) return [];
    const value = word.value.replace(REFERENCE, (text, escape: string, name: string) =>
      escape === '' ? (values.get(name) ?? text) : text.slice(1),
    );
    return [{ ...word, value }];
  });
}

function addServices(
  scope: Scope,
  container: NodeId,
  { words, place, isWhole }: Command,
  environment: readonly EnvironmentVariable[],
  isForTraining: boolean,
): void {
  const line = execCommandLine(words, place);
  if (!line || (!isWhole && words[0]?.value.startsWith('-'))) return;
  const values = new Map(environment.map(({ name, value }) => [name, value]));
  addStartedServices(scope.builder, container, line, {
    variable: (name) => values.get(name),
    isMainCommand: isWhole,
    isForTraining,
  });
}

/** A value that comes from a secret, a config map or the pod itself is not in the file. */
function readEnvironment(scope: Scope, container: DataNode): readonly EnvironmentVariable[] {
  return itemsOf(valueAt(container, 'env')).flatMap((item) => {
    const name = textOf(valueAt(item, 'name'));
    if (name === undefined) return [];
    const value = textOf(valueAt(item, 'value'));
    const isElsewhere = valueAt(item, 'valueFrom') !== undefined;
    const known = value ?? (isElsewhere ? undefined : '');
    return [{ name, ...(known === undefined ? {} : { value: known }), place: placeIn(scope, item) }];
  });
}

export interface NamedPort {
  readonly name?: string;
  readonly port: PortMapping;
}

function readPorts(scope: Scope, container: DataNode): readonly NamedPort[] {
  return itemsOf(valueAt(container, 'ports')).flatMap((item): NamedPort[] => {
    const containerPort = readPort(scope, valueAt(item, 'containerPort'));
    const hostPort = valueAt(item, 'hostPort') === undefined ? undefined : readPort(scope, valueAt(item, 'hostPort'));
    if (containerPort === undefined) return [];
    const name = textOf(valueAt(item, 'name'));
    const hostAddress = textOf(valueAt(item, 'hostIP')) || undefined;
    const port: PortMapping = {
      containerPort,
      ...(hostPort === undefined ? {} : { hostPort }),
      ...(hostPort === undefined || hostAddress === undefined ? {} : { hostAddress }),
      count: 1,
      protocol: readProtocol(item),
      isPublished: hostPort !== undefined,
      place: placeIn(scope, item),
    };
    return [{ ...(name === undefined ? {} : { name }), port }];
  });
}

export function readProtocol(port: DataNode): PortMapping['protocol'] {
  const text = textOf(valueAt(port, 'protocol'))?.toLowerCase();
  return text === 'udp' || text === 'sctp' ? text : 'tcp';
}

/** A port number; anything else is reported, but for the variables of a template. */
export function readPort(scope: Scope, node: DataNode | undefined): number | undefined {
  const value = numberOf(node);
  if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  const text = textOf(node) ?? '';
  if (node && !text.includes('$'))
    scope.builder.addFinding(
      kubernetesFindings.invalidPort({ text: JSON.stringify(text.slice(0, 80)) }, placeIn(scope, node)),
    );
  return undefined;
}
