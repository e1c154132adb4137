import type { Place } from '../../base/text.js';
import type { GpuRequest } from '../../commands/gpus.js';
import type { ReadOption } from '../../commands/options.js';
import { slurmFindings } from '../../findings/catalog/slurm.js';
import type { Finding } from '../../findings/finding.js';
import type { GpuFacts, Located, WorkloadFacts } from '../../graph/node.js';
import { type GpuAmount, parseGpuAmounts, parseGresAmounts, toGpuRequests } from './gpu-amounts.js';
import type { SlurmMeaning } from './slurm-options.js';

/** What the options of a job or a step ask for. */
export interface Job {
  readonly name?: Located<string>;
  readonly nodes?: Located<number>;
  readonly tasksPerNode?: Located<number>;
  readonly settings: WorkloadFacts['settings'];
  /** GPUs of one node, or of the whole job or task when that is how the file says it. */
  readonly gpus: readonly Located<GpuRequest>[];
  /** What Slurm sets for the commands of the job, as far as the options say it. */
  readonly environment: ReadonlyMap<string, string>;
  readonly container: ContainerRequest;
  readonly findings: readonly Finding[];
}

/** The flags of pyxis. */
export interface ContainerRequest {
  readonly image?: Located<string>;
  readonly mounts?: Located<string>;
  readonly workdir?: Located<string>;
  readonly name?: Located<string>;
}

type Option = ReadOption<SlurmMeaning>;

interface Collected {
  name?: Located<string>;
  nodes?: Located<number>;
  tasksPerNode?: Located<number>;
  readonly settings: (Located<string> & { readonly name: string })[];
  readonly gpus: Map<string, Located<readonly GpuAmount[]>>;
  readonly environment: Map<string, string>;
  container: ContainerRequest;
  readonly findings: Finding[];
}

/** `scriptVendor` is whose GPUs the script as a whole seems to use. Values with shell variables are left out without a finding. */
export function readJob(options: readonly Option[], scriptVendor: GpuFacts['vendor']): Job {
  const into: Collected = {
    settings: [],
    gpus: new Map(),
    environment: new Map(),
    container: {},
    findings: [],
  };
  for (const option of options)
    if (!option.value?.hasExpansion || !COUNTS.has(option.meaning)) HANDLERS[option.meaning](into, option);
  const { name, nodes, tasksPerNode, settings, gpus, environment, container, findings } = into;
  const chosen = gpus.get('gpusPerNode') ?? gpus.get('gres') ?? gpus.get('gpus') ?? gpus.get('gpusPerTask');
  const requests = toGpuRequests(chosen?.value ?? [], scriptVendor);
  return {
    ...(name ? { name } : {}),
    ...(nodes ? { nodes } : {}),
    ...(tasksPerNode ? { tasksPerNode } : {}),
    settings,
    gpus: chosen ? requests.map((value) => ({ value, place: chosen.place })) : [],
    environment,
    container,
    findings,
  };
}

/** Options whose value is read and not only shown. */
const COUNTS: ReadonlySet<SlurmMeaning> = new Set([
  'nodes',
  'tasks',
  'tasksPerNode',
  'cpusPerTask',
  'memory',
  'time',
  'gres',
  'gpus',
  'gpusPerNode',
  'gpusPerTask',
]);

const HANDLERS: Readonly<Record<SlurmMeaning, (into: Collected, option: Option) => void>> = {
  ignored: () => undefined,
  containerSwitch: () => undefined,
  setting: (into, option) => addSetting(into, option, nameOf(option)),
  jobName: (into, option) => {
    into.name = located(option);
    into.environment.set('SLURM_JOB_NAME', textOf(option));
  },
  nodes: readNodes,
  tasks: (into, option) => {
    if (!checked(into, option, /^\d{1,7}$/, 'a number')) return;
    into.environment.set('SLURM_NTASKS', textOf(option));
    addSetting(into, option, 'tasks');
  },
  tasksPerNode: (into, option) => {
    if (!checked(into, option, /^\d{1,7}$/, 'a number')) return;
    into.tasksPerNode = { value: Number(textOf(option)), place: placeOf(option) };
    into.environment.set('SLURM_NTASKS_PER_NODE', textOf(option));
  },
  cpusPerTask: (into, option) => {
    if (!checked(into, option, /^\d{1,7}$/, 'a number')) return;
    into.environment.set('SLURM_CPUS_PER_TASK', textOf(option));
    addSetting(into, option, 'cpusPerTask');
  },
  memory: (into, option) => {
    if (checked(into, option, /^\d{1,12}(?:[KMGT]B?)?$/i, 'a size such as 64G'))
      addSetting(into, option, nameOf(option));
  },
  time: (into, option) => {
    const expected = 'a time such as 30, 01:00:00 or 2-12:00:00';
    if (checked(into, option, TIME, expected)) addSetting(into, option, 'time');
  },
  gres: (into, option) => readGpus(into, option, 'a list such as gpu:4 or gpu:a100:4', parseGresAmounts),
  gpus: (into, option) => readGpus(into, option, 'a number or type:number', parseGpuAmounts),
  gpusPerNode: (into, option) => readGpus(into, option, 'a number or type:number', parseGpuAmounts),
  gpusPerTask: (into, option) => readGpus(into, option, 'a number or type:number', parseGpuAmounts),
  containerImage: (into, option) => {
    into.container = { ...into.container, image: located(option) };
  },
  containerMounts: (into, option) => {
    into.container = { ...into.container, mounts: located(option) };
  },
  containerWorkdir: (into, option) => {
    into.container = { ...into.container, workdir: located(option) };
  },
  containerName: (into, option) => {
    into.container = { ...into.container, name: located(option) };
  },
};

/** Minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes, days-hours:minutes:seconds. */
const TIME = /^(?:\d{1,9}(?::\d{1,4}){0,2}|\d{1,6}-\d{1,4}(?::\d{1,4}){0,2}|infinite|unlimited)$/i;

/** `2`, or a range `2-4` of which any number may be given: that is a setting, not a number of nodes. */
function readNodes(into: Collected, option: Option): void {
  if (!checked(into, option, /^\d{1,6}k?(?:-\d{1,6}k?)?(?::\d+)?$/, 'a number or a range such as 2-4')) return;
  const text = textOf(option);
  if (!/^\d+$/.test(text)) {
    addSetting(into, option, 'nodes');
    return;
  }
  into.nodes = { value: Number(text), place: placeOf(option) };
  into.environment.set('SLURM_NNODES', text).set('SLURM_JOB_NUM_NODES', text);
}

function readGpus(
  into: Collected,
  option: Option,
  expected: string,
  parse: (text: string) => readonly GpuAmount[] | undefined,
): void {
  const amounts = parse(textOf(option));
  if (!amounts) {
    into.findings.push(
      slurmFindings.invalidValue({ option: option.name, text: textOf(option), expected }, placeOf(option)),
    );
    return;
  }
  if (amounts.length === 0) return;
  into.gpus.set(option.meaning, { value: amounts, place: placeOf(option) });
  addSetting(into, option, option.meaning === 'gres' ? 'gres' : nameOf(option));
  const perNode = option.meaning === 'gres' || option.meaning === 'gpusPerNode';
  const count = String(amounts.reduce((sum, amount) => sum + amount.count, 0));
  if (perNode) into.environment.set('SLURM_GPUS_ON_NODE', count).set('SLURM_GPUS_PER_NODE', count);
  if (option.meaning === 'gpus') into.environment.set('SLURM_GPUS', count);
}

function checked(into: Collected, option: Option, pattern: RegExp, expected: string): boolean {
  const text = textOf(option);
  if (text.length <= 100 && pattern.test(text)) return true;
  into.findings.push(slurmFindings.invalidValue({ option: option.name, text, expected }, placeOf(option)));
  return false;
}

function addSetting(into: Collected, option: Option, name: string): void {
  into.settings.push({ name, value: option.value?.value ?? 'true', place: placeOf(option) });
}

/** `--mem-per-cpu` → `memPerCpu`: settings are spelled as everywhere in the graph. */
function nameOf(option: Option): string {
  return option.name.replace(/^-+/, '').replace(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}

function textOf(option: Option): string {
  return option.value?.value ?? '';
}

function placeOf(option: Option): Place {
  return option.value?.place ?? option.place;
}

function located(option: Option): Located<string> {
  return { value: textOf(option), place: placeOf(option) };
}
