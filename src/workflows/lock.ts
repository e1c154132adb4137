import { sortedBy } from '../base/order.js';
import { fileStart, type SourceText } from '../base/text.js';
import type { Lock } from '../environment/lock/lock.js';
import { writeLock } from '../environment/lock/write-lock.js';
import { lockFindings } from '../findings/catalog/lock.js';
import type { Finding } from '../findings/finding.js';
import { parseImageReference } from '../graph/image-reference.js';
import type { Host } from '../host/host.js';
import { findRegistryDigests } from './project/find-registry-digests.js';
import { type Project, readProject } from './project/read-project.js';
import { type Conflict, type FindDigest, pinImages, renewLock } from './project/renew-lock.js';

export interface LockRequest {
  readonly directory: string;
  readonly factsDirectory?: string | undefined;
  /** Nothing is written: is the lock there, and does it fit the spec? */
  readonly isCheck: boolean;
  /** Resolve anew, by the newest tables, even where the lock fits the spec. */
  readonly isUpdate: boolean;
  /** Ask the registries of the base images for their digests. */
  readonly asksRegistries: boolean;
}

export type LockResult =
  | {
      readonly kind: 'lock';
      readonly state: 'written' | 'unchanged';
      /** As the person named it. */
      readonly path: string;
      readonly lock: Lock;
      /** References of base images whose digest is not known. */
      readonly unpinned: readonly string[];
      readonly findings: readonly Finding[];
      readonly sources: readonly SourceText[];
    }
  | {
      readonly kind: 'refused';
      readonly findings: readonly Finding[];
      readonly sources: readonly SourceText[];
      readonly conflict?: Conflict;
    };

/** Brings `torchdock.lock` up to date with `torchdock.yaml`, or says that it is not. */
export async function lockProject(
  host: Host,
  request: LockRequest,
  findDigest: FindDigest = findRegistryDigests(host.network),
): Promise<LockResult> {
  // 1. Spec, lock and tables.
  const read = await readProject(host, request);
  if (read.kind === 'refused') return read;
  const { project } = read;
  const { specFindings, sources, lock: old } = project;
  if (specFindings.some(({ severity }) => severity === 'error'))
    return { kind: 'refused', findings: specFindings, sources };
  // 2. Only a look.
  if (request.isCheck) return checkLock(project);
  // 3. What the file says while it fits, or a new one.
  const renewed =
    old.state === 'current' && old.lock && !request.isUpdate
      ? { kind: 'locked' as const, lock: old.lock, findings: [] }
      : renewLock(project);
  if (renewed.kind === 'refused') return { ...renewed, findings: [...specFindings, ...renewed.findings], sources };
  // 4. Digests, where somebody is asked.
  const lock = request.asksRegistries ? await pinImages(renewed.lock, findDigest, true) : renewed.lock;
  const unanswered = request.asksRegistries
    ? listUnpinned(lock).map((reference) => lockFindings.noAnswer({ reference }))
    : [];
  // 5. The file, when it says something new.
  const text = writeLock(lock);
  const isNew = old.text !== text;
  if (isNew) host.writeFile(old.path, text);
  return tell(project, lock, isNew ? 'written' : 'unchanged', [...renewed.findings, ...unanswered]);
}

function checkLock(project: Project): LockResult {
  const { lock: old, specFindings, sources } = project;
  const problems: Readonly<Record<typeof old.state, readonly Finding[]>> = {
    current: [],
    missing: [lockFindings.missing({ file: old.name })],
    stale: [lockFindings.stale({ file: old.name }, fileStart(old.name))],
    unreadable: old.findings,
  };
  const found = problems[old.state];
  if (!old.lock || found.length > 0) return { kind: 'refused', findings: [...specFindings, ...found], sources };
  return tell(project, old.lock, 'unchanged', []);
}

function tell(
  { lock: { name }, specFindings, sources }: Project,
  lock: Lock,
  state: 'written' | 'unchanged',
  findings: readonly Finding[],
): LockResult {
  return {
    kind: 'lock',
    state,
    path: name,
    lock,
    unpinned: listUnpinned(lock),
    findings: [...specFindings, ...findings],
    sources,
  };
}

/** Images of this machine alone have no registry that would know them again. */
function listUnpinned({ environments }: Lock): readonly string[] {
  const references = Object.values(environments)
    .filter(({ base }) => base.digest === undefined && parseImageReference(base.reference).registry !== 'localhost')
    .map(({ base }) => base.reference);
  return sortedBy(new Set(references), (reference) => reference);
}
