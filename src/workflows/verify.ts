import type { ContainerState, Engine } from '../engines/engine.js';
import type { Check } from '../environment/measure/check.js';
import { judgeAll } from '../environment/measure/judge/judge-all.js';
import type { Measured } from '../environment/measure/measured.js';
import { LABELS, type Plan } from '../environment/plan/plan.js';
import type { Spec } from '../environment/spec/spec.js';
import type { Finding } from '../findings/finding.js';
import { collectKeys } from './life/collect-keys.js';
import { withEngine } from './life/open-engine.js';
import { preparePlanOf } from './life/prepare-life.js';
import { waitUntilReady } from './life/wait-until-ready.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';
import { measureInside } from './measure/measure-inside.js';
import { measureJupyter } from './measure/measure-jupyter.js';
import { measureSsh } from './measure/measure-ssh.js';
import { readHostGpus } from './measure/read-host-gpus.js';
import { readHostListeners } from './measure/read-host-listeners.js';
import type { PreparedPlan } from './project/prepare-plan.js';

export interface VerifyRequest extends LifeRequest {
  /** Waits until the services answer before it measures. */
  readonly waits: boolean;
}

export interface Verified {
  readonly kind: 'verified';
  readonly plan: Plan;
  readonly engine: Engine['description'];
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  readonly sources: PreparedPlan['sources'];
}

/**
 * Whether what runs is what was asked for, by numbers:
 *
 *     plan ────────────────────────────────┐
 *     engine's inspect ────────────────────┤
 *     one script inside, one run ──────────┼─→ Measured ─→ checks
 *     requests through the published ports ┤
 *     nvidia-smi and /proc of the host ────┘
 *
 * Nothing is changed but a note in each volume, by which a later container shows that the volume was kept.
 */
export async function verifyEnvironment(request: VerifyRequest, world: LifeWorld): Promise<Verified | NotDone> {
  // 1. What was asked for. A lock that is not written yet is not written here either.
  const prepared = await preparePlanOf(request, world);
  if (prepared.kind !== 'prepared') return prepared;
  const { plan, spec, findings, sources } = prepared;
  return withEngine(world, { wish: request.engine, root: plan.project.root }, async (engine) => {
    // 2. What is there; when it is to be waited for, until its services answer.
    const found = await engine.findContainer(plan.container.name);
    if (request.waits && found?.status === 'running') await waitFor(engine, plan, found, world);
    if (world.interrupted.aborted) return { kind: 'interrupted' };
    // 3. Measured, and 4. held against the plan.
    const measured = await measure(engine, { plan, spec }, world);
    if (world.interrupted.aborted) return { kind: 'interrupted' };
    return { kind: 'verified', plan, engine: engine.description, checks: judgeAll(measured), findings, sources };
  });
}

async function waitFor(engine: Engine, { container }: Plan, found: ContainerState, world: LifeWorld): Promise<void> {
  const bound = container.ports.flatMap((port) => {
    const at = found.ports.find(({ containerPort }) => containerPort === port.containerPort);
    return at ? [{ port, hostPort: at.hostPort }] : [];
  });
  // One that never answers is a failed check, and no reason to measure nothing.
  await waitUntilReady(
    engine,
    { name: container.name, ports: bound.map(({ port }) => port), hostPorts: bound.map(({ hostPort }) => hostPort) },
    world,
  );
}

async function measure(
  engine: Engine,
  { plan, spec }: { readonly plan: Plan; readonly spec: Spec },
  { host }: LifeWorld,
): Promise<Measured> {
  const container = await engine.findContainer(plan.container.name);
  const image = container && (await engine.findImage(plan.container.image));
  const isOurs = container?.labels[LABELS.project] === plan.project.id;
  const gpus = readHostGpus(host);
  const rest = { plan, container, image, listeners: readHostListeners(host) };
  // Nothing is run in a container that is not ours.
  if (!container || !isOurs || container.status !== 'running') {
    return {
      ...rest,
      gpus: await gpus,
      inside: undefined,
      insideProblem: 'nothing of ours runs',
      jupyter: { hasToken: false },
      ssh: { noKey: 'nothing of ours runs' },
    };
  }
  const keys = spec.ssh ? collectKeys(host, spec, plan.project.root).identityFiles : [];
  // Side by side: inside the import of PyTorch takes seconds, and so do logins by SSH.
  const [{ inside, problem }, jupyter, ssh] = await Promise.all([
    measureInside(engine, plan, container.id),
    measureJupyter({ host, engine }, plan, container.ports),
    measureSsh(host, plan, container.ports, keys),
  ]);
  return { ...rest, gpus: await gpus, inside, insideProblem: problem, jupyter, ssh };
}
