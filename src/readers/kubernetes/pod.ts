import type { Place } from '../../base/text.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import type { NodeId } from '../../graph/node.js';
import { type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { addContainer, type ContainerSource, type NamedPort } from './container.js';
import { readPodSettings } from './container-settings.js';
import { readGpuProduct } from './resources.js';
import { placeIn, quoteName, type Scope, startOf } from './scope.js';
import { type PodVolume, readPodVolumes } from './volumes.js';

/** A pod, or the template that a controller makes pods from. */
export interface PodSource {
  /** Holds `metadata` (with the labels) and `spec`. */
  readonly template: DataNode | undefined;
  readonly workloadId: NodeId;
  /** Kind and name of the workload, unique in the file. */
  readonly workloadKey: string;
  /** For messages: `Deployment trainer`. */
  readonly title: string;
  /** Where the workload is described. */
  readonly place: Place;
  /** Scope of the names of claims, config maps and secrets; empty for the default namespace. */
  readonly namespace: string;
  /** True in a job that is there to train. */
  readonly isForTraining?: boolean;
  /** Volumes that the controller adds (claim templates of a StatefulSet). */
  readonly moreVolumes?: readonly (readonly [string, PodVolume])[];
}

/** Adds the containers of a pod, and makes the workload known to the Services of the file. */
export function addPod(scope: Scope, source: PodSource): void {
  const spec = valueAt(source.template, 'spec');
  const volumes = new Map([...readPodVolumes(scope, spec, source.namespace), ...(source.moreVolumes ?? [])]);
  const context = {
    workloadId: source.workloadId,
    workloadKey: source.workloadKey,
    volumes,
    settings: readPodSettings(scope, spec),
    gpu: readGpuProduct(spec),
    isForTraining: source.isForTraining ?? false,
  };
  const containers = itemsOf(valueAt(spec, 'containers'));
  const ports: NamedPort[] = [];
  for (const named of nameContainers(scope, itemsOf(valueAt(spec, 'initContainers')), containers))
    ports.push(...addContainer(scope, context, named));
  if (containers.length === 0) reportNoContainers(scope, source, spec);
  scope.workloads.push({
    id: source.workloadId,
    namespace: source.namespace,
    labels: new Map(readLabels(source.template).map(({ name, value }) => [name, value])),
    portsByName: new Map(ports.flatMap(({ name, port }) => (name === undefined ? [] : [[name, port.containerPort]]))),
  });
}

/** A second container of the same name, which the API refuses, gets a key of its own, so that both are drawn. */
function nameContainers(
  scope: Scope,
  initContainers: readonly DataNode[],
  containers: readonly DataNode[],
): readonly ContainerSource[] {
  const taken = new Map<string, number>();
  return [...initContainers, ...containers].map((node, index) => {
    const isInit = index < initContainers.length;
    const position = isInit ? index + 1 : index + 1 - initContainers.length;
    const name = textOf(valueAt(node, 'name')) ?? `${isInit ? 'init container' : 'container'} ${position}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    if (count > 1) {
      const place = placeIn(scope, valueAt(node, 'name') ?? node);
      scope.builder.addFinding(kubernetesFindings.duplicateName({ kind: 'container', name: quoteName(name) }, place));
    }
    return { node, isInit, name, key: count === 1 ? name : `${name}#${count}` };
  });
}

export function readLabels(
  template: DataNode | undefined,
): readonly { readonly name: string; readonly value: string; readonly node: DataNode }[] {
  return entriesOf(valueAt(template, 'metadata', 'labels')).map(({ key, value }) => ({
    name: key,
    value: textOf(value) ?? '',
    node: value,
  }));
}

function reportNoContainers(scope: Scope, { title, template, place }: PodSource, spec: DataNode | undefined): void {
  const node = spec ?? template;
  const found = node ? placeIn(scope, node) : place;
  scope.builder.addFinding(kubernetesFindings.noContainers({ owner: title }, startOf(found)));
}
