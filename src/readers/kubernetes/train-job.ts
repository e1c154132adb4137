import type { DataMap, DataNode } from '../../syntax/data/data-node.js';
import { entriesOf, entryOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { addContainer } from './container.js';
import { readPodSettings } from './container-settings.js';
import { readGpuProduct } from './resources.js';
import { locatedCount, type Manifest, namespaceScope, type Scope } from './scope.js';
import { readPodVolumes } from './volumes.js';
import { addWorkloadNode, queueSettings, readFields, readProcesses } from './workload.js';

/** Fields of a TrainJob that are worth saying. */
const SETTINGS = {
  runtime: ['spec', 'runtimeRef', 'name'],
  dataset: ['spec', 'initializer', 'dataset', 'storageUri'],
  model: ['spec', 'initializer', 'model', 'storageUri'],
};

/** What the runtimes of Kubeflow call the container that trains. */
const CONTAINER = 'node';

/**
 * TrainJob of Kubeflow Trainer v2 (`trainer.kubeflow.org/v1alpha1`): what the job itself says of its trainer, and the rest from
 * the runtime that it refers to, when this file describes it. The one container that trains is drawn.
 */
export function addTrainJob(scope: Scope, manifest: Manifest): void {
  const trainer = valueAt(manifest.node, 'spec', 'trainer');
  const runtime = scope.runtimes.get(textOf(valueAt(manifest.node, 'spec', 'runtimeRef', 'name')) ?? '');
  const policy = valueAt(runtime, 'spec', 'mlPolicy');
  const nodes = locatedCount(scope, valueAt(trainer, 'numNodes') ?? valueAt(policy, 'numNodes'));
  const processes =
    valueAt(trainer, 'numProcPerNode') ??
    valueAt(policy, 'torch', 'numProcPerNode') ??
    valueAt(policy, 'mpi', 'numProcPerNode');
  const processesPerNode = readProcesses(scope, processes);
  const workloadId = addWorkloadNode(scope, manifest, {
    ...(nodes ? { nodes } : {}),
    ...(processesPerNode ? { processesPerNode } : {}),
    settings: [...queueSettings(scope, manifest.node), ...readFields(scope, manifest.node, SETTINGS)],
  });
  const spec = trainerPod(runtime);
  const node = joinContainers(trainer, trainerContainer(spec));
  if (!node) return;
  const pod = {
    workloadId,
    workloadKey: manifest.key,
    volumes: readPodVolumes(scope, spec, namespaceScope(manifest.namespace)),
    settings: readPodSettings(scope, spec),
    gpu: readGpuProduct(spec),
    isForTraining: true,
  };
  const name = textOf(valueAt(node, 'name')) ?? CONTAINER;
  addContainer(scope, pod, { node, name, key: name, isInit: false });
}

/** The pod spec of the job of a runtime that is marked as the trainer, or is called `node`. */
function trainerPod(runtime: DataNode | undefined): DataNode | undefined {
  const jobs = itemsOf(valueAt(runtime, 'spec', 'template', 'spec', 'replicatedJobs'));
  const job =
    jobs.find((item) => textOf(valueAt(item, 'template', 'metadata', 'labels', STEP_LABEL)) === 'trainer') ??
    jobs.find((item) => textOf(valueAt(item, 'name')) === CONTAINER);
  return valueAt(job, 'template', 'spec', 'template', 'spec');
}

const STEP_LABEL = 'trainer.kubeflow.org/trainjob-ancestor-step';

function trainerContainer(spec: DataNode | undefined): DataMap | undefined {
  const containers = itemsOf(valueAt(spec, 'containers')).filter((item) => item.kind === 'map');
  return containers.find((item) => textOf(valueAt(item, 'name')) === CONTAINER) ?? containers[0];
}

/** Fields of the trainer before those of the runtime's container; only its resources stand under another name. */
function joinContainers(trainer: DataNode | undefined, container: DataMap | undefined): DataNode | undefined {
  if (trainer?.kind !== 'map') return container;
  const resources = entryOf(trainer, 'resourcesPerNode');
  const own = [...trainer.entries, ...(resources ? [{ ...resources, key: 'resources' }] : [])];
  return { ...trainer, entries: [...own, ...entriesOf(container)] };
}
