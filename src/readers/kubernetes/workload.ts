import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { nodeId } from '../../graph/ids.js';
import type { Located, NodeId, WorkloadFacts } from '../../graph/node.js';
import { type DataNode, itemsOf, numberOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { readClaimFacts } from './claims.js';
import { addPod, readLabels } from './pod.js';
import {
  locatedCount,
  locatedText,
  type Manifest,
  namespaceScope,
  placeIn,
  quoteName,
  type Scope,
  startOf,
  titleOf,
} from './scope.js';
import type { PodVolume } from './volumes.js';
import type { PlainKind, Role, RoleKind } from './workload-kinds.js';

type WorkloadSetting = WorkloadFacts['settings'][number];

/** Adds a workload that makes equal pods: one node, its containers below it. */
export function addPlainWorkload(scope: Scope, manifest: Manifest, kind: PlainKind): void {
  const template = kind.template.length === 0 ? manifest.node : valueAt(manifest.node, ...kind.template);
  const replicas = kind.replicas && locatedCount(scope, valueAt(manifest.node, ...kind.replicas));
  const id = addWorkloadNode(scope, manifest, {
    ...(replicas ? { replicas } : {}),
    settings: [...labelSettings(scope, template), ...readFields(scope, manifest.node, kind.settings)],
  });
  addPod(scope, {
    template,
    workloadId: id,
    workloadKey: manifest.key,
    title: titleOf(manifest),
    place: manifest.place,
    namespace: namespaceScope(manifest.namespace),
    moreVolumes: readClaimTemplates(manifest),
  });
}

/** The node of a whole object; the rest of its facts is up to its kind. */
export function addWorkloadNode(
  scope: Scope,
  { kind, name, namespace, key, place }: Manifest,
  facts: Omit<WorkloadFacts, 'platform' | 'controller' | 'namespace'>,
): NodeId {
  return scope.builder.addNode({
    kind: 'workload',
    id: nodeId.workload(scope.source.path, key),
    label: name || kind,
    origins: [place],
    facts: { platform: 'kubernetes', controller: kind, ...(namespace === undefined ? {} : { namespace }), ...facts },
  });
}

/** Adds a distributed job: one node for the job, one below it for each role, with the containers of that role. */
export function addRoleWorkload(scope: Scope, manifest: Manifest, kind: RoleKind): void {
  const roles = kind.roles(manifest.node);
  const processesPerNode =
    kind.processesPerNode && readProcesses(scope, valueAt(manifest.node, ...kind.processesPerNode));
  const id = addWorkloadNode(scope, manifest, {
    ...(processesPerNode ? { processesPerNode } : {}),
    settings: [...queueSettings(scope, manifest.node), ...readFields(scope, manifest.node, kind.settings)],
  });
  for (const role of roles) {
    addRole(scope, manifest, id, role);
    checkRoleContainer(scope, manifest, kind, role);
  }
  if (roles.length === 0)
    scope.builder.addFinding(kubernetesFindings.noContainers({ owner: titleOf(manifest) }, startOf(manifest.place)));
}

function addRole(scope: Scope, manifest: Manifest, job: NodeId, role: Role): void {
  const key = `${manifest.key}/${role.name}`;
  const replicas = readReplicas(scope, role);
  const id = scope.builder.addNode({
    kind: 'workload',
    id: nodeId.workload(scope.source.path, key),
    label: role.name,
    parent: job,
    origins: [placeIn(scope, role.node)],
    facts: {
      platform: 'kubernetes',
      controller: manifest.kind,
      role: role.name,
      ...(manifest.namespace === undefined ? {} : { namespace: manifest.namespace }),
      ...(replicas ? { replicas } : {}),
      settings: labelSettings(scope, role.template),
    },
  });
  addPod(scope, {
    template: role.template,
    workloadId: id,
    workloadKey: key,
    title: `${quoteName(role.name)} of ${titleOf(manifest)}`,
    place: placeIn(scope, role.node),
    namespace: namespaceScope(manifest.namespace),
    isForTraining: /^(?:PyTorch|TF|JAX|MPI)Job$/.test(manifest.kind),
  });
}

function readReplicas(scope: Scope, { replicas }: Role): Located<number> | undefined {
  const factors = replicas.flatMap((node) => locatedCount(scope, node) ?? []);
  const [first] = factors;
  return first && { value: factors.reduce((product, { value }) => product * value, 1), place: first.place };
}

function checkRoleContainer(scope: Scope, { kind }: Manifest, { container }: RoleKind, role: Role): void {
  const containers = valueAt(role.template, 'spec', 'containers');
  const items = itemsOf(containers);
  if (container === undefined || !containers || items.length === 0) return;
  if (items.some((item) => textOf(valueAt(item, 'name')) === container)) return;
  const place = placeIn(scope, valueAt(items[0], 'name') ?? containers);
  scope.builder.addFinding(
    kubernetesFindings.replicaContainer({ kind, role: quoteName(role.name), expected: container }, place),
  );
}

/** A number, or a word such as `gpu` and `auto` that is decided on the machine. */
export function readProcesses(scope: Scope, node: DataNode | undefined): Located<number | string> | undefined {
  const text = locatedText(scope, node);
  return text && { value: numberOf(node) ?? text.value, place: text.place };
}

/** Labels of the pods: what Services select by. */
function labelSettings(scope: Scope, template: DataNode | undefined): readonly WorkloadSetting[] {
  return readLabels(template).map(({ name, value, node }) => ({
    name: 'label',
    value: `${name}=${value}`,
    place: placeIn(scope, node),
  }));
}

/** The queue of Kueue that an object waits in. */
export function queueSettings(scope: Scope, document: DataNode): readonly WorkloadSetting[] {
  return readFields(scope, document, { queue: ['metadata', 'labels', 'kueue.x-k8s.io/queue-name'] });
}

export function readFields(
  scope: Scope,
  document: DataNode,
  fields: Readonly<Record<string, readonly string[]>> = {},
): readonly WorkloadSetting[] {
  return Object.entries(fields).flatMap(([name, path]) => {
    const text = locatedText(scope, valueAt(document, ...path));
    return text ? [{ name, ...text }] : [];
  });
}

/** A StatefulSet makes one claim for each replica from each of its templates: `data-web-0`, drawn as `data-web`. */
function readClaimTemplates({ node, name, namespace }: Manifest): readonly (readonly [string, PodVolume])[] {
  return itemsOf(valueAt(node, 'spec', 'volumeClaimTemplates')).flatMap((item) => {
    const template = textOf(valueAt(item, 'metadata', 'name'));
    if (template === undefined) return [];
    const facts = readClaimFacts(`${template}-${name}`, valueAt(item, 'spec'));
    const volume: PodVolume = {
      mount: { ...facts, scope: namespaceScope(namespace) },
      isPrivate: false,
    };
    return [[template, volume] as const];
  });
}
