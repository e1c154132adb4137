import { writeJsonDocument } from '../../base/json-document.js';
import { formatBytes } from '../../base/units.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { type Built, buildEnvironment } from '../../workflows/build.js';
import type { Command, CommandContext } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, DRY_RUN, PLAN_OPTIONS, readLifeRequest } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { tellLife } from '../life/tell-life.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const build: Command = {
  name: 'build',
  summary: 'Build the image of the environment',
  description:
    'Builds the image that torchdock.yaml and torchdock.lock ask for; without them, the usual one. Its name holds a digest of all that it is made of, so an image that is there already is not built again. When a step fails, the whole log is kept in .torchdock/build.log. up does this by itself when it is needed.',
  arguments: [DIRECTORY],
  options: [
    ...PLAN_OPTIONS,
    { flags: '--pull', description: 'Ask the registry for a newer base image of the same name' },
    DRY_RUN,
    { flags: '--json', description: 'Print one document build/1' },
  ],
  examples: [
    { command: 'torchdock build', says: 'The image of this folder.' },
    { command: 'torchdock build --accelerator cpu --frozen', says: 'In CI: what the lock says, or not at all.' },
    { command: 'torchdock build --dry-run', says: 'What would be run.' },
  ],
  run: async ([directory], options, context) => {
    const isJson = hasFlag(options, 'json');
    const interrupted = context.takeInterrupts();
    const world = createLifeWorld(context, options, { tell: tellLife(context, options), interrupted });
    const request = { ...readLifeRequest(directory, options), pulls: hasFlag(options, 'pull') };
    const result = await buildEnvironment(request, world);
    if (result.kind !== 'built') return showNotDone(result, { schema: 'build/1', isJson }, context);
    if (!world.isRehearsal) showBuilt(result, isJson, context);
    else printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
    return EXIT.ok;
  },
};

function showBuilt(built: Built, isJson: boolean, context: CommandContext): void {
  const { plan, isNew, image, findings, sources, engine } = built;
  const { reference, digest } = plan.image;
  if (isJson) {
    context.print(
      writeJsonDocument({
        schema: 'build/1',
        result: isNew ? 'built' : 'present',
        name: plan.project.name,
        engine: { kind: engine.kind, version: engine.version },
        accelerator: plan.accelerator,
        image: { reference, digest, id: image?.id ?? null, sizeBytes: image?.sizeBytes ?? null },
        findings: findings.map(toFindingRecord),
      }),
    );
    return;
  }
  printFindings(findings, 'text', sources, { ...context, print: context.say });
  const size = image?.sizeBytes === undefined ? '' : `, ${formatBytes(image.sizeBytes)}`;
  context.print(isNew ? `${reference} is built${size}.` : `${reference} is there already${size}; nothing was done.`);
  context.say('Next: torchdock up');
}
