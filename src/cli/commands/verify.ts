import { verifyEnvironment } from '../../workflows/verify.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, PLAN_OPTIONS, readLifeRequest } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { showVerification, toRefusedDocument, toVerificationDocument } from '../measure/show-verification.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const verify: Command = {
  name: 'verify',
  summary: 'Measure whether what runs is what was asked for',
  description:
    'Holds the environment that runs against the spec and the lock, by numbers that are read inside of the container and from outside: limits in the kernel, rights, ports, Jupyter with and without its token, SSH, volumes, versions, and the GPUs with a computation on each. What cannot be measured here is said, and never counts as right. Nothing is changed but a note (.torchdock-verify) in each volume, by which the next container shows that the volume was kept.',
  arguments: [DIRECTORY],
  options: [
    ...PLAN_OPTIONS,
    { flags: '--wait', description: 'Wait until the services answer, then measure' },
    { flags: '--json', description: 'Print one document verification/1' },
  ],
  examples: [
    { command: 'torchdock verify', says: 'Each line as expected and as measured; status 1 when one differs.' },
    { command: 'torchdock up && torchdock verify --wait', says: 'Start, and trust nothing.' },
    { command: 'torchdock verify --json', says: 'For a program; null where nothing could be measured.' },
  ],
  run: async ([directory], options, context) => {
    const isJson = hasFlag(options, 'json');
    const world = createLifeWorld(context, options, {
      tell: () => undefined,
      interrupted: context.takeInterrupts(),
    });
    const request = { ...readLifeRequest(directory, options), waits: hasFlag(options, 'wait') };
    const result = await verifyEnvironment(request, world);
    if (result.kind === 'interrupted') return EXIT.interrupted;
    if (result.kind === 'refused' && isJson) {
      context.print(toRefusedDocument(result.findings));
      return result.because === 'environment' ? EXIT.environment : EXIT.findings;
    }
    if (result.kind === 'refused') return showNotDone(result, { schema: 'verification/1', isJson }, context);
    if (isJson) context.print(toVerificationDocument(result));
    else {
      printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
      showVerification(result, context);
    }
    return result.checks.some(({ ok }) => ok === false) ? EXIT.findings : EXIT.ok;
  },
};
