import { baseNameOf, joinPath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { Facts } from '../../environment/facts/facts.js';
import { digestSpec } from '../../environment/lock/digest-spec.js';
import type { Lock } from '../../environment/lock/lock.js';
import { readLock } from '../../environment/lock/read-lock.js';
import { LOCK_FILE } from '../../environment/lock/write-lock.js';
import { readSpec, SPEC_FILE } from '../../environment/spec/read-spec.js';
import type { Spec } from '../../environment/spec/spec.js';
import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import type { Refused } from '../sources/refused.js';
import { isWithin } from '../sources/source-library.js';
import { openFacts } from './open-facts.js';

/** What a folder says about its environment. */
export interface Project {
  /** Absolute, with every link resolved. */
  readonly root: string;
  /** As findings name it. */
  readonly directory: string;
  readonly spec: Spec;
  /** About the spec. An error among them forbids to build from it. */
  readonly specFindings: readonly Finding[];
  readonly lock: ProjectLock;
  readonly facts: Facts;
  /** The files that findings point into. */
  readonly sources: readonly SourceText[];
}

export interface ProjectLock {
  /** Absolute. */
  readonly path: string;
  /** As findings name it. */
  readonly name: string;
  /** `unreadable`: something is wrong with it, and `findings` say what. */
  readonly state: 'current' | 'stale' | 'missing' | 'unreadable';
  /** Undefined where there is none that can be used. */
  readonly lock: Lock | undefined;
  readonly text: string | undefined;
  readonly findings: readonly Finding[];
}

export type ReadProject = { readonly kind: 'project'; readonly project: Project } | Refused;

/** Reads spec and lock of a folder, and the tables; a folder without either is a project too. */
export async function readProject(
  host: Host,
  { directory, factsDirectory }: { readonly directory: string; readonly factsDirectory?: string | undefined },
): Promise<ReadProject> {
  const folder = joinPath(host.workingDirectory, directory);
  const found = host.status(folder);
  if (!found) throw new HostError(folder, 'ENOENT', `${directory} does not exist`);
  if (found.kind !== 'directory') throw new HostError(folder, 'ENOTDIR', `${directory} is not a folder`);
  const opened = await openFacts(host, factsDirectory);
  if (opened.kind === 'refused') return opened;
  const root = host.realPath(folder);
  const specSource = readText(host, root, directory, SPEC_FILE);
  const { spec, findings } = readSpec(specSource, { folderName: baseNameOf(root) });
  if (leadsAway(host, root, LOCK_FILE))
    return {
      kind: 'refused',
      findings: [lockFindings.leadsAway({ file: joinPath(directory, LOCK_FILE) })],
      sources: [],
    };
  const lockSource = readText(host, root, directory, LOCK_FILE);
  const lock = openLock(lockSource, spec, opened.facts);
  const project: Project = {
    root,
    directory,
    spec,
    specFindings: findings,
    lock: { path: joinPath(root, LOCK_FILE), name: joinPath(directory, LOCK_FILE), text: lockSource?.text, ...lock },
    facts: opened.facts,
    sources: [specSource, lockSource].filter((source) => source !== undefined),
  };
  return { kind: 'project', project };
}

function openLock(
  source: SourceText | undefined,
  spec: Spec,
  facts: Facts,
): Pick<ProjectLock, 'state' | 'lock' | 'findings'> {
  if (!source) return { state: 'missing', lock: undefined, findings: [] };
  const { lock, findings } = readLock(source, facts);
  if (!lock) return { state: 'unreadable', lock, findings };
  return { state: lock.specDigest === digestSpec(spec) ? 'current' : 'stale', lock, findings };
}

/** Whether it is a link to somewhere else than a file of the project: a repository may bring one to `~/.bashrc`. */
function leadsAway(host: Host, root: string, name: string): boolean {
  if (!host.readDirectory(root).some((entry) => entry.name === name && entry.kind === 'link')) return false;
  const path = joinPath(root, name);
  return !host.status(path) || !isWithin(host.realPath(path), root);
}

/** Larger ones were not written by a person, nor by torchdock. */
const MOST_BYTES = 4 * 2 ** 20;

/** A file of the project; undefined when there is none. */
function readText(host: Host, root: string, directory: string, name: string): SourceText | undefined {
  const path = joinPath(root, name);
  const found = host.status(path);
  if (!found) return undefined;
  if (found.sizeBytes > MOST_BYTES)
    throw new HostError(path, 'EFBIG', `it has ${found.sizeBytes} bytes; more than ${MOST_BYTES} are not read`);
  return createSourceText(joinPath(directory, name), new TextDecoder().decode(host.readFile(path)));
}
