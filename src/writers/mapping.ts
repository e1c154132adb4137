import type { Plan } from '../environment/plan/plan.js';
import { FIELD_NAMES, FIELDS, type Field } from './fields.js';
import type { Loss } from './target.js';

/** What becomes of one field of the plan in one target; `as` is where it stands there. */
export type Carriage =
  | { readonly kind: 'carried'; readonly as: string }
  /** There, but not the same; `loss` says what is different. */
  | { readonly kind: 'changed'; readonly as: string; readonly loss: string }
  | { readonly kind: 'lost'; readonly loss: string };

export type MappedTarget = 'docker-run' | 'compose' | 'devcontainer' | 'kubernetes' | 'slurm' | 'apptainer';

const carried = (as: string): Carriage => ({ kind: 'carried', as });
const changed = (as: string, loss: string): Carriage => ({ kind: 'changed', as, loss });
const lost = (loss: string): Carriage => ({ kind: 'lost', loss });

const GPUS_REQUIRED =
  'A GPU is asked for, where torchdock up would do without: on a machine that has none this does not start.';
const SECRETS_MADE =
  'Secrets are files of .torchdock/ that torchdock up makes: where they are missing this does not start.';
const ONE_GPU = 'One GPU is asked for: this target wants a number, and how many there are is not known here.';
const GPUS_BY_NUMBER = 'As many GPUs are asked for, but not which: the cluster chooses.';
const CLAIMS = 'become claims of 20Gi, which is a guess, and begin empty; kubectl cp fills them.';

/** The one table of what goes where; `docs/export.md` shows it, and losses are told from it. */
export const MAPPING: Readonly<Record<MappedTarget, Readonly<Record<Field, Carriage>>>> = {
  'docker-run': {
    image: carried('the image'),
    gpus: carried('`--gpus`'),
    optionalGpus: changed('`--gpus all`', GPUS_REQUIRED),
    allGpus: carried('`--gpus all`'),
    gpuCount: carried('`--gpus N`'),
    gpuIds: carried('`--gpus "device=…"`'),
    memory: carried('`--memory`'),
    cpus: carried('`--cpus`'),
    pids: carried('`--pids-limit`'),
    sharedMemory: carried('`--shm-size`'),
    folders: carried('`--mount type=bind`'),
    volumes: carried('`--mount type=volume`'),
    secrets: changed('`--mount … readonly`', SECRETS_MADE),
    environment: carried('`--env`'),
    ports: carried('`--publish`'),
    user: carried('`--user`'),
    workdir: carried('`--workdir`'),
    hostname: carried('`--hostname`'),
    command: carried('words after the image'),
    health: carried('HEALTHCHECK of the image'),
    rights: carried('`--security-opt`, `--cap-drop`'),
    stop: carried('`--stop-timeout`'),
  },
  compose: {
    image: carried('`image`, `build`'),
    gpus: carried('`deploy.resources.reservations.devices`'),
    optionalGpus: changed('`count: all`', GPUS_REQUIRED),
    allGpus: carried('`count: all`'),
    gpuCount: carried('`count`'),
    gpuIds: carried('`device_ids`'),
    memory: carried('`mem_limit`'),
    cpus: carried('`cpus`'),
    pids: carried('`pids_limit`'),
    sharedMemory: carried('`shm_size`'),
    folders: carried('`volumes`, `type: bind`'),
    volumes: carried('`volumes`, `type: volume`'),
    secrets: changed('`secrets`, `file`', SECRETS_MADE),
    environment: carried('`environment`'),
    ports: carried('`ports`'),
    user: carried('`user`'),
    workdir: carried('`working_dir`'),
    hostname: carried('`hostname`'),
    command: carried('`command`'),
    health: carried('`healthcheck`'),
    rights: carried('`security_opt`, `cap_drop`'),
    stop: carried('`stop_grace_period`'),
  },
  devcontainer: {
    image: carried('`image`, `build`'),
    gpus: carried('`hostRequirements.gpu`, `runArgs`'),
    optionalGpus: carried('`hostRequirements.gpu: "optional"`'),
    allGpus: carried('`hostRequirements.gpu: true`'),
    gpuCount: carried('`runArgs`'),
    gpuIds: carried('`runArgs`'),
    memory: carried('`runArgs`'),
    cpus: carried('`runArgs`'),
    pids: changed(
      '`runArgs`',
      'The number of processes is limited only where the editor passes runArgs to the engine.',
    ),
    sharedMemory: carried('`runArgs`'),
    folders: carried('`workspaceMount`, `mounts`'),
    volumes: carried('`mounts`'),
    secrets: changed('`mounts`', SECRETS_MADE),
    environment: carried('`containerEnv`'),
    ports: changed('`forwardPorts`', 'Ports are forwarded by the editor, which may choose another port of the host.'),
    user: changed(
      '`remoteUser`',
      'The user has the number that the image was made with; the editor does not change it.',
    ),
    workdir: carried('`workspaceFolder`'),
    hostname: carried('`runArgs`'),
    command: changed(
      '`postStartCommand`',
      'Services start in the background after the container; what they say is in /tmp/torchdock.log.',
    ),
    health: carried('HEALTHCHECK of the image'),
    rights: carried('`runArgs`'),
    stop: carried('`runArgs`'),
  },
  kubernetes: {
    image: changed(
      '`image`',
      'The image is on this machine only: push it where the cluster finds it, and name it with --image.',
    ),
    gpus: carried('`limits["nvidia.com/gpu"]`'),
    optionalGpus: changed('`limits["nvidia.com/gpu"]`', GPUS_REQUIRED),
    allGpus: changed('`limits["nvidia.com/gpu"]: 1`', ONE_GPU),
    gpuCount: carried('`limits["nvidia.com/gpu"]`'),
    gpuIds: changed('`limits["nvidia.com/gpu"]`', GPUS_BY_NUMBER),
    memory: carried('`limits.memory`'),
    cpus: carried('`limits.cpu`'),
    pids: lost('The number of processes is a setting of the node (podPidsLimit), not of a Pod.'),
    sharedMemory: carried('`emptyDir`, `medium: Memory`'),
    folders: changed('PersistentVolumeClaim', `Folders of the host ${CLAIMS}`),
    volumes: changed('PersistentVolumeClaim', `Volumes ${CLAIMS}`),
    secrets: changed('Secret', 'Secrets are made by the command at the head of the text, before all else.'),
    environment: carried('`env`'),
    ports: changed('`containerPort`', 'Ports are those of the Pod; kubectl port-forward leads to them from 127.0.0.1.'),
    user: carried('`runAsUser`, `runAsGroup`, `fsGroup`'),
    workdir: carried('`workingDir`'),
    hostname: carried('`hostname`'),
    command: carried('`args`'),
    health: carried('`readinessProbe`'),
    rights: carried('`securityContext`'),
    stop: carried('`terminationGracePeriodSeconds`'),
  },
  slurm: {
    image: changed('`--container-image`', 'The image is imported first, by the command at the head of the text.'),
    gpus: carried('`--gpus-per-node`'),
    optionalGpus: changed('`--gpus-per-node`', 'A GPU is asked for: the job waits for one.'),
    allGpus: changed('`--gpus-per-node=1`', ONE_GPU),
    gpuCount: carried('`--gpus-per-node`'),
    gpuIds: changed('`--gpus-per-node`', GPUS_BY_NUMBER),
    memory: carried('`--mem`'),
    cpus: carried('`--cpus-per-task`'),
    pids: lost('The number of processes is not limited by Slurm.'),
    sharedMemory: lost('Shared memory is that of the node, /dev/shm.'),
    folders: carried('`--container-mounts`'),
    volumes: changed('`--container-mounts`', 'Volumes are folders below $TORCHDOCK_VOLUMES, and begin empty.'),
    secrets: changed('`--container-mounts`', SECRETS_MADE),
    environment: carried('`--container-env`'),
    ports: lost(
      'Ports are those of the node: what listens in the container is reached from everywhere that the node is.',
    ),
    user: lost('The user is the one who submits the job.'),
    workdir: carried('`--container-workdir`'),
    hostname: lost('The host name is that of the node.'),
    command: carried('words after `srun`'),
    health: lost('Nobody asks for the health of a job.'),
    rights: lost('Rights are those of the one who submits the job: pyxis gives none besides, and takes none.'),
    stop: lost('The time to stop is a setting of the cluster (KillWait).'),
  },
  apptainer: {
    image: changed('the .sif file', 'The image is converted first, by the command at the head of the text.'),
    gpus: carried('`--nv`'),
    optionalGpus: carried('`--nv`'),
    allGpus: carried('`--nv`'),
    gpuCount: changed('`--nv`', 'Every GPU of the machine is given, whatever number was wished for.'),
    gpuIds: changed('`CUDA_VISIBLE_DEVICES`', 'Other GPUs are hidden from CUDA, not withheld.'),
    memory: carried('`--memory`'),
    cpus: carried('`--cpus`'),
    pids: carried('`--pids-limit`'),
    sharedMemory: lost('Shared memory is that of the machine, /dev/shm.'),
    folders: carried('`--bind`'),
    volumes: changed('`--bind`', 'Volumes are folders below $TORCHDOCK_VOLUMES, and begin empty.'),
    secrets: changed('`--bind … :ro`', SECRETS_MADE),
    environment: carried('`APPTAINERENV_…`'),
    ports: lost('Ports are those of the machine: what listens in the container is reached from everywhere that it is.'),
    user: lost('The user is the one who starts it.'),
    workdir: carried('`--pwd`'),
    hostname: lost('The host name is that of the machine.'),
    command: carried('words after the .sif file'),
    health: lost('Nobody asks for its health.'),
    rights: carried('`--no-privs`'),
    stop: lost('It stops as any program does.'),
  },
};

/** What a target does not carry of what this plan says. `isImageNamed`: somebody has put the image where it is found. */
export function lossesOf(plan: Plan, target: MappedTarget, isImageNamed: boolean): readonly Loss[] {
  return FIELD_NAMES.flatMap((field): readonly Loss[] => {
    const carriage = MAPPING[target][field];
    if (carriage.kind === 'carried' || !FIELDS[field].isUsed(plan) || (field === 'image' && isImageNamed)) return [];
    return [{ field, kind: carriage.kind, message: carriage.loss }];
  });
}
