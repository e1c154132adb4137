import type { ContainerState, Engine, EngineDescription, ImageState } from '../engines/engine.js';
import type { EngineWish } from '../engines/find-engine.js';
import { LABELS, type Plan, type ProjectPlan, type PublishedPort } from '../environment/plan/plan.js';
import type { Finding } from '../findings/finding.js';
import { type Change, comparePlans } from './life/compare-plans.js';
import { assertFolder, findProject } from './life/find-project.js';
import { listOurContainers } from './life/list-our-containers.js';
import { withEngine } from './life/open-engine.js';
import { answers, reachable } from './life/wait-until-ready.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';
import type { PreparedPlan } from './project/prepare-plan.js';

export interface Status {
  readonly kind: 'status';
  readonly engine: EngineDescription;
  readonly projects: readonly ProjectStatus[];
  readonly findings: readonly Finding[];
  readonly sources: PreparedPlan['sources'];
}

export interface ProjectStatus {
  readonly project: ProjectPlan;
  /** Undefined when it has none. */
  readonly container: ContainerState | undefined;
  readonly ports: readonly PortStatus[];
  /** `unknown`: the spec gives no plan now, or was not asked for one. */
  readonly plan: 'current' | 'changed' | 'unknown';
  /** What the next `up` would change. */
  readonly changes: readonly Change[];
  /** Of the plan, else of the container. */
  readonly image: { readonly reference: string; readonly state: ImageState | undefined } | undefined;
  readonly volumes: readonly string[];
}

export interface PortStatus {
  readonly service: PublishedPort['service'];
  readonly containerPort: number;
  readonly address: string;
  readonly hostPort: number;
  /** Whether the service answers now; undefined when it was not asked: other ports, or a container that does not run. */
  readonly answers: boolean | undefined;
}

/** What is there of one folder's environment, and whether it is what the spec means now. Nothing is changed. */
export async function readStatus(request: LifeRequest, world: LifeWorld): Promise<Status | NotDone> {
  assertFolder(world.host, request.directory);
  // 1. What is wanted; a spec that gives no plan hides nothing of what is there.
  const prepared = await world.prepare(world.host, request);
  const plan = prepared.kind === 'prepared' ? prepared.plan : undefined;
  const project = plan?.project ?? findProject(world.host, request.directory);
  return withEngine(world, { wish: request.engine, root: project.root }, async (engine): Promise<Status> => {
    // 2. What is there.
    const [first, ...others] = await listOurContainers(engine, project.id);
    const of = (container: ContainerState | undefined): Promise<ProjectStatus> =>
      describeProject(engine, { project, container, plan }, world);
    const projects = [await of(first), ...(await Promise.all(others.map(of)))];
    const { findings, sources } = prepared;
    return { kind: 'status', engine: engine.description, projects, findings, sources };
  });
}

/** Every project of torchdock that an engine holds, by their labels; their specs are not read. */
export async function readAllStatus(wish: EngineWish, world: LifeWorld): Promise<Status | NotDone> {
  return withEngine(world, { wish }, async (engine): Promise<Status> => {
    const containers = await listOurContainers(engine);
    const projects: ProjectStatus[] = [];
    for (const container of containers)
      projects.push(
        await describeProject(engine, { project: projectOf(container), container, plan: undefined }, world),
      );
    return { kind: 'status', engine: engine.description, projects, findings: [], sources: [] };
  });
}

function projectOf({ labels, name }: ContainerState): ProjectPlan {
  return {
    id: labels[LABELS.project] ?? '',
    name: labels[LABELS.name] ?? name,
    root: labels[LABELS.root] ?? '',
  };
}

interface Described {
  readonly project: ProjectPlan;
  readonly container: ContainerState | undefined;
  readonly plan: Plan | undefined;
}

async function describeProject(
  engine: Engine,
  { project, container, plan }: Described,
  world: LifeWorld,
): Promise<ProjectStatus> {
  const reference = plan?.image.reference ?? container?.image;
  const volumes = await engine.listVolumes({ [LABELS.project]: project.id });
  const isCurrent = container?.labels[LABELS.containerDigest] === plan?.container.digest;
  return {
    project: container ? { ...project, name: projectOf(container).name } : project,
    container,
    ports: container ? await describePorts(container, world) : [],
    plan: !plan || !container ? 'unknown' : isCurrent ? 'current' : 'changed',
    changes: plan && container && !isCurrent ? comparePlans(container, plan.container) : [],
    image: reference === undefined ? undefined : { reference, state: await engine.findImage(reference) },
    volumes: volumes.map(({ name }) => name),
  };
}

/** The ports as they are bound, with the services that the container's own plan names. */
async function describePorts(container: ContainerState, { host }: LifeWorld): Promise<readonly PortStatus[]> {
  const services = servicesOf(container);
  const isRunning = container.status === 'running';
  return Promise.all(
    container.ports.map(async ({ containerPort, address, hostPort }): Promise<PortStatus> => {
      const service = services.get(containerPort) ?? 'other';
      const isAsked = isRunning && service !== 'other';
      return {
        service,
        containerPort,
        address,
        hostPort,
        answers: isAsked ? await answers(host, { service, address: reachable(address), hostPort }) : undefined,
      };
    }),
  );
}

function servicesOf({ labels }: ContainerState): ReadonlyMap<number, PublishedPort['service']> {
  try {
    const { ports } = JSON.parse(labels[LABELS.container] ?? '{}') as { ports?: readonly PublishedPort[] };
    return new Map((ports ?? []).map(({ containerPort, service }) => [containerPort, service]));
  } catch {
    // Somebody else's label, or a text that was cut: the ports are still told, without their names.
    return new Map();
  }
}
