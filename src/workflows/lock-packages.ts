import { type Engine, EngineError } from '../engines/engine.js';
import type { Lock } from '../environment/lock/lock.js';
import { PACKAGE_SCRIPT, readPackageList } from '../environment/lock/package-list.js';
import { writeLock } from '../environment/lock/write-lock.js';
import { LABELS } from '../environment/plan/plan.js';
import { lockFindings } from '../findings/catalog/lock.js';
import type { Finding } from '../findings/finding.js';
import { findRunningContainer } from './life/find-our-container.js';
import { withEngine } from './life/open-engine.js';
import { preparePlanOf } from './life/prepare-life.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';
import type { PreparedPlan } from './project/prepare-plan.js';

export interface LockedPackages {
  readonly kind: 'packages';
  readonly state: 'written' | 'unchanged';
  /** Absolute. */
  readonly path: string;
  readonly lock: Lock;
  readonly findings: readonly Finding[];
  readonly sources: PreparedPlan['sources'];
}

/** A folder with many packages on a slow disk. */
const PATIENCE_MS = 60_000;

/**
 * Writes the exact version of every Python package of the running container into the lock, so that the next build gets the
 * same: what was tested is what is locked. Packages of other accelerators stay as they are.
 */
export async function lockPackages(request: LifeRequest, world: LifeWorld): Promise<LockedPackages | NotDone> {
  // 1. The plan that the container should be of.
  const prepared = await preparePlanOf(request, world);
  if (prepared.kind !== 'prepared') return prepared;
  const { spec, sources, plan } = prepared;
  const refuse = (...findings: readonly Finding[]): NotDone => ({
    kind: 'refused',
    findings: [...prepared.findings, ...findings],
    sources,
    because: 'findings',
  });
  if (spec.installer === 'none') return refuse(lockFindings.installsNothing({}, spec.places['installer']));
  return withEngine(world, { wish: request.engine, root: plan.project.root }, async (engine) => {
    // 2. What runs, and what is in it.
    const found = await findRunningContainer(engine, request.directory, world);
    if (found.kind === 'refused') return found;
    const read = await readPackages(engine, found.container.name);
    if (typeof read === 'string') return refuse(lockFindings.unreadablePackages({ problem: read }));
    // 3. The lock with it; of another image only what it says already.
    const { environment, accelerator } = plan;
    const isSame = JSON.stringify(environment.constraints) === JSON.stringify(read);
    if (!isSame && found.container.labels[LABELS.imageDigest] !== plan.image.digest)
      return refuse(lockFindings.packagesOfAnother({ name: found.container.name }));
    const { path, lock } = prepared.lock;
    const environments = { ...lock.environments, [accelerator]: { ...environment, constraints: read } };
    const written: Lock = { ...lock, environments };
    if (!isSame) world.host.writeFile(path, writeLock(written));
    const state = isSame ? 'unchanged' : 'written';
    return { kind: 'packages', state, path, lock: written, findings: prepared.findings, sources };
  });
}

/** The packages, or why they cannot be told. */
async function readPackages(engine: Engine, name: string): Promise<readonly string[] | string> {
  const python = ['sh', '-c', 'cd / && exec "$(command -v python3 || command -v python || echo python3)" -'];
  try {
    const result = await engine.execute(name, python, { input: PACKAGE_SCRIPT, timeoutMs: PATIENCE_MS });
    const packages = result.status === 0 ? readPackageList(result.stdout) : undefined;
    return packages ?? (result.stderr.trim().split('\n').at(-1) || `Python ended with status ${result.status}`);
  } catch (error) {
    if (error instanceof EngineError && error.reason !== 'unreachable') return error.message;
    throw error;
  }
}
