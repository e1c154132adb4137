import type { DataNode } from '../../syntax/data/data-node.js';
import { entryOf, valueAt } from '../../syntax/data/data-node.js';
import { addContainer } from './container.js';
import { locatedCount, type Manifest, type Scope } from './scope.js';
import { addWorkloadNode, queueSettings, readFields, readProcesses } from './workload.js';

/** Fields of a TrainJob that are worth saying. */
const SETTINGS = {
  runtime: ['spec', 'runtimeRef', 'name'],
  dataset: ['spec', 'initializer', 'dataset', 'storageUri'],
  model: ['spec', 'initializer', 'model', 'storageUri'],
};

/**
 * TrainJob of Kubeflow Trainer v2 (`trainer.kubeflow.org/v1alpha1`). The pods come from the runtime that it refers to; the job
 * itself says what the trainer of each node runs, so that is drawn as its one container.
 */
export function addTrainJob(scope: Scope, manifest: Manifest): void {
  const trainer = valueAt(manifest.node, 'spec', 'trainer');
  const nodes = locatedCount(scope, valueAt(trainer, 'numNodes'));
  const processesPerNode = readProcesses(scope, valueAt(trainer, 'numProcPerNode'));
  const workloadId = addWorkloadNode(scope, manifest, {
    ...(nodes ? { nodes } : {}),
    ...(processesPerNode ? { processesPerNode } : {}),
    settings: [...queueSettings(scope, manifest.node), ...readFields(scope, manifest.node, SETTINGS)],
  });
  if (!trainer) return;
  const pod = {
    workloadId,
    workloadKey: manifest.key,
    volumes: new Map(),
    settings: [],
    gpu: undefined,
  };
  const node = withResources(trainer);
  addContainer(scope, pod, { node, name: CONTAINER, key: CONTAINER, isInit: false });
}

/** What the runtimes of Kubeflow call the container that trains. */
const CONTAINER = 'node';

/** The trainer as a container: only its resources stand under another name. */
function withResources(trainer: DataNode): DataNode {
  const resources = entryOf(trainer, 'resourcesPerNode');
  if (trainer.kind !== 'map' || !resources) return trainer;
  return { ...trainer, entries: [...trainer.entries, { ...resources, key: 'resources' }] };
}
