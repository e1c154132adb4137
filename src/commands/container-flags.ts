import type { Place } from '../base/text.js';
import { parseDockerSizeBytes } from '../base/units.js';
import { runFindings } from '../findings/catalog/run.js';
import type { Finding, Mend } from '../findings/finding.js';
import { replaceText } from '../findings/mend.js';
import type { ContainerFacts, EnvironmentVariable, Limits, Located, PortMapping, SettingName } from '../graph/node.js';
import { CONTAINER_OPTIONS, type ContainerMeaning } from './container-options.js';
import { wholeVariable } from './expansions.js';
import { type GpuRequest, joinGpuRequests, parseGpuDevice, parseGpusOption, parseVisibleDevices } from './gpus.js';
import { parseMountOption, parseVolumeSpec, type VolumeMount } from './mounts.js';
import { type OptionProblem, type ReadOption, readOptions } from './options.js';
import { parseExposedPort, parsePublishedPort } from './ports.js';
import type { CommandWord } from './word.js';

/** What the options of `docker run` mean; also those in `runArgs` of a devcontainer. */
export interface ContainerFlags {
  readonly name?: Located<string>;
  readonly ports: readonly PortMapping[];
  readonly volumes: readonly Located<VolumeMount>[];
  /** Containers whose mounts are taken over. */
  readonly volumesFrom: readonly Located<string>[];
  readonly gpus: readonly Located<GpuRequest>[];
  readonly environment: readonly EnvironmentVariable[];
  readonly limits: Limits;
  readonly settings: ContainerFacts['settings'];
  /** The words after the options: image, then command. */
  readonly rest: readonly CommandWord[];
  readonly findings: readonly Finding[];
}

/** Reads the words after `docker run`. `command` is what messages call it. */
export function readContainerFlags(words: readonly CommandWord[], command = 'docker run'): ContainerFlags {
  const { options, rest, problems } = readOptions(words, CONTAINER_OPTIONS);
  const into: Collected = {
    ports: [],
    exposed: [],
    volumes: [],
    volumesFrom: [],
    gpus: [],
    devices: [],
    environment: [],
    limits: {},
    settings: [],
    findings: problems.map((problem) => toOptionFinding(problem, command)),
  };
  for (const option of options.slice(0, MAX_OPTIONS)) HANDLERS[option.meaning](into, option);
  const { name, ports, exposed, volumes, volumesFrom, environment, settings, findings } = into;
  return {
    ...(name ? { name } : {}),
    ports: [...ports, ...exposed.filter((port) => !ports.some((other) => covers(other, port)))],
    volumes,
    volumesFrom,
    gpus: collectGpus(into),
    environment,
    limits: collectLimits(into),
    settings,
    rest,
    findings,
  };
}

/** Nobody writes more; it bounds what a hostile line costs. */
const MAX_OPTIONS = 5000;

interface Collected {
  name?: Located<string>;
  readonly ports: PortMapping[];
  readonly exposed: PortMapping[];
  readonly volumes: Located<VolumeMount>[];
  readonly volumesFrom: Located<string>[];
  readonly gpus: Located<GpuRequest>[];
  readonly devices: Located<GpuRequest>[];
  readonly environment: EnvironmentVariable[];
  limits: Limits;
  cpuQuota?: Located<number>;
  cpuPeriod?: number;
  nvidiaRuntime?: Place;
  readonly settings: (Located<string> & { readonly name: SettingName })[];
  readonly findings: Finding[];
}

type Option = ReadOption<ContainerMeaning>;
type Handler = (into: Collected, option: Option) => void;

const HANDLERS: Readonly<Record<ContainerMeaning, Handler>> = {
  ignored: () => undefined,
  name: (into, option) => {
    into.name = located(option);
  },
  publish: readPublished,
  publishAll: (into, option) => {
    if (isOn(option)) into.settings.push({ name: 'publishAll', ...located(option) });
  },
  expose: (into, option) => {
    const port = parseExposedPort(textOf(option), placeOf(option));
    if (port) into.exposed.push(port);
    else reportUnreadable(into, option, 'The port', runFindings.invalidPort);
  },
  volume: (into, option) => readMount(into, option, parseVolumeSpec),
  mount: (into, option) => readMount(into, option, parseMountOption),
  tmpfs: (into, option) => readMount(into, option, parseTmpfs),
  volumesFrom: (into, option) => void into.volumesFrom.push(located(option)),
  gpus: readGpus,
  device: (into, option) => {
    const value = parseGpuDevice(textOf(option));
    if (value) into.devices.push({ value, place: placeOf(option) });
    into.settings.push({ name: 'device', ...located(option) });
  },
  runtime: (into, option) => {
    if (textOf(option) === 'nvidia') into.nvidiaRuntime = placeOf(option);
    into.settings.push({ name: 'runtime', ...located(option) });
  },
  memory: (into, option) => readSize(into, option, 'memoryBytes'),
  sharedMemory: (into, option) => readSize(into, option, 'sharedMemoryBytes'),
  cpus: (into, option) => readNumber(into, option, (cpus) => ({ cpus })),
  pids: (into, option) => readNumber(into, option, (pids) => ({ pids })),
  cpuQuota: (into, option) => {
    const value = Number(textOf(option));
    if (value > 0) into.cpuQuota = { value, place: placeOf(option) };
  },
  cpuPeriod: (into, option) => {
    const value = Number(textOf(option));
    if (value > 0) into.cpuPeriod = value;
  },
  environment: readEnvironment,
  text: (into, option) => {
    const name = TEXT_SETTINGS[option.name];
    if (name) into.settings.push({ name, ...located(option) });
  },
  switch: readSwitch,
};

const TEXT_SETTINGS: Readonly<Record<string, SettingName>> = {
  '--user': 'user',
  '--workdir': 'workdir',
  '--network': 'network',
  '--ipc': 'ipc',
  '--pid': 'pid',
  '--restart': 'restart',
  '--hostname': 'hostname',
  '--entrypoint': 'entrypoint',
  '--security-opt': 'securityOption',
  '--cap-add': 'capabilityAdd',
  '--ulimit': 'ulimit',
  '--platform': 'platform',
  '--env-file': 'envFile',
  '--health-cmd': 'healthcheck',
  '--secret': 'secret',
};

const SWITCH_SETTINGS: Readonly<Record<string, SettingName>> = {
  '--privileged': 'privileged',
  '--read-only': 'readOnly',
  '--interactive': 'interactive',
  '--tty': 'interactive',
  '--rm': 'remove',
  '--detach': 'detach',
  '--init': 'init',
};

function readPublished(into: Collected, option: Option): void {
  const text = textOf(option);
  const port = parsePublishedPort(text, placeOf(option));
  if (port) {
    into.ports.push(port);
    return;
  }
  reportUnreadable(into, option, 'The port mapping', runFindings.invalidPort);
  // The port inside the container may be plain even when the one on the host is a variable.
  const inside = option.value?.hasExpansion ? /(?:^|[:}])(\d+(?:\/[a-z]+)?)$/.exec(text)?.[1] : undefined;
  const partly = inside === undefined ? undefined : parsePublishedPort(inside, placeOf(option));
  if (partly) into.ports.push(partly);
}

function readMount(into: Collected, option: Option, parse: (text: string) => VolumeMount | undefined): void {
  const value = parse(textOf(option));
  if (value) into.volumes.push({ value, place: placeOf(option) });
  else reportUnreadable(into, option, 'The mount', runFindings.invalidVolume);
}

/** `--tmpfs /run:rw,size=64m`. */
function parseTmpfs(text: string): VolumeMount | undefined {
  const [target = '', options = ''] = text.split(':', 2);
  const sizeBytes = parseSizeBytes(/(?:^|,)size=([^,]*)/.exec(options)?.[1] ?? '');
  const isReadOnly = options.split(',').includes('ro');
  if (!target.startsWith('/')) return undefined;
  return { type: 'tmpfs', target, isReadOnly, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
}

/** No size is longer; the length is what keeps a hostile value from costing anything. */
function parseSizeBytes(text: string): number | undefined {
  return text.length > 40 ? undefined : parseDockerSizeBytes(text);
}

function readGpus(into: Collected, option: Option): void {
  const text = textOf(option);
  if (option.value?.hasExpansion) {
    into.findings.push(runFindings.unresolved({ what: 'The GPU request', text }, placeOf(option)));
    into.gpus.push({ value: { vendor: 'nvidia' }, place: placeOf(option) });
    return;
  }
  const read = parseGpusOption(text);
  if (read.kind === 'request') into.gpus.push({ value: read.request, place: placeOf(option) });
  if (read.kind === 'none') into.findings.push(runFindings.noGpus({ text }, placeOf(option)));
  if (read.kind === 'invalid')
    into.findings.push(runFindings.invalidGpus({ text, reason: read.reason }, placeOf(option)));
}

function readSize(into: Collected, option: Option, name: 'memoryBytes' | 'sharedMemoryBytes'): void {
  const sizeBytes = parseSizeBytes(textOf(option));
  if (sizeBytes === undefined) reportUnreadable(into, option, `The size of ${option.name}`, runFindings.invalidSize);
  else if (sizeBytes > 0) into.limits = { ...into.limits, [name]: { value: sizeBytes, place: placeOf(option) } };
}

/** `--cpus` and `--pids-limit`; 0 and less mean no limit. */
function readNumber(into: Collected, option: Option, toLimit: (number: Located<number>) => Limits): void {
  const text = textOf(option);
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) into.limits = { ...into.limits, ...toLimit({ value, place: placeOf(option) }) };
  else if (Number.isNaN(value))
    reportUnreadable(into, option, `The value of ${option.name}`, (params, place) =>
      runFindings.invalidValue({ ...params, expected: 'a number' }, place),
    );
}

function readEnvironment(into: Collected, option: Option): void {
  const text = textOf(option);
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? undefined : text.slice(at + 1);
  if (name === '') {
    const place = placeOf(option);
    into.findings.push(runFindings.invalidValue({ option: option.name, text, expected: 'NAME=value' }, place));
    return;
  }
  const isGiven = value !== undefined && wholeVariable(value) === undefined;
  into.environment.push({ name, ...(isGiven ? { value } : {}), place: placeOf(option) });
}

function readSwitch(into: Collected, option: Option): void {
  const name = SWITCH_SETTINGS[option.name];
  const isKnown = into.settings.some((setting) => setting.name === 'interactive');
  if (!name || !isOn(option) || (name === 'interactive' && isKnown)) return;
  into.settings.push({ name, value: 'true', place: option.place });
}

/** `--gpus` decides; without it the devices, and what the NVIDIA runtime is told by its variable. */
function collectGpus(into: Collected): readonly Located<GpuRequest>[] {
  if (into.gpus.length > 0) return into.gpus.slice(-1);
  const found = [...into.devices];
  if (into.nvidiaRuntime) {
    const visible = into.environment.findLast(({ name }) => name === 'NVIDIA_VISIBLE_DEVICES');
    const value = parseVisibleDevices(visible?.value);
    if (value) found.push({ value, place: into.nvidiaRuntime });
  }
  return joinGpuRequests(found.map(({ value }) => value)).map((value) => ({
    value,
    place: found.find((one) => one.value.vendor === value.vendor)?.place ?? (found[0] as Located<GpuRequest>).place,
  }));
}

/** `--cpu-quota` of every `--cpu-period` microseconds (100 000 by default) is a number of cores. */
function collectLimits({ limits, cpuQuota, cpuPeriod = 100_000 }: Collected): Limits {
  if (limits.cpus || !cpuQuota) return limits;
  return { ...limits, cpus: { value: cpuQuota.value / cpuPeriod, place: cpuQuota.place } };
}

function covers(published: PortMapping, exposed: PortMapping): boolean {
  return (
    published.protocol === exposed.protocol &&
    published.containerPort <= exposed.containerPort &&
    exposed.containerPort + exposed.count <= published.containerPort + published.count
  );
}

/** A value with variables is unknown, any other that cannot be read is wrong. */
function reportUnreadable(
  into: Collected,
  option: Option,
  what: string,
  wrong: (params: { option: string; text: string }, place: Place) => Finding,
): void {
  const text = textOf(option);
  const place = placeOf(option);
  into.findings.push(
    option.value?.hasExpansion
      ? runFindings.unresolved({ what, text }, place)
      : wrong({ option: option.name, text }, place),
  );
}

/** No program has an option with such a dash, so only the one with hyphens can be meant. */
function dashMend(option: string, suggestion: string | undefined, place: Place): Mend | undefined {
  if (suggestion === undefined) return undefined;
  return { title: `Write ${suggestion}`, edits: [replaceText(place, option, suggestion)], isCertain: true };
}

export function toOptionFinding({ kind, option, suggestion, place }: OptionProblem, command: string): Finding {
  switch (kind) {
    case 'unknown':
      return runFindings.unknownOption({ command, option, suggestion }, place);
    case 'missingValue':
      return runFindings.missingValue({ command, option }, place);
    case 'variable':
      return runFindings.unresolved({ what: 'What stands in', text: option }, place);
    case 'dash':
      return runFindings.wrongDash({ option, suggestion }, place, dashMend(option, suggestion, place));
  }
}

function textOf(option: Option): string {
  return option.value?.value ?? '';
}

function placeOf(option: Option): Place {
  return option.value?.place ?? option.place;
}

function located(option: Option): Located<string> {
  return { value: option.value?.value ?? 'true', place: placeOf(option) };
}

/** Switches take `=false`, in the spellings of Go's `strconv.ParseBool`. */
function isOn(option: Option): boolean {
  return !/^(?:false|f|0)$/i.test(option.value?.value ?? '');
}
