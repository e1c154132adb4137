import { type BoundPort, type ContainerState, type Engine, EngineError } from '../../engines/engine.js';
import { type ContainerPlan, LABELS, type Plan } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import type { Task } from './choose-task.js';
import { comparePlans } from './compare-plans.js';
import { makeMountPoints } from './make-mount-points.js';
import { removeContainer } from './remove-container.js';
import { type GatheredSecrets, writeSecrets } from './secrets.js';
import { createAndStart, type Started } from './start-container.js';
import { keepStateFile, openStateFolder, readStateFile, statePath } from './state-folder.js';
import { waitUntilReady } from './wait-until-ready.js';
import type { LifeWorld } from './world.js';

export interface RunWish {
  readonly plan: Plan;
  readonly task: Exclude<Task, { kind: 'refuse' }>;
  readonly secrets: GatheredSecrets;
}

export type Ran =
  | {
      readonly kind: 'runs';
      readonly hostPorts: readonly number[];
      readonly hasEnded: boolean;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly lines: readonly string[] }
  | { readonly kind: 'interrupted' };

/** Sees to it that the container runs and answers. A container that this run made and did not announce is removed. */
export async function runContainer(engine: Engine, wish: RunWish, world: LifeWorld): Promise<Ran> {
  const { container } = wish.plan;
  const made = { isAny: false };
  let isKept = false;
  try {
    // 1. It runs.
    const judged = judgeOwner(engine, wish.plan, world);
    const findings = wish.task.kind === 'nothing' ? judged : [...judged, ...noteEngine(engine, wish.plan, world)];
    const started = await carryOut(engine, wish, world, () => void (made.isAny = true));
    if (started.kind === 'refused') return { ...started, lines: [] };
    const { hostPorts } = started;
    if (world.isRehearsal) {
      isKept = true;
      return { kind: 'runs', hostPorts, hasEnded: false, findings };
    }
    // 2. It answers. What hangs is left for a look at its logs.
    const readiness = await waitUntilReady(engine, { name: container.name, ports: container.ports, hostPorts }, world);
    isKept = readiness.kind !== 'ended' && readiness.kind !== 'interrupted';
    if (readiness.kind === 'interrupted') return readiness;
    if (readiness.kind === 'ended' || readiness.kind === 'silent')
      return { kind: 'refused', findings: [readiness.finding], lines: readiness.lines };
    return { kind: 'runs', hostPorts, hasEnded: readiness.kind === 'ended-well', findings };
  } finally {
    if (made.isAny && !isKept) await takeBack(engine, container, world);
  }
}

/** When that fails too, the next `up` or `down` mends it; why it had to be taken back matters more. */
async function takeBack(engine: Engine, container: ContainerPlan, world: LifeWorld): Promise<void> {
  try {
    await removeContainer(engine, container, world);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

/** Remembers the engine, for `auto` to find the same one again. */
function noteEngine({ description }: Engine, { project }: Plan, { host }: LifeWorld): readonly Finding[] {
  const path = statePath(project.root, 'engine');
  const before = readStateFile(host, path)?.trim();
  openStateFolder(host, project.root);
  keepStateFile(host, path, `${description.kind}\n`);
  const isOther = (before === 'docker' || before === 'podman') && before !== description.kind;
  return isOther ? [lifeFindings.otherEngine({ before, now: description.kind })] : [];
}

/** A rootless engine makes the person the user inside; elsewhere only root can give files to somebody else. */
function judgeOwner({ description }: Engine, { container }: Plan, { host }: LifeWorld): readonly Finding[] {
  const own = host.user?.uid;
  const { uid } = container.user;
  const hasSecrets = container.mounts.some(({ kind }) => kind === 'secret');
  const isReadable = own === undefined || own === 0 || own === uid || description.isRootless;
  return !hasSecrets || isReadable ? [] : [lifeFindings.foreignOwner({ uid, own })];
}

/** From what is there to a container that was started, with its volumes and secrets. */
async function carryOut(
  engine: Engine,
  { plan, task, secrets }: RunWish,
  world: LifeWorld,
  onCreated: () => void,
): Promise<Started> {
  const { container } = plan;
  const create = async (own: readonly BoundPort[]): Promise<Started> => {
    await createVolumes(engine, plan, world);
    makeMountPoints(world.host, plan);
    writeSecrets(world.host, plan, secrets);
    const started = await createAndStart(engine, { container, own, onCreated }, world);
    return started.kind === 'started' ? settlePorts(engine, container, started, world) : started;
  };
  switch (task.kind) {
    case 'nothing':
      return { kind: 'started', hostPorts: portsOf(task.container, container) };
    case 'restart':
      world.tell({ kind: 'restarting', container: container.name, secrets: secrets.stale });
      await engine.stopContainer(container.name, container.stopSeconds);
      break;
    case 'start':
      break;
    case 'replace':
      await clearTheWay(engine, { plan, old: task.container }, world);
      return create(task.container.ports);
    case 'create':
      return create([]);
  }
  writeSecrets(world.host, plan, secrets);
  try {
    await engine.startContainer(container.name);
    world.tell({ kind: 'container', action: 'started', name: container.name });
    return { kind: 'started', hostPorts: portsOf(task.container, container) };
  } catch (error) {
    if (!(error instanceof EngineError) || (error.reason !== 'port-in-use' && error.reason !== 'no-gpu')) throw error;
    // What it was made with is not there any more: it is made anew, with what is.
    await removeContainer(engine, container, world);
    return create([]);
  }
}

/** Says what changed before the old container goes; one that somebody else has just made of the same plan is left. */
async function clearTheWay(
  engine: Engine,
  { plan, old }: { readonly plan: Plan; readonly old: ContainerState },
  world: LifeWorld,
): Promise<void> {
  const { container } = plan;
  world.tell({ kind: 'replacing', container: container.name, changes: comparePlans(old, container) });
  const now = await engine.findContainer(container.name);
  if (now && now.id !== old.id && now.labels[LABELS.containerDigest] === container.digest) return;
  await removeContainer(engine, container, world);
}

async function createVolumes(engine: Engine, { volumes }: Plan, { tell }: LifeWorld): Promise<void> {
  for (const volume of volumes) {
    if (await engine.findVolume(volume.name)) continue;
    await engine.createVolume(volume);
    tell({ kind: 'volume', action: 'created', name: volume.name });
  }
}

/** Another `up` of the same moment may have made the container, with ports that it chose: what is bound is what counts. */
async function settlePorts(
  engine: Engine,
  container: ContainerPlan,
  { hostPorts }: Extract<Started, { kind: 'started' }>,
  world: LifeWorld,
): Promise<Started> {
  world.tell({ kind: 'container', action: 'created', name: container.name });
  const found = world.isRehearsal ? undefined : await engine.findContainer(container.name);
  const bound = found && found.ports.length > 0 ? portsOf(found, container) : hostPorts;
  for (const [index, port] of container.ports.entries()) {
    const hostPort = bound[index];
    if (hostPort !== undefined && hostPort !== port.hostPort) world.tell({ kind: 'port-taken', port, hostPort });
  }
  return { kind: 'started', hostPorts: bound };
}

/** In the order of the plan; the wanted one where the engine says none. */
export function portsOf({ ports: bound }: ContainerState, { ports }: ContainerPlan): readonly number[] {
  return ports.map(
    ({ containerPort, address, hostPort }) =>
      (
        bound.find((port) => port.containerPort === containerPort && port.address === address) ??
        bound.find((port) => port.containerPort === containerPort)
      )?.hostPort ?? hostPort,
  );
}
