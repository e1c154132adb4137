import type { EngineWish } from '../engines/find-engine.js';
import { lifeFindings } from '../findings/catalog/life.js';
import { findOurContainer, findRunningContainer } from './life/find-our-container.js';
import { findProject } from './life/find-project.js';
import { withEngine } from './life/open-engine.js';
import { preparePlanOf } from './life/prepare-life.js';
import { portsOf } from './life/run-container.js';
import { gatherSecrets } from './life/secrets.js';
import { writeSshConfig } from './life/ssh-config.js';
import { withSecrets } from './life/with-secrets.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';

export interface ShellRequest {
  readonly directory: string;
  readonly engine: EngineWish;
  /** Empty: a shell. */
  readonly command: readonly string[];
}

export type ShellEnd =
  /** The status of what ran inside. */
  | { readonly kind: 'ended'; readonly status: number }
  /** Nothing was run, only said. */
  | { readonly kind: 'rehearsed'; readonly command: readonly string[] }
  | NotDone;

/** bash where there is one, else what every system has. */
const SHELL: readonly string[] = ['sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh'];

/** What a shell says of a program that could not be started. */
const NOT_STARTED = 127;

/** Runs a program inside, with the terminal where there is one; the engine is let go of before, as long as it takes. */
export async function runInside(request: ShellRequest, world: LifeWorld): Promise<ShellEnd> {
  const { root } = findProject(world.host, request.directory);
  // 1. The command of the host that opens the container.
  const opened = await withEngine(world, { wish: request.engine, root }, async (engine) => {
    const found = await findRunningContainer(engine, request.directory, world);
    if (found.kind === 'refused') return found;
    const argv = request.command.length > 0 ? request.command : SHELL;
    const { isInteractive: isShown, isInputInteractive = false } = world.host.terminal;
    const isInteractive = isShown && isInputInteractive;
    const words = withSecrets(found.container, argv);
    return { kind: 'command' as const, command: engine.shellCommand(found.container.name, words, isInteractive) };
  });
  if (opened.kind !== 'command') return opened;
  // 2. The terminal is its own until it ends.
  if (world.isRehearsal) return { kind: 'rehearsed', command: opened.command };
  const [program = '', ...args] = opened.command;
  return { kind: 'ended', status: (await world.host.handOver(program, args)) ?? NOT_STARTED };
}

/** The block of `~/.ssh/config` for the container as it is now, or as the plan would have it when there is none. */
export async function describeSsh(
  request: LifeRequest,
  world: LifeWorld,
): Promise<{ readonly kind: 'ssh'; readonly text: string } | NotDone> {
  // 1. Whether SSH is wanted at all.
  const prepared = await preparePlanOf(request, world);
  if (prepared.kind !== 'prepared') return prepared;
  const { plan, spec, sources } = prepared;
  const index = plan.container.ports.findIndex(({ service }) => service === 'ssh');
  if (index < 0) {
    const finding = lifeFindings.noSsh({ name: plan.project.name });
    return { kind: 'refused', findings: [finding], sources, because: 'findings' };
  }
  // 2. Where it is published.
  return withEngine(world, { wish: request.engine, root: plan.project.root }, async (engine) => {
    const found = await findOurContainer(engine, request.directory, world);
    if (found.kind === 'refused') return found;
    const hostPort = portsOf(found.container, plan.container)[index] ?? 0;
    const { identityFiles } = gatherSecrets(world.host, plan, spec);
    return { kind: 'ssh' as const, text: writeSshConfig(plan, { hostPort, identityFiles }) };
  });
}
