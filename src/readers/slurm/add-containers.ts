import { uniqueBy } from '../../base/order.js';
import type { Place } from '../../base/text.js';
import { addGpuUse } from '../../commands/gpus.js';
import { addVolumeMount, type VolumeMount } from '../../commands/mounts.js';
import type { CommandWord } from '../../commands/word.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import { describeImage } from '../../graph/image-contents.js';
import type { ContainerFacts, Located, NodeId } from '../../graph/node.js';
import type { StepContainer } from './step-container.js';

/** A container and the steps that ran in it. */
export interface ContainerSteps {
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

/**
 * Adds the containers that the steps ran in; call it after the last step. Several steps in one container are one node: its
 * command is that of the step which starts something, its mounts are those of all. Tells whether any uses GPUs.
 */
export function addContainers(
  builder: FragmentBuilder,
  workload: NodeId,
  containers: Iterable<ContainerSteps>,
): boolean {
  let usesGpus = false;
  for (const { id, name, steps } of containers) {
    const main = steps.findLast(({ isMain }) => isMain) ?? steps[0];
    if (!main) continue;
    const { container } = main;
    const workdir = steps.findLast((step) => step.container.workdir)?.container.workdir;
    builder.addNode({
      kind: 'container',
      id,
      label: name,
      parent: workload,
      origins: steps.map(({ place }) => place),
      facts: toFacts({ ...container, workdir }),
    });
    addImage(builder, id, container);
    for (const { value, place, directory } of uniqueBy(mountsOf(steps), (mount) => JSON.stringify(mount)))
      addVolumeMount(builder, id, value, place, directory);
    for (const { value, place } of container.gpus) addGpuUse(builder, id, value, place);
    usesGpus ||= container.gpus.length > 0;
  }
  return usesGpus;
}

/** The mounts of all steps; a list that several steps share is taken once. */
function mountsOf(steps: ContainerSteps['steps']): readonly (Located<VolumeMount> & { readonly directory: string })[] {
  const lists = new Map<StepContainer['mounts'], string>();
  for (const { container, directory } of steps)
    if (!lists.has(container.mounts)) lists.set(container.mounts, directory ?? '.');
  return [...lists].flatMap(([mounts, directory]) => mounts.map((mount) => ({ ...mount, directory })));
}

function addImage(builder: FragmentBuilder, container: NodeId, { image, reference }: StepContainer): void {
  const [node, ...contents] = describeImage(reference.text, image.place, reference.unresolved);
  for (const one of [node, ...contents]) builder.addNode(one);
  builder.addEdge('runs', container, node.id, image.place, {});
}

function toFacts({ reference, workdir, environment, command }: StepContainer): ContainerFacts {
  const first = command[0];
  const value = command.map((word) => word.value);
  return {
    platform: 'slurm',
    image: reference.text,
    ...(first ? { command: { value, place: placeOfAll(command, first.place) } } : {}),
    ports: [],
    environment,
    limits: {},
    settings: workdir ? [{ name: 'workdir', ...workdir }] : [],
  };
}

function placeOfAll(words: readonly CommandWord[], first: Place): Place {
  const last = words.at(-1)?.place ?? first;
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}
