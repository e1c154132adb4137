import { COMPANIONS } from '../../environment/facts/facts.js';
import { renderJson } from '../../findings/render/json.js';
import { resolveVersions } from '../../workflows/resolve.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { hasFlag, textOption } from '../options.js';
import { printFindings } from '../show-findings.js';
import { showResolution, toResolutionDocument } from '../show-resolution.js';
import { UsageError } from '../usage-error.js';

export const resolve: Command = {
  name: 'resolve',
  summary: 'Find versions that fit together, or say why none do',
  description:
    'Finds the versions of PyTorch, CUDA, cuDNN, Python, system and base image that fit what you name; the rest is chosen. When nothing fits it says which demands cannot hold together, and the nearest that can. Versions may be partial: 2.7 is the newest 2.7. All of it comes from dated tables; nothing is looked up on a network, and what is newer than the tables is said, not guessed.',
  arguments: [],
  options: [
    { flags: '--torch <version>', description: 'PyTorch, such as 2.7 or 2.7.1' },
    { flags: '--cuda <version>', description: 'CUDA of the wheel, such as 12.6 or cu126; cpu for none' },
    { flags: '--cudnn <version>', description: 'cuDNN of the wheel, such as 9 or 9.5' },
    { flags: '--python <version>', description: 'Python, such as 3.11' },
    { flags: '--os <name>', description: 'System in the container, such as ubuntu22.04' },
    { flags: '--gpu <name>', description: 'GPU that must run it, such as V100, or its compute capability' },
    { flags: '--driver <version>', description: 'NVIDIA driver of the host, such as 535.104.05' },
    { flags: '--with <names>', description: `Libraries, with commas between: ${COMPANIONS.join(', ')}` },
    { flags: '--facts <directory>', description: 'Folder whose tables take the place of the own ones' },
    { flags: '--json', description: 'Print one document resolution/1' },
  ],
  examples: [
    { command: 'torchdock resolve', says: 'The newest that fits together.' },
    { command: 'torchdock resolve --gpu V100 --driver 535.104.05', says: 'The newest that this machine runs.' },
    {
      command: 'torchdock resolve --torch 2.7 --cuda 12.1 --with torchvision',
      says: 'A pair that does not exist: why, and what comes nearest.',
    },
    {
      command: 'torchdock resolve --torch 2.7 --python 3.10 --os ubuntu22.04 --json',
      says: 'For a program.',
    },
  ],
  run: async (_args, options, context) => {
    const text = (name: string): string | undefined => textOption(options, name);
    const resolved = await resolveVersions(context.host, {
      words: {
        torch: text('torch'),
        cuda: text('cuda'),
        cudnn: text('cudnn'),
        python: text('python'),
        os: text('os'),
        gpu: text('gpu'),
        driver: text('driver'),
        with: text('with'),
      },
      factsDirectory: text('facts'),
    });
    if (resolved.kind === 'mistyped') throw new UsageError(resolved.message, resolved.hint);
    if (resolved.kind === 'refused') {
      if (hasFlag(options, 'json')) context.print(renderJson(resolved.findings));
      else printFindings(resolved.findings, 'text', resolved.sources, context);
      return EXIT.findings;
    }
    const { request, resolution } = resolved;
    if (hasFlag(options, 'json')) context.print(toResolutionDocument(resolution, request));
    else showResolution(resolution, request, context);
    return resolution.verdict === 'fits' ? EXIT.ok : EXIT.findings;
  },
};
