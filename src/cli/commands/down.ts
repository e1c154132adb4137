import { writeJsonDocument } from '../../base/json-document.js';
import { formatCount } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { type Down, takeDown } from '../../workflows/down.js';
import type { Command, CommandContext } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, DRY_RUN, ENGINE_OPTION, readDirectory, readEngine } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { tellLife } from '../life/tell-life.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const down: Command = {
  name: 'down',
  summary: 'Stop the environment and take its container away',
  description:
    'Asks the container to stop, waits up to 10 s and removes it. Volumes and image stay unless you ask for more; the files that secrets of your environment were written to are removed. It goes by the labels of this folder, so it works whatever torchdock.yaml says now, and nothing else is touched.',
  arguments: [DIRECTORY],
  options: [
    ENGINE_OPTION,
    { flags: '--volumes', description: 'Also remove its volumes, with all that is in them' },
    { flags: '--image', description: 'Also remove the images that were built for it' },
    DRY_RUN,
    { flags: '--json', description: 'Print one document down/1' },
  ],
  examples: [
    { command: 'torchdock down', says: 'Stop it; checkpoints in volumes stay.' },
    { command: 'torchdock down --volumes --image', says: 'Leave nothing behind.' },
    { command: 'torchdock down --volumes --dry-run', says: 'What that would remove.' },
  ],
  run: async ([directory], options, context) => {
    const isJson = hasFlag(options, 'json');
    const interrupted = context.takeInterrupts();
    const world = createLifeWorld(context, options, { tell: tellLife(context, options), interrupted });
    const request = {
      directory: readDirectory(directory),
      engine: readEngine(options),
      removesVolumes: hasFlag(options, 'volumes'),
      removesImages: hasFlag(options, 'image'),
    };
    const result = await takeDown(request, world);
    if (result.kind !== 'down') return showNotDone(result, { schema: 'down/1', isJson }, context);
    if (isJson) context.print(toDocument(result));
    else showDown(result, world.isRehearsal, context);
    return EXIT.ok;
  },
};

function showDown(result: Down, isRehearsal: boolean, context: CommandContext): void {
  const { project, containers, volumes, images, keptVolumes, findings } = result;
  printFindings(findings, 'text', [], { ...context, print: context.say });
  const isAnything = containers.length + volumes.length + images.length > 0;
  if (!isAnything) context.say(`${visibleText(project.name)} has nothing to take away.`);
  else if (!isRehearsal) context.print(`${visibleText(project.name)} is down.`);
  if (keptVolumes.length > 0 && !isRehearsal)
    context.say(
      `${formatCount(keptVolumes.length, 'volume')} kept: ${keptVolumes.map(visibleText).join(', ')}. torchdock down --volumes removes them.`,
    );
}

function toDocument({ project, engine, containers, volumes, images, keptVolumes, findings }: Down): string {
  return writeJsonDocument({
    schema: 'down/1',
    result: containers.length + volumes.length + images.length > 0 ? 'removed' : 'nothing',
    name: project.name,
    root: project.root,
    engine: { kind: engine.kind, version: engine.version },
    removed: { containers, volumes, images },
    kept: { volumes: keptVolumes },
    findings: findings.map(toFindingRecord),
  });
}
