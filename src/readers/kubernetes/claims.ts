import { nodeId } from '../../graph/ids.js';
import type { NodeId, VolumeFacts } from '../../graph/node.js';
import { type DataNode, entryOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { parseBytes } from './quantity.js';
import { checkQuantity } from './resources.js';
import { type Manifest, namespaceScope, type Scope } from './scope.js';

/** What a claim (its `spec`) asks for. */
export function readClaimFacts(name: string, spec: DataNode | undefined): VolumeFacts {
  const size = textOf(valueAt(spec, 'resources', 'requests', 'storage'));
  const sizeBytes = size === undefined ? undefined : parseBytes(size);
  const medium = textOf(valueAt(spec, 'storageClassName')) || undefined;
  return {
    type: 'claim',
    source: name,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(medium === undefined ? {} : { medium }),
  };
}

export function claimId({ name, namespace }: Pick<Manifest, 'name' | 'namespace'>): NodeId {
  return nodeId.volume('claim', name, namespaceScope(namespace));
}

/** PersistentVolumeClaim: the volume that pods name by it. */
export function addClaim(scope: Scope, manifest: Manifest): void {
  const spec = valueAt(manifest.node, 'spec');
  const storage = entryOf(valueAt(spec, 'resources', 'requests'), 'storage');
  if (storage) checkQuantity(scope, storage);
  scope.builder.addNode({
    kind: 'volume',
    id: claimId(manifest),
    label: manifest.name || manifest.kind,
    origins: [manifest.place],
    facts: readClaimFacts(manifest.name, spec),
  });
}

/** PersistentVolume: what is behind a claim, when the file says so. Nothing mounts it directly. */
export function addPersistentVolume(scope: Scope, { node, kind, name, place }: Manifest): void {
  const spec = valueAt(node, 'spec');
  const capacity = entryOf(valueAt(spec, 'capacity'), 'storage');
  if (capacity) checkQuantity(scope, capacity);
  const sizeBytes = parseBytes(textOf(capacity?.value) ?? '');
  const facts = { ...storageOf(spec, name), ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  const id = nodeId.volume(facts.type, facts.source ?? name);
  scope.builder.addNode({ kind: 'volume', id, label: name || kind, origins: [place], facts });
}

function storageOf(spec: DataNode | undefined, name: string): VolumeFacts {
  const server = textOf(valueAt(spec, 'nfs', 'server'));
  if (server !== undefined) return { type: 'nfs', source: `${server}:${textOf(valueAt(spec, 'nfs', 'path')) ?? ''}` };
  const path = textOf(valueAt(spec, 'hostPath', 'path')) ?? textOf(valueAt(spec, 'local', 'path'));
  if (path !== undefined) return { type: 'hostPath', source: path };
  const driver = textOf(valueAt(spec, 'csi', 'driver'));
  return { type: 'other', source: name, ...(driver === undefined ? {} : { medium: driver }) };
}
