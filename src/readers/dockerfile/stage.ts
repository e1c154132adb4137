import type { Known } from '../../base/known.js';
import type { Place, SourceText, Span } from '../../base/text.js';
import { placeOf } from '../../base/text.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import type { EnvironmentVariable, Located, NodeId, PortMapping } from '../../graph/node.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import { type ExpandedWord, expandWord } from '../../syntax/dockerfile/expand-word.js';
import type { ReadContext } from '../reader.js';
import type { ImageFile } from './image-files.js';
import type { ProblemList } from './problem-list.js';

/** What is known of a Dockerfile while it is read. */
export interface Reading {
  readonly source: SourceText;
  readonly escape: string;
  readonly context: ReadContext;
  readonly builder: FragmentBuilder;
  readonly problems: ProblemList;
  /** ARG above the first FROM; undefined when it has no default. */
  readonly globals: Map<string, string | undefined>;
  /** Names of all stages of the file, lower case. */
  readonly names: ReadonlySet<string>;
  readonly stages: Stage[];
  /** The last stage of each name so far, by its name in lower case. */
  readonly byName: Map<string, Stage>;
}

/** A stage while it is read, from top to bottom: what holds at this point. */
export interface Stage {
  readonly id: NodeId;
  readonly index: number;
  readonly name?: string;
  readonly base: Known<string>;
  readonly platform?: string;
  readonly place: Place;
  /** ARG and ENV with values that are known: what RUN and other instructions may refer to. */
  readonly variables: Map<string, string>;
  readonly environment: Map<string, EnvironmentVariable>;
  /** By their text: a port or volume that is named again is the same. */
  readonly ports: Map<string, PortMapping>;
  readonly volumes: Map<string, Located<string>>;
  readonly files: ImageFile[];
  /** Where in `files` the text is that `echo` wrote to a path. */
  readonly echoedAt: Map<string, number>;
  workdir?: Located<string>;
  user?: Located<string>;
  entrypoint?: StageCommand;
  command?: StageCommand;
  healthcheck?: Located<string>;
  /** `Port` that a layer writes into the configuration of sshd. */
  sshPort?: number;
  /** `pip config set global.index-url`. */
  indexUrl?: string;
  /** False after SHELL names one that is not read (PowerShell, cmd). */
  hasPosixShell: boolean;
  layerCount: number;
}

/** CMD or ENTRYPOINT. */
export interface StageCommand {
  readonly instruction: DockerfileInstruction;
  /** As the engine starts it: the shell form is `/bin/sh -c text`. */
  readonly words: Located<readonly string[]>;
}

/** A word of an instruction with the variables of the stage put in. */
export function expandInStage(reading: Reading, stage: Stage, text: string): ExpandedWord {
  return expandWord(text, { escape: reading.escape, variable: (name) => stage.variables.get(name) });
}

export function placeIn(reading: Reading, span: Span): Place {
  return placeOf(reading.source, span);
}

/** The stage that a name means here. Capitals do not tell names apart. */
export function findNamedStage(reading: Reading, name: string): Stage | undefined {
  return reading.byName.get(name.toLowerCase());
}
