import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import type { NodeId } from '../../graph/node.js';
import { type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { addContainer, type NamedPort } from './container.js';
import { readPodSettings } from './container-settings.js';
import { readGpuProduct } from './resources.js';
import { placeIn, type Scope } from './scope.js';
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
  /** Scope of the names of claims, config maps and secrets; empty for the default namespace. */
  readonly namespace: string;
  /** Volumes that the controller adds (claim templates of a StatefulSet). */
  readonly moreVolumes?: readonly (readonly [string, PodVolume])[];
}

/** Adds the containers of a pod, and makes the workload known to the Services of the file. */
export function addPod(scope: Scope, source: PodSource): void {
  const spec = valueAt(source.template, 'spec');
  const volumes = new Map([...readPodVolumes(scope, spec, source.namespace), ...(source.moreVolumes ?? [])]);
  const context = {
    file: scope.source.path,
    workloadId: source.workloadId,
    workloadKey: source.workloadKey,
    volumes,
    settings: readPodSettings(scope, spec),
    gpuProduct: readGpuProduct(spec),
  };
  const containers = itemsOf(valueAt(spec, 'containers'));
  const ports: NamedPort[] = [];
  for (const [index, item] of itemsOf(valueAt(spec, 'initContainers')).entries())
    ports.push(...addContainer(scope, context, item, { index, isInit: true }));
  for (const [index, item] of containers.entries())
    ports.push(...addContainer(scope, context, item, { index, isInit: false }));
  if (containers.length === 0) reportNoContainers(scope, source, spec);
  scope.workloads.push({
    id: source.workloadId,
    namespace: source.namespace,
    labels: new Map(readLabels(source.template).map(({ name, value }) => [name, value])),
    portsByName: new Map(ports.flatMap(({ name, port }) => (name === undefined ? [] : [[name, port.containerPort]]))),
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

function reportNoContainers(scope: Scope, { title, template }: PodSource, spec: DataNode | undefined): void {
  const node = spec ?? template;
  const place = node ? placeIn(scope, { span: { start: node.span.start, end: node.span.start } }) : undefined;
  scope.builder.addFinding(kubernetesFindings.noContainers({ owner: title }, place));
}
