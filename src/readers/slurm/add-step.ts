import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import { type MountedFiles, openMountedFile } from '../../commands/mounted-files.js';
import type { VolumeMount } from '../../commands/mounts.js';
import { readOptions } from '../../commands/options.js';
import type { NamedFile } from '../../commands/services/started.js';
import { unwrapCommand } from '../../commands/services/wrappers.js';
import { addStartedServices } from '../../commands/services.js';
import type { CommandLine, CommandWord } from '../../commands/word.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import type { GpuFacts, Located, NodeId } from '../../graph/node.js';
import type { ReadContext } from '../reader.js';
import type { ContainerSteps } from './add-containers.js';
import { readApptainer, readMountList } from './apptainer.js';
import { toSlurmFinding } from './read-directives.js';
import { type ContainerRequest, type Job, readJob } from './read-job.js';
import { completeOption, SRUN_OPTIONS } from './slurm-options.js';
import { apptainerReference, imageName, pyxisReference, type StepContainer } from './step-container.js';

/** What the steps of one job share. */
export interface StepContext {
  readonly source: SourceText;
  readonly workload: NodeId;
  readonly job: Job;
  readonly scriptVendor: GpuFacts['vendor'];
  readonly open: ReadContext['open'];
  /** Containers by name and image: steps in the same one add to it. */
  readonly containers: Map<string, ContainerSteps>;
  /** Images and mounts of containers that have a name: later steps use them by that name alone. */
  readonly named: Map<string, ContainerRequest>;
  readonly names: Map<string, number>;
  /** Lists of mounts that were read already: an option of the job counts for each of its steps. */
  readonly lists: Map<Located<string>, readonly Located<VolumeMount>[]>;
}

export function createStepContext(
  given: Pick<StepContext, 'source' | 'workload' | 'job' | 'scriptVendor' | 'open'>,
): StepContext {
  return { ...given, containers: new Map(), named: new Map(), names: new Map(), lists: new Map() };
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
  const job = readJob(options, context.scriptVendor);
  for (const finding of job.findings) builder.addFinding(finding);
  return { words: unwrap(rest), job };
}

/** pyxis: an image on `srun`, or on the job itself, which then runs as a whole in it. */
function pyxisStep({ words, job }: SrunStep, { job: whole, named, lists }: StepContext): StepContainer | undefined {
  const asked: ContainerRequest = { ...whole.container, ...job?.container };
  const before = asked.image || !asked.name ? undefined : named.get(asked.name.value);
  const { image, mounts, workdir, name } = { ...before, ...asked };
  if (!image || (!job && !whole.container.image) || words.length === 0) return undefined;
  if (name) named.set(name.value, { ...before, ...asked });
  return {
    image,
    reference: pyxisReference(image.value),
    ...(name ? { name: name.value } : {}),
    mounts: mounts ? readMountsOnce(mounts, lists) : [],
    workdir,
    environment: [],
    gpus: job && job.gpus.length > 0 ? job.gpus : whole.gpus,
    // When the whole job runs in it, no one command is what it is for.
    command: job?.container.image || job?.container.name ? words : [],
  };
}

function readMountsOnce(text: Located<string>, lists: StepContext['lists']): readonly Located<VolumeMount>[] {
  const known = lists.get(text) ?? readMountList(text.value, text.place);
  lists.set(text, known);
  return known;
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

/** A script that the job runs on the node: relative to where it was submitted, or beside the batch script. */
function openBeside(path: string, directory: string | undefined, context: StepContext): NamedFile | undefined {
  for (const base of [directory ?? '.', directoryOf(context.source.path)]) {
    const inside = joinPath(base, path);
    const source = context.open(inside);
    if (source) return { path: inside, source, span: { start: 0, end: source.text.length } };
  }
  return undefined;
}
