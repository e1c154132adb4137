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
    file: scope.source.path,
    workloadId,
    workloadKey: manifest.key,
    volumes: new Map(),
    settings: [],
    gpuProduct: undefined,
  };
  addContainer(scope, pod, asContainer(trainer), { index: 0, isInit: false });
}

/** The trainer as a container: its resources stand under another name, and the runtime calls its container `node`. */
function asContainer(trainer: DataNode): DataNode {
  const resources = entryOf(trainer, 'resourcesPerNode');
  if (trainer.kind !== 'map') return trainer;
  const name = { kind: 'scalar', value: 'node', text: 'node', span: trainer.span } as const;
  const entries = trainer.entries.filter(({ key }) => key !== 'resourcesPerNode' && key !== 'name');
  return {
    ...trainer,
    entries: [
      { key: 'name', keySpan: trainer.span, value: name },
      ...entries,
      ...(resources ? [{ ...resources, key: 'resources' }] : []),
    ],
  };
}
