import { quoteWordOnLine } from '../../base/shell/escape.js';
import type { Plan } from '../../environment/plan/plan.js';
import { writeYaml, type YamlValue } from '../../syntax/yaml/write-yaml.js';
import { countGpus, requestGpus } from '../gpu-request.js';
import { lossesOf } from '../mapping.js';
import { pathFrom } from '../places.js';
import { headerOf, type Target, type TargetContext, type Written } from '../target.js';
import { binaryQuantity } from './binary-quantity.js';
import { escapeReferences, toResourceName, toSecretKey } from './escape.js';
import { type PodVolumes, planPodVolumes, secretName } from './pod-volumes.js';

export const kubernetesTarget: Target = { name: 'kubernetes', write: writeKubernetes };

/** A guess: the plan knows no sizes of volumes. */
const CLAIM_SIZE = '20Gi';

/** Claims, then the workload: a Deployment where services listen, a Pod that runs once where there is only a command. */
function writeKubernetes(plan: Plan, context: TargetContext): Written {
  const volumes = planPodVolumes(plan);
  const documents = [...volumes.claims.map(describeClaim), describeWorkload(plan, context, volumes)];
  return {
    text: `${headLines(plan, context)}${documents.map(writeYaml).join('---\n')}`,
    files: [],
    losses: lossesOf(plan, 'kubernetes', context.image !== undefined),
  };
}

/** What to type before and after, with the values of this plan. */
function headLines(plan: Plan, { folder }: TargetContext): string {
  const { container } = plan;
  const secrets = container.mounts.flatMap((mount) =>
    mount.kind === 'secret'
      ? [` --from-file=${quoteWordOnLine(`${toSecretKey(mount.name)}=${pathFrom(folder, mount.source)}`)}`]
      : [],
  );
  const ports = container.ports.map(({ hostPort, containerPort }) => ` ${hostPort}:${containerPort}`).join('');
  const workload = `${isServing(plan) ? 'deployment' : 'pod'}/${toResourceName(plan.project.name)}`;
  const lines = [
    headerOf('kubernetes'),
    ...(secrets.length > 0 ? [`Before: kubectl create secret generic ${secretName(plan)}${secrets.join('')}`] : []),
    ...(ports === '' ? [] : [`After:  kubectl port-forward ${workload}${ports}`]),
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function isServing({ container }: Plan): boolean {
  return container.ports.length > 0;
}

function describeClaim(name: string): YamlValue {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: CLAIM_SIZE } } },
  };
}

function describeWorkload(plan: Plan, context: TargetContext, volumes: PodVolumes): YamlValue {
  const name = toResourceName(plan.project.name);
  const labels = { 'app.kubernetes.io/name': name };
  const spec = describePod(plan, context, volumes);
  if (!isServing(plan)) return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: 1,
      // A claim is for one Pod at a time.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec },
    },
  };
}

function describePod(plan: Plan, context: TargetContext, volumes: PodVolumes): { readonly [key: string]: YamlValue } {
  const { container } = plan;
  const { uid, gid } = container.user;
  return {
    hostname: toResourceName(container.hostname),
    restartPolicy: isServing(plan) ? 'Always' : 'Never',
    terminationGracePeriodSeconds: container.stopSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: gid,
      fsGroup: gid,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [describeContainer(plan, context, volumes)],
    volumes: volumes.volumes,
  };
}

function describeContainer(plan: Plan, context: TargetContext, volumes: PodVolumes): YamlValue {
  const { container, project } = plan;
  const environment = Object.entries(container.environment);
  return {
    name: toResourceName(project.name),
    image: context.image ?? container.image,
    imagePullPolicy: 'IfNotPresent',
    args: container.command.length > 0 ? container.command.map(escapeReferences) : undefined,
    workingDir: container.workdir,
    env:
      environment.length > 0
        ? environment.map(([name, value]) => ({ name, value: escapeReferences(value) }))
        : undefined,
    ports: container.ports.length > 0 ? container.ports.map(({ containerPort }) => ({ containerPort })) : undefined,
    resources: describeResources(plan),
    readinessProbe: describeHealth(plan),
    securityContext: { allowPrivilegeEscalation: false, privileged: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: volumes.mounts,
  };
}

/** Limits are requests too, where nothing else is said. */
function describeResources(plan: Plan): YamlValue | undefined {
  const { memoryBytes, cpus } = plan.container.limits;
  const gpus = countGpus(requestGpus(plan));
  const limits = {
    ...(memoryBytes === undefined ? {} : { memory: binaryQuantity(memoryBytes) }),
    ...(cpus === undefined ? {} : { cpu: String(cpus) }),
    ...(gpus === 0 ? {} : { 'nvidia.com/gpu': gpus }),
  };
  return Object.keys(limits).length > 0 ? { limits } : undefined;
}

function describeHealth({ image: { healthcheck } }: Plan): YamlValue | undefined {
  if (!healthcheck) return undefined;
  return { exec: { command: healthcheck.command }, periodSeconds: healthcheck.intervalSeconds, timeoutSeconds: 10 };
}
