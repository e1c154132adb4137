import { addVolumeMount, type VolumeMount } from '../../commands/mounts.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { nodeId } from '../../graph/ids.js';
import type { Located, NodeId } from '../../graph/node.js';
import { booleanOf, type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { parseBytes } from './quantity.js';
import { placeIn, type Scope } from './scope.js';

/** A volume of a pod, before anything mounts it. */
export interface PodVolume {
  readonly mount: Pick<VolumeMount, 'type' | 'source' | 'sizeBytes' | 'medium' | 'scope'>;
  /** Set when the volume lives and dies with the pod and has no name outside it. */
  readonly isPrivate: boolean;
  /** Size of an emptyDir in memory. */
  readonly memory?: Located<number>;
}

export type PodVolumes = ReadonlyMap<string, PodVolume>;

/** The volumes that a pod spec lists, by name. `namespace` scopes claims, config maps and secrets. */
export function readPodVolumes(scope: Scope, pod: DataNode | undefined, namespace: string): PodVolumes {
  const volumes = new Map<string, PodVolume>();
  for (const item of itemsOf(valueAt(pod, 'volumes'))) {
    const name = textOf(valueAt(item, 'name'));
    if (name !== undefined) volumes.set(name, readVolume(scope, item, namespace));
  }
  return volumes;
}

function readVolume(scope: Scope, item: DataNode, namespace: string): PodVolume {
  const field = (...keys: string[]): string | undefined => textOf(valueAt(item, ...keys));
  const named = { scope: namespace };
  const claim = field('persistentVolumeClaim', 'claimName');
  if (claim !== undefined) return shared(claimMount(scope, claim, namespace));
  const configMap = field('configMap', 'name');
  if (configMap !== undefined) return shared({ type: 'configMap', source: configMap, ...named });
  const secret = field('secret', 'secretName');
  if (secret !== undefined) return shared({ type: 'secret', source: secret, ...named });
  const path = field('hostPath', 'path');
  if (path !== undefined) return shared({ type: 'hostPath', source: path });
  const server = field('nfs', 'server');
  if (server !== undefined) return shared({ type: 'nfs', source: `${server}:${field('nfs', 'path') ?? ''}` });
  const emptyDir = valueAt(item, 'emptyDir');
  return emptyDir ? readEmptyDir(scope, emptyDir) : readOtherVolume(item);
}

function shared(mount: PodVolume['mount']): PodVolume {
  return { mount, isPrivate: false };
}

function claimMount(scope: Scope, name: string, namespace: string): PodVolume['mount'] {
  const facts = scope.claims.get(nodeId.volume('claim', name, namespace));
  return { ...facts, type: 'claim', source: name, scope: namespace };
}

function readEmptyDir(scope: Scope, emptyDir: DataNode): PodVolume {
  const medium = textOf(valueAt(emptyDir, 'medium')) || undefined;
  const limit = valueAt(emptyDir, 'sizeLimit');
  const text = textOf(limit);
  const sizeBytes = text === undefined ? undefined : parseBytes(text);
  const isSized = limit !== undefined && sizeBytes !== undefined;
  return {
    mount: { type: 'emptyDir', ...(medium ? { medium } : {}), ...(isSized ? { sizeBytes } : {}) },
    isPrivate: true,
    ...(isSized && medium === 'Memory' ? { memory: { value: sizeBytes, place: placeIn(scope, limit) } } : {}),
  };
}

/** `csi`, `projected`, `ephemeral`, …: the word itself says what it is, a CSI driver its name. */
function readOtherVolume(item: DataNode): PodVolume {
  const source = entriesOf(item).find(({ key }) => key !== 'name');
  const medium = textOf(valueAt(source?.value, 'driver')) ?? source?.key;
  return { mount: { type: 'other', ...(medium === undefined ? {} : { medium }) }, isPrivate: true };
}

/** Adds what a container mounts; gives the size of /dev/shm when a volume in memory is mounted there. */
export function addMounts(
  scope: Scope,
  owner: { readonly id: NodeId; readonly label: string; readonly podId: NodeId },
  container: DataNode,
  volumes: PodVolumes,
): Located<number> | undefined {
  let sharedMemory: Located<number> | undefined;
  for (const item of itemsOf(valueAt(container, 'volumeMounts'))) {
    const name = textOf(valueAt(item, 'name')) ?? '';
    const target = textOf(valueAt(item, 'mountPath')) ?? '';
    const volume = volumes.get(name);
    const place = placeIn(scope, item);
    if (!volume) {
      const params = { container: owner.label, name: JSON.stringify(name) };
      scope.builder.addFinding(kubernetesFindings.unknownVolume(params, place));
      continue;
    }
    addMount(scope, owner, item, { name, target, volume });
    if (/^\/dev\/shm\/?$/.test(target)) sharedMemory = volume.memory;
  }
  return sharedMemory;
}

function addMount(
  scope: Scope,
  owner: { readonly id: NodeId; readonly podId: NodeId },
  item: DataNode,
  { name, target, volume }: { readonly name: string; readonly target: string; readonly volume: PodVolume },
): void {
  const subPath = textOf(valueAt(item, 'subPath')) ?? textOf(valueAt(item, 'subPathExpr'));
  const isReadOnly = booleanOf(valueAt(item, 'readOnly')) ?? false;
  const place = placeIn(scope, item);
  if (!volume.isPrivate) {
    const mount = { ...volume.mount, target, isReadOnly, ...(subPath === undefined ? {} : { subPath }) };
    addVolumeMount(scope.builder, owner.id, mount, place, '.');
    return;
  }
  const { type, sizeBytes, medium } = volume.mount;
  const id = scope.builder.addNode({
    kind: 'volume',
    id: nodeId.volume(type, name, owner.podId),
    label: name,
    origins: [place],
    facts: { type, ...(sizeBytes === undefined ? {} : { sizeBytes }), ...(medium === undefined ? {} : { medium }) },
  });
  scope.builder.addEdge('mounts', owner.id, id, place, {
    target,
    isReadOnly,
    ...(subPath === undefined ? {} : { subPath }),
  });
}
