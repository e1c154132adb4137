import { digestText } from '../base/digest.js';
import type { Engine } from '../engines/engine.js';
import type { EngineWish } from '../engines/find-engine.js';
import { lifeFindings } from '../findings/catalog/life.js';
import { PROFILED_SCRIPT } from '../runs/snippet/profiled-script.js';
import { fetchTraces } from './life/fetch-traces.js';
import { withEngine } from './life/open-engine.js';
import { withProfiler } from './life/with-profiler.js';
import { withSecrets } from './life/with-secrets.js';
import type { LifeWorld, NotDone } from './life/world.js';
import { findTrainingCommand } from './training/find-training-command.js';
import type { Up } from './up.js';

export interface InsideProfileRequest {
  readonly engine: EngineWish;
  /** What trains; absent: the command of the spec, else the one that the files of the project start. */
  readonly command?: readonly string[] | undefined;
}

export type InsideProfile =
  | {
      readonly kind: 'profiled';
      readonly status: number;
      /** Files on the host. */
      readonly traces: readonly string[];
      /** From the root of the project; absent when the person named the command. */
      readonly script?: string;
    }
  /** Nothing was run, only said. */
  | { readonly kind: 'rehearsed'; readonly command: readonly string[] }
  | NotDone;

const PREPARE = 'umask 077 && rm -rf "$1" && mkdir "$1" && cat >"$1/profiled.py"';

/** What a shell says of a program that could not be started. */
const NOT_STARTED = 127;

/**
 * Runs the training of an environment that is up, with the profiler around a few of its steps, and brings its traces home:
 *
 *     command → script of ours into the container → the command with it in between → traces into .torchdock/traces
 */
export async function profileInside(up: Up, request: InsideProfileRequest, world: LifeWorld): Promise<InsideProfile> {
  const { container, project } = up.plan;
  const { name } = project;
  // 1. What trains.
  if (up.hasEnded) return refuse(lifeFindings.noTrainingCommand({ name, reason: 'ended' }));
  const found = await chooseCommand(up, request, world);
  if (found.kind !== 'command') return refuse(lifeFindings.noTrainingCommand({ name, reason: found.kind }));
  const folder = `/tmp/torchdock-profile-${digestText(project.id, 8)}`;
  const words = withProfiler(found.argv, `${folder}/profiled.py`, found.script);
  if (!words) return refuse(lifeFindings.noTrainingCommand({ name, reason: 'no-script' }));
  // 2. The script that watches it, and the command of the host that starts both.
  const wish = { wish: request.engine, root: project.root };
  const opened = await withEngine(world, wish, async (engine) => {
    await engine.execute(container.name, ['sh', '-c', PREPARE, 'sh', folder], { input: PROFILED_SCRIPT });
    return { kind: 'command' as const, command: startCommand(engine, up, words, world) };
  });
  if (opened.kind !== 'command') return opened;
  if (world.isRehearsal) return { kind: 'rehearsed', command: opened.command };
  // 3. The terminal is its own until it ends.
  const [program = '', ...args] = opened.command;
  const status = (await world.host.handOver(program, args)) ?? NOT_STARTED;
  // 4. What it left.
  const fetched = await withEngine(world, wish, async (engine) => {
    const from = { container: container.name, folder: `${folder}/traces`, root: project.root };
    const traces = await fetchTraces(engine, from, world.host);
    await engine.execute(container.name, ['rm', '-rf', folder]);
    return { kind: 'traces' as const, traces };
  });
  if (fetched.kind !== 'traces') return fetched;
  const { traces } = fetched;
  if (traces.length === 0) return refuse(lifeFindings.noTrace({ status }));
  return { kind: 'profiled', status, traces, ...(found.script === undefined ? {} : { script: found.script }) };
}

interface Chosen {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly script?: string;
}

async function chooseCommand(
  { plan }: Up,
  { command }: InsideProfileRequest,
  { host }: LifeWorld,
): Promise<Chosen | { readonly kind: 'none' | 'several' }> {
  if (command !== undefined && command.length > 0) return { kind: 'command', argv: command };
  const words = plan.container.command;
  const own = words.indexOf('--');
  if (own >= 0) return { kind: 'command', argv: words.slice(own + 1) };
  return findTrainingCommand(host, plan.project.root);
}

function startCommand(engine: Engine, up: Up, words: readonly string[], { host }: LifeWorld): readonly string[] {
  const { container } = up.plan;
  const { isInteractive: isShown, isInputInteractive = false } = host.terminal;
  return engine.shellCommand(container.name, withSecrets(container, words), isShown && isInputInteractive);
}

function refuse(finding: ReturnType<typeof lifeFindings.noTrace>): Extract<NotDone, { kind: 'refused' }> {
  return { kind: 'refused', findings: [finding], sources: [], because: 'findings' };
}
