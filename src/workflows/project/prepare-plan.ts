import { fileStart, type SourceText } from '../../base/text.js';
import type { Lock } from '../../environment/lock/lock.js';
import { writeLock } from '../../environment/lock/write-lock.js';
import { makePlan } from '../../environment/plan/make-plan.js';
import type { Plan } from '../../environment/plan/plan.js';
import type { Identity, People } from '../../environment/plan/plan-input.js';
import type { Spec } from '../../environment/spec/spec.js';
import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { chooseAccelerator, namedAccelerator, probeGpu } from './choose-accelerator.js';
import { type Project, type ProjectLock, readProject } from './read-project.js';
import { readRequirements } from './read-requirements.js';
import { type Conflict, type FindDigest, pinImages, renewLock } from './renew-lock.js';

export interface PrepareRequest {
  /** As the person wrote it: relative to the working directory, or absolute. */
  readonly directory: string;
  /** `cpu`, `cu126`; `auto` and undefined choose by what the machine has. */
  readonly accelerator?: string | undefined;
  /** The lock must be there and fit; nothing is resolved anew. */
  readonly isFrozen: boolean;
  readonly factsDirectory?: string | undefined;
  /**
   * Asked for the digest of an image that the lock has none of, where the spec requires one: a lock that is good enough does not
   * change by itself. Never when it is frozen.
   */
  readonly findDigest?: FindDigest | undefined;
  /** Of torchdock, for labels. */
  readonly toolVersion?: string | undefined;
}

export type Prepared = PreparedPlan | RefusedPlan;

export interface PreparedPlan {
  readonly kind: 'prepared';
  readonly plan: Plan;
  readonly spec: Spec;
  readonly lock: PreparedLock;
  /** Warnings and notes; no errors. */
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceText[];
}

export interface PreparedLock {
  /** Absolute. */
  readonly path: string;
  readonly state: ProjectLock['state'];
  /** True when the file does not say this yet: whoever goes on writes `text` there. */
  readonly hasChanged: boolean;
  readonly text: string;
  readonly lock: Lock;
}

export interface RefusedPlan {
  readonly kind: 'refused';
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceText[];
  readonly conflict?: Conflict;
}

/** From a folder to the plan of its environment. Nothing is written, and nothing but what `findDigest` asks is looked up. */
export async function preparePlan(host: Host, request: PrepareRequest): Promise<Prepared> {
  // 1. The spec of the folder (or none), its lock (or none), and the tables.
  const read = await readProject(host, request);
  if (read.kind === 'refused') return read;
  const { project } = read;
  const { spec, sources, specFindings } = project;
  const refuse = (findings: readonly Finding[], conflict?: Conflict): RefusedPlan => ({
    kind: 'refused',
    findings: [...specFindings, ...findings],
    sources,
    ...(conflict ? { conflict } : {}),
  });
  if (hasError(specFindings)) return refuse([]);
  // 2. The lock: the file's, or a new one where it is missing or stale.
  const settled = await settleLock(project, request);
  if (settled.kind === 'refused') return refuse(settled.findings, settled.conflict);
  const { lock } = settled;
  // 3. The accelerator: the one that is named, or the one for this machine.
  const named = namedAccelerator(request.accelerator);
  const accelerator = named ?? chooseAccelerator(lock.lock, await probeWhenNeeded(host, lock.lock));
  // 4. Requirement files, of the folder only.
  const { requirements } = spec.packages;
  const requirementFiles = readRequirements(host, project.root, requirements, spec.places['packages']);
  // 5. The plan.
  const { plan, findings } = makePlan({
    spec,
    lock: lock.lock,
    accelerator,
    root: project.root,
    people: findPeople(host, project.root),
    homeDirectory: host.user?.homeDirectory,
    machine: host.machine ?? {},
    requirementFiles: requirementFiles.files,
    toolVersion: request.toolVersion ?? '',
  });
  const all = [...specFindings, ...settled.findings, ...requirementFiles.findings, ...findings];
  if (!plan || hasError(all)) return { kind: 'refused', findings: all, sources };
  return { kind: 'prepared', plan, spec, lock, findings: all, sources };
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

type SettledLock =
  | { readonly kind: 'settled'; readonly lock: PreparedLock; readonly findings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly conflict?: Conflict };

async function settleLock(project: Project, { isFrozen, findDigest }: PrepareRequest): Promise<SettledLock> {
  const { lock: old } = project;
  const { path, state } = old;
  if (state === 'unreadable') return { kind: 'refused', findings: old.findings };
  if (isFrozen && state === 'missing') return { kind: 'refused', findings: [lockFindings.missing({ file: old.name })] };
  if (isFrozen && state === 'stale')
    return { kind: 'refused', findings: [lockFindings.stale({ file: old.name }, fileStart(old.name))] };
  const renewed =
    state === 'current' && old.lock ? { kind: 'locked' as const, lock: old.lock, findings: [] } : renewLock(project);
  if (renewed.kind === 'refused') return renewed;
  const lock =
    findDigest && !isFrozen && project.spec.trust.requiresDigest
      ? await pinImages(renewed.lock, findDigest)
      : renewed.lock;
  const text = writeLock(lock);
  const hasChanged = !isFrozen && (state !== 'current' || lock !== old.lock) && text !== old.text;
  return { kind: 'settled', lock: { path, state, hasChanged, text, lock }, findings: renewed.findings };
}

async function probeWhenNeeded(host: Host, { environments }: Lock): ReturnType<typeof probeGpu> {
  return Object.keys(environments).length > 1 ? probeGpu(host) : { kind: 'none' };
}

function findPeople(host: Host, root: string): People {
  const { SUDO_UID, SUDO_GID } = host.environment;
  const sudoer = readIdentity(SUDO_UID, SUDO_GID);
  const owner = host.status(root)?.owner;
  return { ...(host.user ? { runner: host.user } : {}), ...(sudoer ? { sudoer } : {}), ...(owner ? { owner } : {}) };
}

function readIdentity(uid: string | undefined, gid: string | undefined): Identity | undefined {
  const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,9}$/.test(text);
  if (!isNumber(uid)) return undefined;
  return { uid: Number(uid), gid: Number(isNumber(gid) ? gid : uid) };
}
