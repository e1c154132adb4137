import type { Plan } from '../plan/plan.js';
import type { InsideFacts } from './inside-facts.js';
import type { Listener } from './listeners.js';
import type { HostGpus } from './nvidia-smi.js';
import type { SshAnswer } from './ssh-answers.js';

/** All that was measured, as data: the checks are made of nothing else. */
export interface Measured {
  readonly plan: Plan;
  /** Undefined when there is none of that name. */
  readonly container: ContainerSeen | undefined;
  readonly image: { readonly labels: Readonly<Record<string, string>> } | undefined;
  /** Undefined when nothing could be run inside; `insideProblem` says why. */
  readonly inside: InsideFacts | undefined;
  readonly insideProblem: string;
  /** Undefined where the system has no such list. */
  readonly listeners: readonly Listener[] | undefined;
  readonly jupyter: JupyterSeen;
  readonly ssh: SshSeen;
  readonly gpus: HostGpus;
}

/** As the engine says; a part of what it says. */
export interface ContainerSeen {
  readonly id: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PortSeen[];
  readonly isPrivileged?: boolean;
}

export interface PortSeen {
  readonly containerPort: number;
  readonly address: string;
  readonly hostPort: number;
}

export interface JupyterSeen {
  /** The HTTP status; undefined when nothing answered. */
  readonly withoutToken?: number | undefined;
  readonly wrongToken?: number | undefined;
  readonly withToken?: number | undefined;
  /** False when the file of the token cannot be read, or holds none. */
  readonly hasToken: boolean;
  /** Where the engine's records show the token; undefined where the engine does not tell. */
  readonly inRecords?: readonly string[] | undefined;
  /** Undefined when there are no logs to read. */
  readonly inLogs?: boolean | undefined;
}

export interface SshSeen {
  readonly banner?: string | undefined;
  /** Of a login without a key; absent when it was not tried. */
  readonly withoutKey?: SshAnswer | undefined;
  /** Of logins with a key of the person; absent when there is none that can be used without asking. */
  readonly asRoot?: SshAnswer | undefined;
  readonly asUser?: SshAnswer | undefined;
  /** Why no key was tried. */
  readonly noKey: string;
}
