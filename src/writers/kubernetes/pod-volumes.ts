import { directoryOf } from '../../base/paths.js';
import type { MountPlan, Plan } from '../../environment/plan/plan.js';
import type { YamlValue } from '../../syntax/yaml/write-yaml.js';
import { binaryQuantity } from './binary-quantity.js';
import { toResourceName, toSecretKey } from './escape.js';

/** What a Pod mounts, and the objects that must be there for it. */
export interface PodVolumes {
  readonly claims: readonly string[];
  readonly volumes: readonly YamlValue[];
  readonly mounts: readonly YamlValue[];
}

/** The Secret that holds all secrets of the plan, a key each. */
export function secretName({ project }: Plan): string {
  return `${toResourceName(project.name)}-secrets`;
}

/** Shared memory, a claim for each volume and folder, and the secrets as files. */
export function planPodVolumes(plan: Plan): PodVolumes {
  const { mounts, limits } = plan.container;
  const lasting = mounts.filter((mount) => mount.kind !== 'secret');
  const secrets = mounts.filter((mount) => mount.kind === 'secret');
  const names = nameClaims(lasting, plan);
  const memory = {
    name: 'dev-shm',
    emptyDir: { medium: 'Memory', sizeLimit: binaryQuantity(limits.sharedMemoryBytes) },
  };
  return {
    claims: names,
    volumes: [
      memory,
      ...names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
      ...(secrets.length > 0 ? [describeSecrets(plan, secrets)] : []),
    ],
    mounts: [
      { name: memory.name, mountPath: '/dev/shm' },
      ...lasting.map((mount, index) => ({
        name: names[index],
        mountPath: mount.target,
        readOnly: mount.kind === 'bind' && mount.isReadOnly ? true : undefined,
      })),
      ...secrets.map((secret) => ({
        name: 'secrets',
        mountPath: secret.target,
        subPath: toSecretKey(secret.name),
        readOnly: true,
      })),
    ],
  };
}

/** By the last folder of the target: `lab-workspace`; a number where two would be called the same. */
function nameClaims(mounts: readonly MountPlan[], { project }: Plan): readonly string[] {
  const names: string[] = [];
  for (const { target } of mounts) {
    const last = target.slice(directoryOf(target).length).replaceAll('/', '');
    const wanted = toResourceName(`${project.name}-${last}`);
    let name = wanted;
    for (let count = 2; names.includes(name); count += 1) name = `${wanted}-${count}`;
    names.push(name);
  }
  return names;
}

/** Readable by the user and its group only: the group is that of the Pod. */
function describeSecrets(plan: Plan, secrets: readonly MountPlan[]): YamlValue {
  const keys = secrets.flatMap((mount) => (mount.kind === 'secret' ? toSecretKey(mount.name) : []));
  return {
    name: 'secrets',
    secret: { secretName: secretName(plan), defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })) },
  };
}
