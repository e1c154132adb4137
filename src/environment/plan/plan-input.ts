import type { Lock } from '../lock/lock.js';
import type { Spec } from '../spec/spec.js';

/** All that a plan is made of; nothing else has a say in it. */
export interface PlanInput {
  readonly spec: Spec;
  readonly lock: Lock;
  /** A name among the environments of the lock. */
  readonly accelerator: string;
  /** The folder of the spec; absolute, with every link resolved. */
  readonly root: string;
  readonly people: People;
  /** What `~/` stands for in a mount; without it such a mount is below the folder of the spec. */
  readonly homeDirectory?: string | undefined;
  readonly machine: Machine;
  /** The requirement files of the spec and those that they include. */
  readonly requirementFiles: readonly RequirementFile[];
  readonly toolVersion: string;
}

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Who is there; undefined where the system has no such numbers or does not say. */
export interface People {
  /** Who runs torchdock. */
  readonly runner?: Identity | undefined;
  /** Who became root by sudo. */
  readonly sudoer?: Identity | undefined;
  /** Whose the folder is. */
  readonly owner?: Identity | undefined;
}

/** What the machine has to give; undefined where it is not known. */
export interface Machine {
  readonly memoryBytes?: number | undefined;
  readonly cpus?: number | undefined;
}

export interface RequirementFile {
  /** Relative to the spec, as it names it or as another of the files does. */
  readonly path: string;
  readonly content: string;
  /** Named by another requirement file only: in the context, and not installed by itself. */
  readonly isIncluded: boolean;
}
