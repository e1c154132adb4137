import { readAllStatus, readStatus } from '../../workflows/status.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, PLAN_OPTIONS, readEngine, readLifeRequest } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { showStatus, toStatusDocument } from '../life/show-status.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';

export const status: Command = {
  name: 'status',
  summary: 'Say what runs, where, and whether it is what the files ask for',
  description:
    'Says what is there of the environment: container, image, ports and whether their services answer, volumes, and what the next up would change. Nothing is changed, and nothing that is not there is an error. With --all it lists every environment of torchdock that the engine holds.',
  arguments: [DIRECTORY],
  options: [
    ...PLAN_OPTIONS,
    { flags: '--all', description: 'Every environment of torchdock, wherever its folder is' },
    { flags: '--json', description: 'Print one document status/1' },
  ],
  examples: [
    { command: 'torchdock status', says: 'The environment of this folder.' },
    { command: 'torchdock status --all', says: 'What runs on this machine, and in which folders.' },
    { command: 'torchdock status --json', says: 'For a program.' },
  ],
  run: async ([directory], options, context) => {
    const isJson = hasFlag(options, 'json');
    const isAll = hasFlag(options, 'all');
    if (isAll && directory !== undefined)
      throw new UsageError(`'--all' is every folder, and ${String(directory)} is one; choose`);
    const world = createLifeWorld(context, options, {
      tell: () => undefined,
      interrupted: new AbortController().signal,
    });
    const result = isAll
      ? await readAllStatus(readEngine(options), world)
      : await readStatus(readLifeRequest(directory, options), world);
    if (result.kind !== 'status') return showNotDone(result, { schema: 'status/1', isJson }, context);
    if (isJson) context.print(toStatusDocument(result));
    else {
      printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
      showStatus(result, context);
    }
    return result.findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.ok;
  },
};
