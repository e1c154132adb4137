import type { EngineWish } from '../../engines/find-engine.js';
import { rehearse } from '../../workflows/life/rehearse.js';
import type { LifeRequest, LifeWorld } from '../../workflows/life/world.js';
import { writeDockerfile } from '../../writers/dockerfile/write-dockerfile.js';
import type { ArgumentSpec, CommandContext, OptionSpec, OptionValues } from '../command.js';
import { hasFlag, textOption } from '../options.js';
import { VERSION } from '../version.js';

/** The commands about an environment take its folder. */
export const DIRECTORY: ArgumentSpec = {
  name: '[directory]',
  description: 'Folder of torchdock.yaml (default: the current folder)',
};

export const ENGINE_OPTION: OptionSpec = {
  flags: '--engine <engine>',
  description: 'What runs it (default: the one that up used, else what is there)',
  choices: () => ['auto', 'docker', 'podman'],
};

export const DRY_RUN: OptionSpec = {
  flags: '--dry-run',
  description: 'Touch nothing; print the exact commands',
};

/** How a plan is made, wherever one is needed. */
export const PLAN_OPTIONS: readonly OptionSpec[] = [
  { flags: '--accelerator <name>', description: 'Which build of PyTorch, such as cpu or cu126 (default: auto)' },
  { flags: '--frozen', description: 'Refuse when torchdock.lock is missing or does not fit' },
  { flags: '--facts <directory>', description: 'Folder whose tables take the place of the own ones' },
  ENGINE_OPTION,
];

export function readDirectory(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : '.';
}

export function readEngine(options: OptionValues): EngineWish {
  return (textOption(options, 'engine') ?? 'auto') as EngineWish;
}

export function readLifeRequest(directory: string | readonly string[] | undefined, options: OptionValues): LifeRequest {
  return {
    directory: readDirectory(directory),
    accelerator: textOption(options, 'accelerator'),
    isFrozen: hasFlag(options, 'frozen'),
    factsDirectory: textOption(options, 'facts'),
    engine: readEngine(options),
  };
}

/** The real world for a command; with `--dry-run` one in which nothing is touched and the commands are printed. */
export function createLifeWorld(
  context: CommandContext,
  options: OptionValues,
  { tell, interrupted }: Pick<LifeWorld, 'tell' | 'interrupted'>,
): LifeWorld {
  const world: LifeWorld = {
    host: context.host,
    // Engines and plans are loaded when they are used: completion and help ask for neither.
    findEngine: async (host, wish) => (await import('../../engines/find-engine.js')).findEngine(host, wish),
    prepare: async (host, request) =>
      (await import('../../workflows/project/prepare-plan.js')).preparePlan(host, { ...request, toolVersion: VERSION }),
    writeDockerfile,
    tell,
    interrupted,
    isRehearsal: false,
  };
  return hasFlag(options, 'dryRun') ? rehearse(world, (line) => context.print(line)) : world;
}
