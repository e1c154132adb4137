import { baseNameOf, joinPath, normalizePath } from '../../base/paths.js';
import { fileStart, type Place } from '../../base/text.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { LauncherFacts, NodeId, ScriptNode, ServiceNode } from '../../graph/node.js';
import type { Host } from '../../host/host.js';
import { findFiles } from '../sources/find-files.js';
import { type PlacedScript, placeScript } from './place-script.js';

/** A Python file of the repository that some command starts. */
export interface EntryPoint {
  /** From the root of what was read. */
  readonly file: string;
  /** What the command says after the script. */
  readonly arguments: readonly string[];
  /** The whole command, where it is known word by word. */
  readonly argv?: readonly string[];
  /** `python`, `torchrun`, `accelerate`, …; for an installed command its name. */
  readonly launcher: string;
  /** How many processes it starts; absent for a command that nobody here knows as a launcher. */
  readonly launched?: LauncherFacts;
  /** Where the command stands. */
  readonly place: Place;
  /** True when only the name of the file says that it is this one. */
  readonly isAssumed: boolean;
  /** What starts it, where that is in the graph. */
  readonly service?: NodeId;
  readonly script?: NodeId;
}

/** More than these are a generated folder, and nobody looks at so many pictures. */
const MOST_ENTRY_POINTS = 200;

/**
 * The scripts that containers, workloads and images start, each as a file of the repository: commands name them by their
 * path inside the container, which bind mounts and COPY lead back from.
 */
export function findEntryPoints(host: Host, root: string, index: GraphIndex): readonly EntryPoint[] {
  let found: readonly string[] | undefined;
  const pythonFiles = (): readonly string[] => {
    found ??= findFiles(host, root, (path) => path.endsWith('.py')).paths;
    return found;
  };
  return index
    .nodesOf('script')
    .filter(({ facts }) => facts.path.endsWith('.py') && isInside(facts.path))
    .flatMap((script) => index.edgesTo(script.id, 'executes').map((edge) => ({ script, service: edge.from })))
    .slice(0, MOST_ENTRY_POINTS)
    .flatMap(({ script, service }): readonly EntryPoint[] => {
      const node = index.node(service);
      if (node?.kind !== 'service') return [];
      const placed = placeScript({ host, root, index, service: node, path: script.facts.path, pythonFiles });
      return placed ? [entryPoint(script, node, placed)] : [];
    });
}

function entryPoint(script: ScriptNode, service: ServiceNode, { file, isAssumed }: PlacedScript): EntryPoint {
  return {
    file,
    isAssumed,
    arguments: argumentsOf(script, service),
    argv: service.facts.argv,
    launcher: service.facts.launcher?.name ?? service.facts.program,
    ...(service.facts.launcher ? { launched: service.facts.launcher } : {}),
    place: service.origins[0] ?? script.origins[0] ?? fileStart(file),
    service: service.id,
    script: script.id,
  };
}

/** Of the command of this service: the node of a script that several commands start has the words of the first. */
function argumentsOf({ facts }: ScriptNode, { facts: { argv } }: ServiceNode): readonly string[] {
  const name = baseNameOf(facts.path);
  const at = argv.findIndex((word) => isNameOf(word, facts.path) || baseNameOf(normalizePath(word)) === name);
  return at < 0 ? facts.arguments : argv.slice(at + 1);
}

function isNameOf(word: string, path: string): boolean {
  return normalizePath(word) === path || `${word.replaceAll('.', '/')}.py` === path;
}

/** A path that a variable is part of is no path yet. */
function isInside(path: string): boolean {
  return !/[$`{}*?]/.test(path) && joinPath('/', path) !== '/';
}
