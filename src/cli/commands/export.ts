import { writeJsonDocument } from '../../base/json-document.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { type Exported, exportPlan } from '../../workflows/export.js';
import { TARGETS } from '../../writers/targets.js';
import type { Command, CommandContext, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import { hasFlag, textOption } from '../options.js';
import { printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

/** Targets that can build the image themselves. */
const BUILDING: ReadonlySet<string> = new Set(['compose', 'devcontainer']);

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write the environment for Compose, Kubernetes, Slurm and others',
  description:
    'Says the same environment that up starts in the words of another tool, and says on standard error what that tool cannot carry. The text goes to standard output; -o writes it to a file, and never over one that torchdock did not write. Nothing is built or started.',
  arguments: [
    { name: '<target>', description: 'What to write', choices: () => TARGETS.map(({ name }) => name) },
    { name: '[directory]', description: 'Folder of torchdock.yaml; the current one when absent' },
  ],
  options: [
    { flags: '-o, --output <path>', description: 'File to write; for dockerfile the folder of all that it needs' },
    { flags: '--accelerator <name>', description: 'Which build of PyTorch, such as cpu or cu126 (default: auto)' },
    { flags: '--image <reference>', description: 'Name under which the target finds the image' },
    {
      flags: '--build <folder>',
      description: 'Folder with the exported Dockerfile, for compose and devcontainer to build from',
    },
    { flags: '--frozen', description: 'Refuse when torchdock.lock is missing or does not fit' },
    { flags: '--facts <directory>', description: 'Folder whose tables take the place of the own ones' },
    { flags: '--force', description: 'Overwrite a file that torchdock did not write' },
    { flags: '--json', description: 'Print one document export/1' },
  ],
  examples: [
    { command: 'torchdock export dockerfile -o docker', says: 'The image, with the files that it copies.' },
    {
      command: 'torchdock export compose --build docker -o compose.yaml',
      says: 'A compose file that builds it.',
    },
    {
      command: 'torchdock export kubernetes --accelerator cu126 --image registry.example/lab:1',
      says: 'For a cluster that has the image under this name.',
    },
    { command: 'torchdock export slurm > job.sbatch', says: 'A batch script; what it cannot carry is said beside.' },
  ],
  run: async ([target, directory], options, context) => {
    const build = textOption(options, 'build');
    if (build !== undefined && !BUILDING.has(String(target)))
      throw new UsageError(`option '--build' goes with ${[...BUILDING].join(' and ')}, not with ${String(target)}`);
    const exported = await exportPlan(context.host, {
      target: String(target),
      directory: typeof directory === 'string' ? directory : '.',
      accelerator: textOption(options, 'accelerator'),
      isFrozen: hasFlag(options, 'frozen'),
      factsDirectory: textOption(options, 'facts'),
      output: textOption(options, 'output'),
      image: textOption(options, 'image'),
      build,
      isForced: hasFlag(options, 'force'),
      toolVersion: VERSION,
    });
    if (hasFlag(options, 'json')) context.print(toExportDocument(String(target), exported));
    else showExport(exported, options, context);
    return exported.kind === 'exported' ? EXIT.ok : EXIT.findings;
  },
};

function showExport(exported: Exported, options: OptionValues, context: CommandContext): void {
  const { findings, sources } = exported;
  const talk = { ...context, print: context.say };
  if (exported.kind === 'refused') {
    printFindings(findings, 'text', sources, context);
    return;
  }
  const { files, written, isPinned } = exported;
  const [main, ...others] = files;
  if (written.length === 0) context.print(main?.text ?? '');
  printFindings(findings, 'text', sources, talk);
  for (const path of written) context.say(`Wrote ${visibleText(path)}`);
  if (written.length === 0 && others.length > 0)
    context.say(
      `It copies ${others.map(({ path }) => visibleText(path)).join(', ')}; -o FOLDER writes them beside it.`,
    );
  if (!isPinned && !hasFlag(options, 'frozen'))
    context.say('These versions stand in no torchdock.lock: torchdock lock pins them.');
}

function toExportDocument(target: string, exported: Exported): string {
  const { kind, findings } = exported;
  const isExported = kind === 'exported';
  return writeJsonDocument({
    schema: 'export/1',
    target,
    ok: isExported,
    pinned: isExported && exported.isPinned,
    files: isExported ? exported.files : [],
    losses: isExported ? exported.losses : [],
    written: isExported ? exported.written : [],
    findings: findings.map(toFindingRecord),
  });
}
