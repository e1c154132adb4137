import { examineHost } from '../../workflows/doctor.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, PLAN_OPTIONS, readLifeRequest } from '../life/life-options.js';
import { showDoctor, toDoctorDocument } from '../measure/show-doctor.js';
import { hasFlag } from '../options.js';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say whether this machine can run it, and what to do where not',
  description:
    'Looks at the machine: the engine and whether limits take effect, the GPUs, their driver against what the folder asks for, the NVIDIA Container Toolkit and its known flaws, how a GPU gets into a container, free space, ports, and what the system may have against it. Each line that is not fine says what to do. Nothing is changed, and nothing that is missing stops it.',
  arguments: [DIRECTORY],
  options: [...PLAN_OPTIONS, { flags: '--json', description: 'Print one document doctor/1' }],
  examples: [
    { command: 'torchdock doctor', says: 'This machine, for this folder; status 1 when something is wrong.' },
    { command: 'torchdock doctor --engine podman', says: 'With Podman, although Docker answers too.' },
    { command: 'torchdock doctor --json', says: 'For a program.' },
  ],
  run: async ([directory], options, context) => {
    const world = createLifeWorld(context, options, {
      tell: () => undefined,
      interrupted: new AbortController().signal,
    });
    const checks = await examineHost(readLifeRequest(directory, options), world);
    if (hasFlag(options, 'json')) context.print(toDoctorDocument(checks));
    else showDoctor(checks, context);
    return checks.some(({ state }) => state === 'error') ? EXIT.findings : EXIT.ok;
  },
};
