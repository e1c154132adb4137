import { baseNameOf, directoryOf, joinPath, normalizePath } from '../../base/paths.js';
import { type ContainerContents, contentsOfContainer, contentsOfStage } from '../../graph/contents.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { LayerNode, NodeId, ServiceNode } from '../../graph/node.js';
import type { Host } from '../../host/host.js';

export interface PlacedScript {
  /** From the root. */
  readonly file: string;
  /** True when nothing but its name, or the folder of the file that names it, says so. */
  readonly isAssumed: boolean;
}

interface ScriptQuestion {
  readonly host: Host;
  readonly root: string;
  readonly index: GraphIndex;
  readonly service: ServiceNode;
  /** As the graph has it. */
  readonly path: string;
  /** All Python files below the root; looked for only when no path leads to the script. */
  readonly pythonFiles: () => readonly string[];
}

/**
 * Which file of the repository a command means by a path in its container: what a bind mount or COPY put there, else the file
 * beside the one that says it, else the only one of that name. Undefined when there is none.
 */
export function placeScript(question: ScriptQuestion): PlacedScript | undefined {
  const { host, root, service, path } = question;
  const isFile = (file: string): boolean => isFileBelow(host, root, file);
  const isMapped = !service.facts.argv.some((word) => normalizePath(word) === path || asModule(word) === path);
  if (isMapped && isFile(path)) return { file: path, isAssumed: false };
  const known = [...mountedFrom(question), ...copiedFrom(question)].find(isFile);
  if (known !== undefined) return { file: known, isAssumed: false };
  const ownerKind = question.index.node(service.parent ?? '')?.kind;
  const isOnHost = ownerKind === 'workload';
  const beside = directoryOf(service.origins[0]?.file ?? '.');
  const near = path.startsWith('/') ? [] : [joinPath(beside, path), path];
  const close = near.find(isFile);
  if (close !== undefined) return { file: close, isAssumed: !isOnHost };
  const only = onlyOfThatName(question, beside);
  return only === undefined ? undefined : { file: only, isAssumed: true };
}

function asModule(word: string): string {
  return `${word.replaceAll('.', '/')}.py`;
}

/** False for what leads out of the repository. */
export function isFileBelow(host: Host, root: string, file: string): boolean {
  return !file.startsWith('..') && !file.startsWith('/') && host.status(joinPath(root, file))?.kind === 'file';
}

/** Where a relative path is inside the container. */
export function insideContainer(index: GraphIndex, owner: NodeId, path: string): string {
  return joinPath('/', workingDirectoryOf(index, owner) ?? '/', path);
}

/** Undefined when no file says it. */
export function workingDirectoryOf(index: GraphIndex, owner: NodeId): string | undefined {
  const node = index.node(owner);
  if (node?.kind === 'container') {
    const own = node.facts.settings.find(({ name }) => name === 'workdir')?.value;
    if (own !== undefined) return own;
  }
  return contentsOf(index, owner)?.stages.find(({ facts }) => facts.workdir)?.facts.workdir?.value;
}

function contentsOf(index: GraphIndex, owner: NodeId): ContainerContents | undefined {
  const kind = index.node(owner)?.kind;
  if (kind === 'container') return contentsOfContainer(index, owner);
  return kind === 'stage' ? contentsOfStage(index, owner) : undefined;
}

/** A folder of the repository that is mounted over the path. */
function mountedFrom({ index, service, path }: ScriptQuestion): readonly string[] {
  const owner = service.parent ?? '';
  const inside = insideContainer(index, owner, path);
  return index.edgesFrom(owner, 'mounts').flatMap(({ to, facts }) => {
    const volume = index.node(to);
    const source = volume?.kind === 'volume' ? volume.facts.source : undefined;
    const rest = below(inside, facts.target);
    return source === undefined || rest === undefined || source.startsWith('/') ? [] : [joinPath(source, rest)];
  });
}

/** What COPY instructions of the image put there; the last one counts. */
function copiedFrom({ index, service, path }: ScriptQuestion): readonly string[] {
  const owner = service.parent ?? '';
  const inside = insideContainer(index, owner, path);
  const contents = contentsOf(index, owner);
  return (contents?.stages ?? []).flatMap((stage) => {
    const context = directoryOf(stage.origins[0]?.file ?? '.');
    const layers = [...index.childrenOf(stage.id, 'layer')].sort((a, b) => b.facts.order - a.facts.order);
    const found = layers.flatMap((layer) => copiedBy(layer, inside, stage.facts.workdir?.value ?? '/'));
    return found.flatMap((source) => [joinPath(context, source), normalizePath(source)]);
  });
}

/** `COPY train.py export.py /workspace/` as the layer sums it up; copies out of other stages are no files of the repository. */
function copiedBy({ facts }: LayerNode, inside: string, workdir: string): readonly string[] {
  const words = facts.summary.split(' ');
  if (!/^(?:COPY|ADD)$/.test(words[0] ?? '') || words.some((word) => word.startsWith('--from'))) return [];
  const paths = words.slice(1).filter((word) => !word.startsWith('--'));
  const target = paths.at(-1) ?? '';
  const destination = joinPath('/', workdir, target);
  const rest = below(inside, destination);
  if (rest === undefined) return [];
  return paths.slice(0, -1).flatMap((source) => {
    if (rest === '.') return [source];
    // A file of that name, or a folder whose contents were copied.
    return baseNameOf(source) === rest ? [source, joinPath(source, rest)] : [joinPath(source, rest)];
  });
}

/** `a/b` of `/x/a/b` below `/x`; `.` for the same path. */
export function below(path: string, folder: string): string | undefined {
  const start = normalizePath(folder);
  if (path === start) return '.';
  const prefix = start === '/' ? '/' : `${start}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** The one file of that name; of several, the one below the folder of the file that names it, if it is one. */
function onlyOfThatName({ path, pythonFiles }: ScriptQuestion, beside: string): string | undefined {
  const name = baseNameOf(path);
  const found = pythonFiles().filter((candidate) => baseNameOf(candidate) === name);
  const near = found.filter((candidate) => beside !== '.' && candidate.startsWith(`${beside}/`));
  const [only, ...others] = found.length === 1 ? found : near;
  return others.length === 0 ? only : undefined;
}
