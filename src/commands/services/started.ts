import type { Place, SourceText, Span } from '../../base/text.js';
import type { LauncherFacts, ServiceFacts } from '../../graph/node.js';
import type { CommandWord } from '../word.js';

/** A program that a command starts and leaves running. */
export interface StartedService {
  readonly role: ServiceFacts['role'];
  readonly program: string;
  readonly words: readonly CommandWord[];
  readonly place: Place;
  readonly port?: NonNullable<ServiceFacts['port']>;
  readonly launcher?: LauncherFacts;
  readonly script?: StartedScript;
}

export interface StartedScript {
  /** As the command names it. */
  readonly path: string;
  readonly label: string;
  readonly arguments: readonly string[];
  readonly place: Place;
}

/** A file that a command names, as far as its text is known. */
export interface NamedFile {
  /** Where it is in the repository; absent when it is only a part of another file (a here document). */
  readonly path?: string;
  readonly source: SourceText;
  /** The part of `source` that is the file. */
  readonly span: Span;
  /** Where the file is made, when `source` is a text of its own (`echo "…" > start.sh`). */
  readonly place?: Place;
}

/** What is known about where a command runs. */
export interface StartContext {
  /** Value that an environment variable has when the command runs. */
  readonly variable?: (name: string) => string | undefined;
  /** The file at a path that the command names, when it is in the repository. */
  readonly openFile?: (path: string) => NamedFile | undefined;
  /** Paths of the files that are known to be in a folder. */
  readonly listFolder?: (folder: string) => readonly string[];
  /** Port that the configuration of sshd says. */
  readonly sshPort?: number;
  /** True for what a training job of a cluster (a PyTorchJob) runs: a script trains unless its name says otherwise. */
  readonly isForTraining?: boolean;
  /** True for the one command that a container is for: a program that is not recognised is shown by its name. */
  readonly isMainCommand?: boolean;
}
