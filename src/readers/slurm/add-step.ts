import { uniqueBy } from '../../base/order.js';
import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { Place, SourceText } from '../../base/text.js';
import { addGpuUse, type GpuRequest } from '../../commands/gpus.js';
import { type MountedFiles, openMountedFile } from '../../commands/mounted-files.js';
import { addVolumeMount, type VolumeMount } from '../../commands/mounts.js';
import { readOptions } from '../../commands/options.js';
import type { NamedFile } from '../../commands/services/started.js';
import { unwrapCommand } from '../../commands/services/wrappers.js';
import { addStartedServices } from '../../commands/services.js';
import type { CommandLine, CommandWord } from '../../commands/word.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import { describeImage } from '../../graph/image-contents.js';
import type { ContainerFacts, EnvironmentVariable, Located, NodeId } from '../../graph/node.js';
import type { ReadContext } from '../reader.js';
import { readApptainer, readMountList } from './apptainer.js';
import { toSlurmFinding } from './read-directives.js';
import { type ContainerRequest, type Job, readJob } from './read-job.js';
import { completeOption, SRUN_OPTIONS } from './slurm-options.js';

/** What the steps of one job share. */
export interface StepContext {
  readonly source: SourceText;
  readonly workload: NodeId;
  readonly job: Job;
  readonly open: ReadContext['open'];
  /** Containers by name and image: steps in the same one add to it. */
  readonly containers: Map<string, ContainerSteps>;
  /** Images and mounts of containers that have a name: later steps use them by that name alone. */
  readonly named: Map<string, ContainerRequest>;
  readonly names: Map<string, number>;
}

interface ContainerSteps {
  readonly id: NodeId;
  readonly name: string;
  readonly steps: {
    readonly container: StepContainer;
    readonly place: Place;
    readonly directory: string | undefined;
    /** True when it starts something that stays: that is what the container is for. */
    readonly isMain: boolean;
  }[];
}

export function createStepContext(
  source: SourceText,
  workload: NodeId,
  job: Job,
  open: ReadContext['open'],
): StepContext {
  return { source, workload, job, open, containers: new Map(), named: new Map(), names: new Map() };
}

/** A container of one step, whichever program starts it. */
interface StepContainer {
  readonly image: Located<string>;
  /** What the registry calls it, or why that is not known. */
  readonly reference: { readonly text: string; readonly unresolved?: string };
  readonly name?: string;
  readonly mounts: readonly Located<VolumeMount>[];
  readonly workdir?: Located<string> | undefined;
  readonly environment: readonly EnvironmentVariable[];
  readonly gpus: readonly Located<GpuRequest>[];
  readonly command: readonly CommandWord[];
}

/** Adds what one command of the script starts: in a container (its own or the job's), or on the nodes themselves. */
export function addStep(
  builder: FragmentBuilder,
  line: CommandLine,
  directory: string | undefined,
  context: StepContext,
): void {
  const words = unwrap(line.words);
  const isSrun = baseNameOf(words[0]?.value ?? '') === 'srun';
  const step = isSrun ? readSrun(builder, words.slice(1), context) : { words, job: undefined };
  const container = apptainerStep(step.words, step.job ?? context.job, context) ?? pyxisStep(step, context);
  const steps = container && stepsOf(container, context);
  const owner = steps?.id ?? context.workload;
  const files: MountedFiles = {
    mounts: (container?.mounts ?? []).map(({ value }) => value),
    workdir: container?.workdir?.value,
    directory: directory ?? '.',
    open: context.open,
  };
  const before = builder.fragment().nodes.length;
  addStartedServices(builder, owner, line, {
    variable: (name) => context.job.environment.get(name),
    openFile: (path) => (container ? openMountedFile(path, files) : openBeside(path, directory, context)),
  });
  const isMain = builder.fragment().nodes.length > before;
  if (container) steps?.steps.push({ container, place: line.place, directory, isMain });
}

function unwrap(words: readonly CommandWord[]): readonly CommandWord[] {
  let current = words;
  for (let depth = 0; depth < 8; depth += 1) {
    const [first, ...rest] = current;
    const program = baseNameOf(first?.value ?? '');
    const inner = /^(?:apptainer|singularity)$/.test(program) ? undefined : unwrapCommand(program, rest);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

interface SrunStep {
  readonly words: readonly CommandWord[];
  /** What the options of srun ask for; absent when the command is not run by srun. */
  readonly job: Job | undefined;
}

function readSrun(builder: FragmentBuilder, words: readonly CommandWord[], context: StepContext): SrunStep {
  const completed = words.map((word) => ({ ...word, value: completeOption(word.value, SRUN_OPTIONS) }));
  const { options, rest, problems } = readOptions(completed, SRUN_OPTIONS);
  for (const problem of problems) if (problem.kind !== 'variable') builder.addFinding(toSlurmFinding(problem, 'srun'));
  const job = readJob(options, context.source.text);
  for (const finding of job.findings) builder.addFinding(finding);
  return { words: unwrap(rest), job };
}

/** pyxis: an image on `srun`, or on the job itself, which then runs as a whole in it. */
function pyxisStep({ words, job }: SrunStep, { job: whole, named }: StepContext): StepContainer | undefined {
  const asked: ContainerRequest = { ...whole.container, ...job?.container };
  const before = asked.image || !asked.name ? undefined : named.get(asked.name.value);
  const { image, mounts, workdir, name } = { ...before, ...asked };
  if (!image || (!job && !whole.container.image) || words.length === 0) return undefined;
  if (name) named.set(name.value, { ...before, ...asked });
  return {
    image,
    reference: pyxisReference(image.value),
    ...(name ? { name: name.value } : {}),
    mounts: mounts ? readMountList(mounts.value, mounts.place) : [],
    workdir,
    environment: [],
    gpus: job && job.gpus.length > 0 ? job.gpus : whole.gpus,
    // When the whole job runs in it, no one command is what it is for.
    command: job?.container.image || job?.container.name ? words : [],
  };
}

function apptainerStep(words: readonly CommandWord[], job: Job, context: StepContext): StepContainer | undefined {
  const run = readApptainer(words);
  if (!run) return undefined;
  const { image, gpu, mounts, workdir, command } = run;
  const asked = job.gpus.length > 0 ? job.gpus : context.job.gpus;
  const amounts = asked.length > 0 ? asked : [undefined];
  const gpus = gpu
    ? amounts.map((amount) => ({
        value: { ...amount?.value, vendor: gpu.value },
        place: amount?.place ?? gpu.place,
      }))
    : [];
  return {
    image: { value: image.value, place: image.place },
    reference: apptainerReference(image),
    mounts,
    workdir,
    environment: run.environment,
    gpus,
    command,
  };
}

const IS_FILE = 'it is a file of the cluster';

/** `nvcr.io#nvidia/pytorch:25.03-py3` → `nvcr.io/nvidia/pytorch:25.03-py3`; a path is an enroot image. */
function pyxisReference(text: string): StepContainer['reference'] {
  if (/\.sqsh$|^[./]/.test(text)) return { text, unresolved: IS_FILE };
  const reference = text
    .replace(/^docker:\/\//, '')
    .replace(/^[^@#/]{1,100}@(?=[^#]*#)/, '')
    .replace('#', '/');
  return /[$`]/.test(text)
    ? { text: reference, unresolved: 'it holds a variable without a literal value' }
    : { text: reference };
}

function apptainerReference({ value, hasExpansion }: CommandWord): StepContainer['reference'] {
  if (value.startsWith('docker://')) return { text: value.slice('docker://'.length) };
  if (hasExpansion) return { text: value, unresolved: 'it holds a variable without a literal value' };
  return {
    text: value,
    unresolved: /^[a-z-]+:\/\//.test(value) ? 'it is not in an image registry of Docker' : IS_FILE,
  };
}

function stepsOf(container: StepContainer, context: StepContext): ContainerSteps {
  const key = JSON.stringify([container.name ?? '', container.image.value]);
  const known = context.containers.get(key);
  if (known) return known;
  const name = container.name ?? imageName(container.image.value);
  const count = (context.names.get(name) ?? 0) + 1;
  context.names.set(name, count);
  const id = nodeId.container(context.source.path, count === 1 ? name : `${name}#${count}`);
  const steps: ContainerSteps = { id, name, steps: [] };
  context.containers.set(key, steps);
  return steps;
}

/**
 * Adds the containers that the steps ran in; call it after the last step. Several steps in one container are one node: its
 * command is that of the step which starts something, its mounts are those of all. Tells whether any uses GPUs.
 */
export function addContainers(builder: FragmentBuilder, context: StepContext): boolean {
  let usesGpus = false;
  for (const { id, name, steps } of context.containers.values()) {
    const main = steps.findLast(({ isMain }) => isMain) ?? steps[0];
    if (!main) continue;
    const { container } = main;
    const workdir = steps.findLast((step) => step.container.workdir)?.container.workdir;
    builder.addNode({
      kind: 'container',
      id,
      label: name,
      parent: context.workload,
      origins: steps.map(({ place }) => place),
      facts: toFacts({ ...container, workdir }),
    });
    addImage(builder, id, container);
    const mounts = steps.flatMap((step) =>
      step.container.mounts.map((mount) => ({ ...mount, directory: step.directory ?? '.' })),
    );
    for (const { value, place, directory } of uniqueBy(mounts, (mount) => JSON.stringify(mount)))
      addVolumeMount(builder, id, value, place, directory);
    for (const { value, place } of container.gpus) addGpuUse(builder, id, value, place);
    usesGpus ||= container.gpus.length > 0;
  }
  return usesGpus;
}

function addImage(builder: FragmentBuilder, container: NodeId, { image, reference }: StepContainer): void {
  const [node, ...contents] = describeImage(reference.text, image.place, reference.unresolved);
  for (const one of [node, ...contents]) builder.addNode(one);
  builder.addEdge('runs', container, node.id, image.place, {});
}

function toFacts({ image, workdir, environment, command }: StepContainer): ContainerFacts {
  const first = command[0];
  const value = command.map((word) => word.value);
  return {
    platform: 'slurm',
    image: image.value,
    ...(first ? { command: { value, place: placeOfAll(command, first.place) } } : {}),
    ports: [],
    environment,
    limits: {},
    settings: workdir ? [{ name: 'workdir', ...workdir }] : [],
  };
}

/** `/images/pytorch.sqsh` → `pytorch`, `nvcr.io#nvidia/pytorch:25.03-py3` → `pytorch`. */
function imageName(image: string): string {
  const last = image.slice(Math.max(image.lastIndexOf('/'), image.lastIndexOf('#')) + 1);
  return last.replace(/\.(?:sqsh|sif|img|simg)$/, '').split(':', 1)[0] || image;
}

/** A script that the job runs on the node: relative to where it was submitted, or beside the batch script. */
function openBeside(path: string, directory: string | undefined, context: StepContext): NamedFile | undefined {
  for (const base of [directory ?? '.', directoryOf(context.source.path)]) {
    const inside = joinPath(base, path);
    const source = context.open(inside);
    if (source) return { path: inside, source, span: { start: 0, end: source.text.length } };
  }
  return undefined;
}

function placeOfAll(words: readonly CommandWord[], first: Place): Place {
  const last = words.at(-1)?.place ?? first;
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}
