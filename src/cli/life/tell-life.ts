import type { LifeEvent } from '../../workflows/life/world.js';
import type { CommandContext, OptionValues } from '../command.js';
import { hasFlag } from '../options.js';
import { type BuildDisplay, createBuildDisplay } from './build-display.js';
import { describeEvent } from './say-event.js';

/** What a rehearsal says beside the commands: why they are what they are. */
const REASONS: ReadonlySet<LifeEvent['kind']> = new Set(['gives', 'replacing', 'restarting', 'port-taken']);

/** Tells on stderr what happens, a build with a display of its own; nothing when a program reads along. */
export function tellLife(context: CommandContext, options: OptionValues): (event: LifeEvent) => void {
  let display: BuildDisplay | undefined;
  return (event) => {
    if (hasFlag(options, 'json') || (hasFlag(options, 'dryRun') && !REASONS.has(event.kind))) return;
    for (const line of describeEvent(event, context.host.workingDirectory)) context.say(line);
    if (event.kind === 'build-started') display = createBuildDisplay(context);
    else if (event.kind === 'build') display?.tell(event.event);
    else if (event.kind === 'build-ended') display?.end(event.isBuilt, event.durationMs);
  };
}
