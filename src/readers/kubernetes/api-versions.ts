import type { Place } from '../../base/text.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import type { Finding } from '../../findings/finding.js';

/**
 * API versions that clusters and operators of today do not serve, with what took their place.
 * Source: kubernetes.io/docs/reference/using-api/deprecation-guide; releases of the Kubeflow training operator.
 */
const OUTDATED: ReadonlyMap<string, string> = new Map([
  ...each(['Deployment', 'DaemonSet', 'ReplicaSet'], ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'], 'apps/v1'),
  ...each(['StatefulSet'], ['apps/v1beta1', 'apps/v1beta2'], 'apps/v1'),
  ...each(['Ingress'], ['extensions/v1beta1', 'networking.k8s.io/v1beta1'], 'networking.k8s.io/v1'),
  ...each(['CronJob'], ['batch/v1beta1', 'batch/v2alpha1'], 'batch/v1'),
  ...each(
    ['PyTorchJob'],
    ['kubeflow.org/v1alpha1', 'kubeflow.org/v1alpha2', 'kubeflow.org/v1beta1', 'kubeflow.org/v1beta2'],
    'kubeflow.org/v1',
  ),
  ...each(['MPIJob'], ['kubeflow.org/v1alpha1', 'kubeflow.org/v1alpha2'], 'kubeflow.org/v2beta1'),
  ...each(['RayJob', 'RayCluster', 'RayService'], ['ray.io/v1alpha1'], 'ray.io/v1'),
]);

function each(kinds: readonly string[], versions: readonly string[], current: string): [string, string][] {
  return kinds.flatMap((kind) => versions.map((version): [string, string] => [`${version} ${kind}`, current]));
}

export function checkApiVersion(apiVersion: string, kind: string, place: Place): readonly Finding[] {
  const current = OUTDATED.get(`${apiVersion} ${kind}`);
  return current === undefined ? [] : [kubernetesFindings.outdated({ kind, apiVersion, current }, place)];
}

/** The group that a kind belongs to today: `extensions` was where several began. */
export function currentGroup(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (group !== 'extensions') return group;
  return kind === 'Ingress' ? 'networking.k8s.io' : 'apps';
}
