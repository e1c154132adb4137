import type { Engine } from '../engines/engine.js';
import type { Plan } from '../environment/plan/plan.js';
import type { Finding } from '../findings/finding.js';
import { chooseTask, type Task } from './life/choose-task.js';
import { type Change, comparePlans } from './life/compare-plans.js';
import { findEngineDigests } from './life/find-engine-digest.js';
import { type Given, judgeMounts } from './life/judge-mounts.js';
import { withEngine } from './life/open-engine.js';
import { keepLock, preparePlanOf } from './life/prepare-life.js';
import { provideImage } from './life/provide-image.js';
import { runContainer } from './life/run-container.js';
import { type GatheredSecrets, gatherSecrets } from './life/secrets.js';
import { judgeStateFolder } from './life/state-folder.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';
import { writeSshFiles } from './life/write-ssh-files.js';
import type { PreparedPlan } from './project/prepare-plan.js';

export interface UpRequest extends LifeRequest {
  readonly pulls: boolean;
}

export interface Up {
  readonly kind: 'up';
  readonly plan: Plan;
  readonly engine: Engine['description'];
  /** `nothing` when all was as it should be; then nothing was written either. */
  readonly action: Exclude<Task['kind'], 'refuse'>;
  readonly changes: readonly Change[];
  /** In the order of the plan's ports. */
  readonly hostPorts: readonly number[];
  /** The command ran through and ended with status 0: there is no service to stay for. */
  readonly hasEnded: boolean;
  readonly given: Given;
  readonly findings: readonly Finding[];
  readonly sources: PreparedPlan['sources'];
}

/**
 * From a folder to an environment that answers. Repeating it changes nothing; killed at any moment, it leaves what the next
 * `up` or `down` mends: an image, volumes and secrets are what they are by their names, and a container says in its labels
 * whose it is and of which plan.
 */
export async function bringUp(request: UpRequest, world: LifeWorld): Promise<Up | NotDone> {
  // 1. What is wanted: spec, lock and plan; and the secrets and folders of this host that it asks for.
  const ready = await preparePlanOf({ ...request, findDigest: findEngineDigests(world, request) }, world);
  if (ready.kind !== 'prepared') return ready;
  const { plan, spec, sources } = ready;
  const secrets = gatherSecrets(world.host, plan, spec);
  const mounts = judgeMounts(world.host, plan);
  const findings = [...ready.findings, ...secrets.findings, ...mounts.findings];
  const problem = judgeStateFolder(world.host, plan.project.root);
  if (problem) findings.push(problem);
  if (findings.some(({ severity }) => severity === 'error')) return refuse(findings, sources);
  // 2. What it runs on.
  return withEngine(world, { wish: request.engine, root: plan.project.root }, (engine) =>
    bringUpOn(engine, { ready: { ...ready, findings }, secrets, given: mounts.given, pulls: request.pulls }, world),
  );
}

interface Wanted {
  readonly ready: PreparedPlan;
  readonly secrets: GatheredSecrets;
  readonly given: Given;
  readonly pulls: boolean;
}

async function bringUpOn(engine: Engine, wanted: Wanted, world: LifeWorld): Promise<Up | NotDone> {
  const { plan, sources, findings } = wanted.ready;
  // 3. What is there. All that forbids to go on is known before anything is touched.
  const task = await chooseTask(engine, plan, wanted.secrets.stale.length > 0);
  if (task.kind === 'refuse') return refuse([...findings, ...task.findings], sources);
  // 4. The image: built while the old container still runs.
  if (task.kind === 'create' || task.kind === 'replace') {
    if (wanted.given.folders.length + wanted.given.variables.length > 0) world.tell({ kind: 'gives', ...wanted.given });
    keepLock(wanted.ready, world);
    const { root } = plan.project;
    const provided = await provideImage(engine, { image: plan.image, root, pulls: wanted.pulls }, world);
    if (provided.kind === 'interrupted') return provided;
    if (provided.kind === 'refused')
      return { ...refuse([...findings, ...provided.findings], sources), lines: provided.lines };
  }
  if (world.interrupted.aborted) return { kind: 'interrupted' };
  // 5. The container, and 6. its services. What is not announced when something goes wrong is taken back.
  const run = await runContainer(engine, { plan, task, secrets: wanted.secrets }, world);
  if (run.kind === 'interrupted') return run;
  if (run.kind === 'refused') return { ...refuse([...findings, ...run.findings], sources), lines: run.lines };
  // 7. How to get in by SSH, with the host key that was read from the container itself.
  if (!world.isRehearsal && !run.hasEnded)
    await writeSshFiles(engine, { plan, hostPorts: run.hostPorts, identityFiles: wanted.secrets.identityFiles }, world);
  return {
    kind: 'up',
    plan,
    engine: engine.description,
    action: task.kind,
    changes: task.kind === 'replace' ? comparePlans(task.container, plan.container) : [],
    hostPorts: run.hostPorts,
    hasEnded: run.hasEnded,
    given: wanted.given,
    findings: [...findings, ...run.findings],
    sources,
  };
}

function refuse(findings: readonly Finding[], sources: PreparedPlan['sources']): Extract<NotDone, { kind: 'refused' }> {
  return { kind: 'refused', findings, sources, because: 'findings' };
}
