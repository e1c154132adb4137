import { type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';

/** A kind that makes equal pods from one template. */
export interface PlainKind {
  /** Way from the object to what holds `metadata` and `spec` of the pod; empty for a Pod itself. */
  readonly template: readonly string[];
  readonly replicas?: readonly string[];
  /** Fields that are worth saying, by the name that is shown. */
  readonly settings?: Readonly<Record<string, readonly string[]>>;
}

const JOB_SETTINGS = {
  completions: ['spec', 'completions'],
  completionMode: ['spec', 'completionMode'],
  backoffLimit: ['spec', 'backoffLimit'],
  activeDeadlineSeconds: ['spec', 'activeDeadlineSeconds'],
};

/** By group and kind. */
export const PLAIN_KINDS: ReadonlyMap<string, PlainKind> = new Map([
  ['/Pod', { template: [] }],
  ['/ReplicationController', { template: ['spec', 'template'], replicas: ['spec', 'replicas'] }],
  ['apps/Deployment', { template: ['spec', 'template'], replicas: ['spec', 'replicas'] }],
  ['apps/ReplicaSet', { template: ['spec', 'template'], replicas: ['spec', 'replicas'] }],
  ['apps/StatefulSet', { template: ['spec', 'template'], replicas: ['spec', 'replicas'] }],
  ['apps/DaemonSet', { template: ['spec', 'template'] }],
  ['batch/Job', { template: ['spec', 'template'], replicas: ['spec', 'parallelism'], settings: JOB_SETTINGS }],
  [
    'batch/CronJob',
    {
      template: ['spec', 'jobTemplate', 'spec', 'template'],
      replicas: ['spec', 'jobTemplate', 'spec', 'parallelism'],
      settings: { schedule: ['spec', 'schedule'], concurrencyPolicy: ['spec', 'concurrencyPolicy'] },
    },
  ],
  ['argoproj.io/Rollout', { template: ['spec', 'template'], replicas: ['spec', 'replicas'] }],
  ['kubeflow.org/Notebook', { template: ['spec', 'template'] }],
]);

/** One group of equal pods of a distributed job. */
export interface Role {
  readonly name: string;
  readonly node: DataNode;
  /** Factors of the number of equal pods; those that are absent count as one. */
  readonly replicas: readonly (DataNode | undefined)[];
  readonly template: DataNode | undefined;
}

/** A kind that makes several groups of pods which work together. */
export interface RoleKind {
  readonly roles: (document: DataNode) => readonly Role[];
  readonly processesPerNode?: readonly string[];
  /** Name of the container that the operator prepares for the training; others it refuses. */
  readonly container?: string;
  readonly settings?: Readonly<Record<string, readonly string[]>>;
}

/** Kubeflow training operator v1: `spec.<field>.<Role>.{replicas, template}`. */
function replicaSpecs(field: string): RoleKind['roles'] {
  return (document) =>
    entriesOf(valueAt(document, 'spec', field)).map(({ key, value }) => ({
      name: key,
      node: value,
      replicas: [valueAt(value, 'replicas')],
      template: valueAt(value, 'template'),
    }));
}

/** KubeRay: one head and groups of workers. */
function rayGroups(...path: string[]): RoleKind['roles'] {
  return (document) => {
    const cluster = valueAt(document, ...path);
    const head = valueAt(cluster, 'headGroupSpec');
    const workers = itemsOf(valueAt(cluster, 'workerGroupSpecs')).map((node, index) => ({
      name: textOf(valueAt(node, 'groupName')) ?? `worker group ${index + 1}`,
      node,
      replicas: [valueAt(node, 'replicas')],
      template: valueAt(node, 'template'),
    }));
    return [
      ...(head ? [{ name: 'head', node: head, replicas: [], template: valueAt(head, 'template') }] : []),
      ...workers,
    ];
  };
}

/** JobSet: each replicated job is a Job, whose `parallelism` counts pods. */
function replicatedJobs(document: DataNode): readonly Role[] {
  return itemsOf(valueAt(document, 'spec', 'replicatedJobs')).map((node, index) => ({
    name: textOf(valueAt(node, 'name')) ?? `job ${index + 1}`,
    node,
    replicas: [valueAt(node, 'replicas'), valueAt(node, 'template', 'spec', 'parallelism')],
    template: valueAt(node, 'template', 'spec', 'template'),
  }));
}

/** Volcano: tasks with replicas. */
function volcanoTasks(document: DataNode): readonly Role[] {
  return itemsOf(valueAt(document, 'spec', 'tasks')).map((node, index) => ({
    name: textOf(valueAt(node, 'name')) ?? `task ${index + 1}`,
    node,
    replicas: [valueAt(node, 'replicas')],
    template: valueAt(node, 'template'),
  }));
}

const ELASTIC = {
  minReplicas: ['spec', 'elasticPolicy', 'minReplicas'],
  maxReplicas: ['spec', 'elasticPolicy', 'maxReplicas'],
};

export const ROLE_KINDS: ReadonlyMap<string, RoleKind> = new Map<string, RoleKind>([
  [
    'kubeflow.org/PyTorchJob',
    {
      roles: replicaSpecs('pytorchReplicaSpecs'),
      processesPerNode: ['spec', 'nprocPerNode'],
      container: 'pytorch',
      settings: ELASTIC,
    },
  ],
  ['kubeflow.org/MPIJob', { roles: replicaSpecs('mpiReplicaSpecs'), processesPerNode: ['spec', 'slotsPerWorker'] }],
  ['kubeflow.org/TFJob', { roles: replicaSpecs('tfReplicaSpecs') }],
  ['kubeflow.org/JAXJob', { roles: replicaSpecs('jaxReplicaSpecs') }],
  ['ray.io/RayCluster', { roles: rayGroups('spec'), settings: { rayVersion: ['spec', 'rayVersion'] } }],
  ['ray.io/RayJob', { roles: rayGroups('spec', 'rayClusterSpec'), settings: { entrypoint: ['spec', 'entrypoint'] } }],
  ['ray.io/RayService', { roles: rayGroups('spec', 'rayClusterConfig') }],
  ['jobset.x-k8s.io/JobSet', { roles: replicatedJobs }],
  ['batch.volcano.sh/Job', { roles: volcanoTasks, settings: { queue: ['spec', 'queue'] } }],
]);

/** Kinds that say nothing about what runs where; they are passed over in silence. */
export const QUIET_KINDS: ReadonlySet<string> = new Set(
  (
    'Namespace ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding NetworkPolicy PodDisruptionBudget ' +
    'HorizontalPodAutoscaler VerticalPodAutoscaler ResourceQuota LimitRange StorageClass PriorityClass RuntimeClass ' +
    'IngressClass CustomResourceDefinition APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration ' +
    'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ConfigMap Secret Endpoints EndpointSlice Event Lease ' +
    'CSIDriver VolumeSnapshot VolumeSnapshotClass Node Kustomization Component Certificate Issuer ClusterIssuer ' +
    'ServiceMonitor PodMonitor PrometheusRule ResourceFlavor ClusterQueue LocalQueue ResourceClaim ' +
    'ResourceClaimTemplate DeviceClass'
  ).split(' '),
);
