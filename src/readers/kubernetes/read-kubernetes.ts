import { uniqueBy } from '../../base/order.js';
import { closestWord } from '../../base/suggest.js';
import { fileStart, type SourceText } from '../../base/text.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { createFragmentBuilder, type Fragment, type FragmentBuilder } from '../../graph/fragment.js';
import { type DataNode, valueAt } from '../../syntax/data/data-node.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseJson } from '../../syntax/json/parse-json.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import type { Reader } from '../reader.js';
import { addClaim, addPersistentVolume, claimId, readClaimFacts } from './claims.js';
import { addIngress, addService } from './endpoints.js';
import { isTemplate } from './is-template.js';
import { checkName, readManifests } from './manifests.js';
import { type Manifest, placeIn, quoteName, type Scope } from './scope.js';
import { addTrainJob } from './train-job.js';
import { addPlainWorkload, addRoleWorkload } from './workload.js';
import { PLAIN_KINDS, QUIET_KINDS, ROLE_KINDS } from './workload-kinds.js';

/** Kubernetes manifests in YAML or JSON, one or several in a file. */
export const kubernetesReader: Reader = { kind: 'kubernetes', read: readKubernetes };

/**
 * 1. A template of Helm is left alone. 2. The documents are named. 3. Workloads are read, and with them the labels and ports
 * that Services ask for. 4. Services, then the Ingresses that lead to them.
 */
function readKubernetes(source: SourceText): Fragment {
  const builder = createFragmentBuilder();
  if (isTemplate(source.text)) {
    builder.addFinding(kubernetesFindings.template({ path: source.path }, fileStart(source.path)));
    return builder.fragment();
  }
  const manifests = readManifests({ source, builder }, parseDocuments(source, builder));
  const claims = new Map(
    manifests
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map((manifest) => [claimId(manifest), readClaimFacts(manifest.name, valueAt(manifest.node, 'spec'))]),
  );
  const runtimes = new Map(
    manifests.filter(({ kind }) => RUNTIME_KINDS.has(kind)).map(({ name, node }): [string, DataNode] => [name, node]),
  );
  const scope: Scope = { source, builder, claims, runtimes, workloads: [] };
  const services = manifests.filter(({ group, kind }) => `${group}/${kind}` === '/Service');
  for (const manifest of manifests) readObject(scope, manifest);
  const unknown = manifests.filter((manifest) => !isKnown(manifest));
  for (const manifest of uniqueBy(unknown, ({ apiVersion, kind }) => `${apiVersion} ${kind}`))
    reportUnknownKind(scope, manifest);
  for (const service of services) addService(scope, service);
  for (const manifest of manifests)
    if (`${manifest.group}/${manifest.kind}` === 'networking.k8s.io/Ingress') addIngress(scope, manifest, services);
  return builder.fragment();
}

function parseDocuments(source: SourceText, builder: FragmentBuilder): readonly DataNode[] {
  const isJson = source.path.endsWith('.json');
  const { documents, problems } = isJson ? parseJson(source) : parseYaml(source);
  for (const finding of reportDataProblems(source, isJson ? 'JSON' : 'YAML', problems)) builder.addFinding(finding);
  return documents;
}

const RUNTIME_KINDS: ReadonlySet<string> = new Set(['TrainingRuntime', 'ClusterTrainingRuntime']);

/** Other kinds; Services and Ingresses are read after all workloads, runtimes where a TrainJob refers to them. */
const OTHER_KINDS: ReadonlyMap<string, (scope: Scope, manifest: Manifest) => void> = new Map([
  ['/Service', checkName],
  ['networking.k8s.io/Ingress', checkName],
  ['/PersistentVolumeClaim', addNamed(addClaim)],
  ['/PersistentVolume', addNamed(addPersistentVolume)],
  ['trainer.kubeflow.org/TrainJob', addNamed(addTrainJob)],
  ['trainer.kubeflow.org/TrainingRuntime', checkName],
  ['trainer.kubeflow.org/ClusterTrainingRuntime', checkName],
]);

function addNamed(add: (scope: Scope, manifest: Manifest) => void): (scope: Scope, manifest: Manifest) => void {
  return (scope, manifest) => {
    checkName(scope, manifest);
    add(scope, manifest);
  };
}

function readObject(scope: Scope, manifest: Manifest): void {
  const key = `${manifest.group}/${manifest.kind}`;
  const plain = PLAIN_KINDS.get(key);
  const roles = ROLE_KINDS.get(key);
  const other = OTHER_KINDS.get(key);
  if (plain || roles) checkName(scope, manifest);
  if (plain) addPlainWorkload(scope, manifest, plain);
  else if (roles) addRoleWorkload(scope, manifest, roles);
  else other?.(scope, manifest);
}

function isKnown({ group, kind }: Manifest): boolean {
  const key = `${group}/${kind}`;
  return PLAIN_KINDS.has(key) || ROLE_KINDS.has(key) || OTHER_KINDS.has(key) || QUIET_KINDS.has(kind);
}

/** Once for each kind, however many objects of it the file has. */
function reportUnknownKind(scope: Scope, { kind, apiVersion, group, node }: Manifest): void {
  const known = [...PLAIN_KINDS.keys(), ...ROLE_KINDS.keys(), ...OTHER_KINDS.keys()]
    .filter((key) => key.startsWith(`${group}/`))
    .map((key) => key.slice(group.length + 1));
  const suggestion = closestWord(kind.slice(0, 64), known);
  const params = { kind: quoteName(kind), apiVersion: quoteName(apiVersion) };
  const place = placeIn(scope, valueAt(node, 'kind') ?? node);
  scope.builder.addFinding(
    kubernetesFindings.unknownKind({ ...params, ...(suggestion === undefined ? {} : { suggestion }) }, place),
  );
}
