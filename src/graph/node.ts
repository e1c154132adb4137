import type { Known } from '../base/known.js';
import type { Place } from '../base/text.js';
import type { ImageReference } from './image-reference.js';

/** Stable identity of a node: the same sources give the same ids, whatever order they are read in. */
export type NodeId = string;

/** A value and the place that says it. */
export interface Located<T> {
  readonly value: T;
  readonly place: Place;
}

interface NodeBase<Kind extends string, Facts> {
  readonly kind: Kind;
  readonly id: NodeId;
  /** What a person calls it, unescaped, in the words of the file. */
  readonly label: string;
  /** The node that contains it. */
  readonly parent?: NodeId;
  /** Every place that says it exists, sorted; never empty. */
  readonly origins: readonly Place[];
  readonly facts: Facts;
}

/** Where containers are described, which is also what starts them. */
export type Platform = 'docker' | 'podman' | 'compose' | 'devcontainer' | 'kubernetes' | 'slurm';

export interface PortMapping {
  /** First port inside the container. */
  readonly containerPort: number;
  /** First port on the host; absent when the engine chooses one, or when the port is not published. */
  readonly hostPort?: number;
  /** Address it is published on; absent means every address. */
  readonly hostAddress?: string;
  /** How many consecutive ports; 1 for all but ranges. */
  readonly count: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** True when it can be reached from outside the container's network. */
  readonly isPublished: boolean;
  readonly place: Place;
}

export interface EnvironmentVariable {
  readonly name: string;
  /** Absent when the file does not give it (passed through from the host, from a secret, from a file). */
  readonly value?: string;
  readonly place: Place;
}

/** What a container may use at most; every field absent when no file limits it. */
export interface Limits {
  readonly memoryBytes?: Located<number>;
  /** CPU cores, fractions allowed. */
  readonly cpus?: Located<number>;
  readonly pids?: Located<number>;
  /** Size of /dev/shm. */
  readonly sharedMemoryBytes?: Located<number>;
}

/** Names for `settings`: one spelling for what each platform spells its own way. */
export type SettingName =
  | 'user'
  | 'workdir'
  | 'network'
  | 'ipc'
  | 'pid'
  | 'privileged'
  | 'restart'
  | 'runtime'
  | 'hostname'
  | 'entrypoint'
  | 'readOnly'
  | 'securityOption'
  | 'capabilityAdd'
  | 'device'
  | 'ulimit'
  | 'interactive'
  | 'remove'
  | 'platform'
  | 'profile'
  | 'healthcheck'
  | 'nodeSelector'
  | 'serviceAccount'
  | 'detach'
  | 'envFile'
  | 'secret'
  | 'init'
  /** What the machine must have at least: `memory=32gb`. */
  | 'hostRequirement'
  /** Every port that the image exposes is published on a host port that the engine chooses. */
  | 'publishAll';

export interface ContainerFacts {
  readonly platform: Platform;
  /** The image as written; the `runs` edge leads to the image or stage itself. */
  readonly image?: string;
  /** The command that replaces the image's own; absent when the image decides. */
  readonly command?: Located<readonly string[]>;
  readonly ports: readonly PortMapping[];
  readonly environment: readonly EnvironmentVariable[];
  readonly limits: Limits;
  /** Several values of one name (two `--security-opt`) are several entries. */
  readonly settings: readonly (Located<string> & { readonly name: SettingName })[];
  /** How many equal ones run; absent means one. */
  readonly replicas?: Located<number>;
}

/** Something that creates containers: a Kubernetes controller, a replica group of a PyTorchJob, a Slurm job. */
export interface WorkloadFacts {
  readonly platform: 'kubernetes' | 'slurm';
  /** `Deployment`, `Job`, `StatefulSet`, `Pod`, `PyTorchJob`, `TrainJob`, `sbatch`. */
  readonly controller: string;
  /** `Master`, `Worker`, … for one replica group of a distributed job. */
  readonly role?: string;
  readonly namespace?: string;
  readonly replicas?: Located<number>;
  /** Machines that a distributed job takes. */
  readonly nodes?: Located<number>;
  readonly processesPerNode?: Located<number | string>;
  /** What else is worth saying: partition, time limit, queue, runtime reference. */
  readonly settings: readonly (Located<string> & { readonly name: string })[];
}

export type VolumeType =
  | 'bind'
  | 'named'
  | 'anonymous'
  | 'tmpfs'
  | 'claim'
  | 'emptyDir'
  | 'hostPath'
  | 'configMap'
  | 'secret'
  | 'nfs'
  | 'other';

export interface VolumeFacts {
  readonly type: VolumeType;
  /** Path on the host for `bind` and `hostPath`, name otherwise; absent for `anonymous`, `tmpfs`, `emptyDir`. */
  readonly source?: string;
  readonly sizeBytes?: number;
  /** `Memory` for an emptyDir kept in memory, driver of a named volume, storage class of a claim. */
  readonly medium?: string;
}

export interface GpuFacts {
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'unknown';
  /** `a100`, when a file names the product. */
  readonly product?: string;
}

export interface ImageFacts {
  readonly reference: ImageReference;
  /** Why the reference is not complete: a build argument without a value, a template. */
  readonly unresolved?: string;
}

export interface DockerfileFacts {
  readonly path: string;
}

/**
 * A stage as the image that it would be: what it takes over from an earlier stage of the file (user, command, ports, …)
 * is here too, with the place that says it.
 */
export interface StageFacts {
  /** Order in the Dockerfile, from 0. */
  readonly index: number;
  readonly name?: string;
  /** The `FROM` argument after expansion, or the reason why it could not be expanded. */
  readonly base: Known<string>;
  readonly isLast: boolean;
  readonly platform?: string;
  readonly user?: Located<string>;
  readonly workdir?: Located<string>;
  readonly entrypoint?: Located<readonly string[]>;
  readonly command?: Located<readonly string[]>;
  /** EXPOSE: documentation only, never published. */
  readonly ports: readonly PortMapping[];
  readonly volumes: readonly Located<string>[];
  readonly environment: readonly EnvironmentVariable[];
  /** Command of HEALTHCHECK. */
  readonly healthcheck?: Located<string>;
}

/** One instruction of a stage that changes the image. */
export interface LayerFacts {
  /** Order in its stage, from 0. */
  readonly order: number;
  /** `RUN`, `COPY`, `ADD`. */
  readonly instruction: string;
  readonly purpose: 'install' | 'copy' | 'configure' | 'download' | 'build' | 'other';
  /** One line for people: `apt: openssh-server, tini`, `pip: torch==2.7.1 (cu126)`, `COPY . /workspace`. */
  readonly summary: string;
  /** What its commands do beside installing, in their order; absent when there is nothing to say. */
  readonly effects?: readonly LayerEffect[];
}

/** What a command of a RUN does to the image that rules ask for. Of the words only names are kept, never a password. */
export interface LayerEffect {
  readonly kind: LayerEffectKind;
  /** The user whose password is set; the tool that brings a Python; what is compiled. */
  readonly subject?: string;
  readonly place: Place;
}

export type LayerEffectKind =
  /** Host keys of sshd are made, so that every container of the image has the same. */
  | 'makes-host-keys'
  | 'removes-host-keys'
  | 'allows-root-login'
  | 'allows-password-login'
  /** A password that stands in the file. */
  | 'sets-password'
  /** A Python other than the one of the system may be the one that pip belongs to. */
  | 'brings-python'
  /** pip may install into the Python of the system, although that is marked as externally managed (PEP 668). */
  | 'allows-system-pip'
  /** pip installs into whatever Python comes first, and is not told that it may break the system's. */
  | 'plain-pip'
  /** What pip downloaded stays in the layer. */
  | 'keeps-pip-cache'
  /** Code for CUDA is compiled. */
  | 'compiles-cuda';

export type Ecosystem = 'apt' | 'apk' | 'rpm' | 'pip' | 'conda' | 'npm' | 'os' | 'runtime';

export interface PackageFacts {
  /** `os` and `runtime` (Python, CUDA, cuDNN) are what an image reference declares. */
  readonly ecosystem: Ecosystem;
  /** Lower case; for pip normalised by PEP 503. */
  readonly name: string;
  /** Exact version, when one is pinned. */
  readonly version?: string;
  /** As written when not exact: `>=2.6,<3`. */
  readonly specifier?: string;
  readonly extras?: readonly string[];
  /** `--index-url` or channel in force for this package. */
  readonly indexUrl?: string;
  readonly extraIndexUrls?: readonly string[];
  /** A direct reference: a wheel URL, a git address, a path. */
  readonly reference?: string;
  /** Environment marker (PEP 508), unevaluated. */
  readonly marker?: string;
  /** Optional group it belongs to (`[project.optional-dependencies]`, dependency groups). */
  readonly group?: string;
}

export type ServiceRole =
  | 'jupyter'
  | 'ssh'
  | 'tensorboard'
  | 'training'
  | 'mlflow'
  | 'code-server'
  | 'model-server'
  | 'web'
  | 'scheduler'
  | 'other';

export interface ServiceFacts {
  readonly role: ServiceRole;
  /** `Jupyter Lab`, `sshd`, `torchrun`: the program, as people name it. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Port it listens on inside the container, and how that is known. */
  readonly port?: { readonly value: number; readonly from: 'argument' | 'default' | 'config' };
  readonly launcher?: LauncherFacts;
}

/** How training processes are started. A field is a number when the file gives one, text when it is a variable. */
export interface LauncherFacts {
  /** `python`, `torchrun`, `accelerate`, `deepspeed`, `srun`, `mpirun`. */
  readonly name: string;
  readonly nodes?: number | string;
  readonly processesPerNode?: number | string;
}

export interface ScriptFacts {
  /** As the command names it, normalised; relative to the working directory it is run in. */
  readonly path: string;
  readonly arguments: readonly string[];
}

export interface ManifestFacts {
  readonly path: string;
  /** `requirements.txt`, `pyproject.toml`, `environment.yml`. */
  readonly format: 'requirements' | 'pyproject' | 'conda-environment';
  readonly python?: string;
}

/** What a script does when it is started with these arguments: how it trains. */
export interface PipelineFacts {
  /** The script, from the root of what was read. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** `plain`, `lightning`, `transformers`, … */
  readonly style: string;
  /** As people read them, as far as they are known. */
  readonly epochs?: string;
  readonly batchSize?: string;
  readonly precision?: string;
  readonly optimizer?: string;
}

/** A model that is trained. */
export interface ModelFacts {
  /** `src/model.py:ResNet(num_classes=10)`: what `torchdock model` takes; absent when it cannot be asked for. */
  readonly source?: string;
  /** `bound` says what the total is when it is not exact: a lower bound, or not even that. */
  readonly parameters?: {
    readonly total: number;
    readonly isExact: boolean;
    readonly bound: 'exact' | 'at-least' | 'none';
  };
}

/** A file or folder that a script reads or writes. */
export interface DataPathFacts {
  /** As the script says it. */
  readonly path: string;
  /** Where that is inside the container that runs the script; absent when no container does, or it is not known where. */
  readonly containerPath?: string;
  /** The container that it is written or read in. */
  readonly container?: NodeId;
}

/** A Kubernetes Service or Ingress: how a workload is reached. */
export interface EndpointFacts {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName' | 'Headless' | 'Ingress';
  readonly namespace?: string;
  readonly ports: readonly PortMapping[];
  readonly selector: Readonly<Record<string, string>>;
}

export type ImageNode = NodeBase<'image', ImageFacts>;
export type DockerfileNode = NodeBase<'dockerfile', DockerfileFacts>;
export type StageNode = NodeBase<'stage', StageFacts>;
export type LayerNode = NodeBase<'layer', LayerFacts>;
export type PackageNode = NodeBase<'package', PackageFacts>;
export type ServiceNode = NodeBase<'service', ServiceFacts>;
export type ContainerNode = NodeBase<'container', ContainerFacts>;
export type WorkloadNode = NodeBase<'workload', WorkloadFacts>;
export type VolumeNode = NodeBase<'volume', VolumeFacts>;
export type GpuNode = NodeBase<'gpu', GpuFacts>;
export type ScriptNode = NodeBase<'script', ScriptFacts>;
export type ManifestNode = NodeBase<'manifest', ManifestFacts>;
export type EndpointNode = NodeBase<'endpoint', EndpointFacts>;
export type PipelineNode = NodeBase<'pipeline', PipelineFacts>;
export type ModelNode = NodeBase<'model', ModelFacts>;
export type CheckpointNode = NodeBase<'checkpoint', DataPathFacts>;
export type DatasetNode = NodeBase<'dataset', DataPathFacts>;

export type GraphNode =
  | ImageNode
  | DockerfileNode
  | StageNode
  | LayerNode
  | PackageNode
  | ServiceNode
  | ContainerNode
  | WorkloadNode
  | VolumeNode
  | GpuNode
  | ScriptNode
  | ManifestNode
  | EndpointNode
  | PipelineNode
  | ModelNode
  | CheckpointNode
  | DatasetNode;

export type NodeKind = GraphNode['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<GraphNode, { kind: Kind }>;
