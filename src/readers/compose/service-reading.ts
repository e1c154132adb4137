import { directoryOf } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import type { EnvironmentVariable, NodeId } from '../../graph/node.js';
import type { ReadContext } from '../reader.js';
import type { ComposeMap } from './compose-value.js';
import type { ComposeProject, ProjectService } from './load-project.js';

/** One service on its way into the graph: what the files that read its parts need. */
export interface ServiceReading {
  readonly builder: FragmentBuilder;
  readonly context: ReadContext;
  readonly project: ComposeProject;
  readonly service: ProjectService;
  readonly value: ComposeMap;
  readonly id: NodeId;
  readonly report: (finding: Finding) => void;
  readonly environmentFiles: EnvironmentFiles;
}

/** Names in environment files, read once; `remaining` is how many more all services together may take from them. */
export interface EnvironmentFiles {
  readonly byPath: Map<string, readonly EnvironmentVariable[]>;
  remaining: number;
}

export function createEnvironmentFiles(): EnvironmentFiles {
  return { byPath: new Map(), remaining: 100_000 };
}

export function containerIdOf(service: ProjectService): NodeId {
  return nodeId.container(service.file, service.name);
}

/** What a relative path that is written at a place is relative to. */
export function directoryFor(project: ComposeProject, place: Place): string {
  return project.directories.get(place.file) ?? directoryOf(place.file);
}
