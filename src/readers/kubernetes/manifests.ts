import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { type DataNode, textOf, valueAt } from '../../syntax/data/data-node.js';
import { checkApiVersion, currentGroup } from './api-versions.js';
import { type Manifest, placeIn, quoteName, type Scope, startOf } from './scope.js';

type Naming = Pick<Scope, 'source' | 'builder'>;

const DEEPEST_LIST = 4;

/** The objects of a file: its documents, and what stands in documents of kind `List`. */
export function readManifests(scope: Naming, documents: readonly DataNode[]): readonly Manifest[] {
  const taken = new Map<string, number>();
  return documents
    .flatMap((document) => flattenLists(document, 0))
    .flatMap((node) => {
      const manifest = readManifest(scope, node);
      return manifest ? [makeUnique(scope, taken, manifest)] : [];
    });
}

function flattenLists(node: DataNode, depth: number): readonly DataNode[] {
  const kind = textOf(valueAt(node, 'kind'));
  const items = valueAt(node, 'items');
  if (kind === undefined || !/^[A-Za-z]*List$/.test(kind) || items?.kind !== 'list' || depth >= DEEPEST_LIST)
    return [node];
  return items.items.flatMap((item) => flattenLists(item, depth + 1));
}

function readManifest(scope: Naming, node: DataNode): Manifest | undefined {
  const kindNode = valueAt(node, 'kind');
  const apiVersionNode = valueAt(node, 'apiVersion');
  const kind = textOf(kindNode);
  const apiVersion = textOf(apiVersionNode);
  const place = placeIn(scope, node);
  if (kind === undefined || apiVersion === undefined) {
    const missing = kind === undefined ? 'kind' : 'apiVersion';
    scope.builder.addFinding(kubernetesFindings.notManifest({ missing }, startOf(place)));
    return undefined;
  }
  for (const finding of checkApiVersion(apiVersion, kind, placeIn(scope, apiVersionNode ?? node)))
    scope.builder.addFinding(finding);
  const prefix = textOf(valueAt(node, 'metadata', 'generateName'));
  const name = textOf(valueAt(node, 'metadata', 'name')) ?? (prefix === undefined ? undefined : `${prefix}*`);
  const namespace = textOf(valueAt(node, 'metadata', 'namespace')) || undefined;
  return {
    node,
    apiVersion,
    group: currentGroup(apiVersion, kind),
    kind,
    name: name ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    key: [namespace, kind.toLowerCase(), name ?? ''].filter((part) => part !== undefined).join('/'),
    place,
  };
}

/** Two objects of one name get keys of their own, so that both are drawn. */
function makeUnique(scope: Naming, taken: Map<string, number>, manifest: Manifest): Manifest {
  const identity = `${manifest.group} ${manifest.key}`;
  const count = (taken.get(identity) ?? 0) + 1;
  taken.set(identity, count);
  if (count === 1) return manifest;
  if (manifest.name !== '') reportDuplicate(scope, manifest);
  return { ...manifest, key: `${manifest.key}#${count}` };
}

function reportDuplicate(scope: Naming, { kind, name, node }: Manifest): void {
  const place = placeIn(scope, valueAt(node, 'metadata', 'name') ?? node);
  scope.builder.addFinding(kubernetesFindings.duplicateName({ kind, name: quoteName(name) }, place));
}

/** Says that an object which is drawn has no name. */
export function checkName(scope: Scope, { name, kind, node }: Manifest): void {
  if (name !== '') return;
  const place = placeIn(scope, valueAt(node, 'kind') ?? node);
  scope.builder.addFinding(kubernetesFindings.missingName({ kind }, place));
}
