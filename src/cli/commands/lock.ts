import { writeJsonDocument } from '../../base/json-document.js';
import type { Lock, LockedEnvironment } from '../../environment/lock/lock.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { type LockResult, lockProject } from '../../workflows/lock.js';
import type { Command, CommandContext } from '../command.js';
import { EXIT } from '../command.js';
import { layoutColumns, readableWidth } from '../help/columns.js';
import { hasFlag, textOption } from '../options.js';
import { printFindings } from '../show-findings.js';
import { showResolution } from '../show-resolution.js';

export const lock: Command = {
  name: 'lock',
  summary: 'Pin the versions that fit into torchdock.lock',
  description:
    'Resolves what torchdock.yaml asks for (or nothing, where there is none) and writes torchdock.lock: exact versions, index addresses and base images, for each accelerator. Commit it: build and up then use the same versions on every machine. A lock that fits torchdock.yaml is left as it is. Nothing is looked up on a network unless --digests is given.',
  arguments: [{ name: '[directory]', description: 'Folder of torchdock.yaml; the current one when absent' }],
  options: [
    {
      flags: '--check',
      description: 'Write nothing; status 1 when the lock is missing or does not fit torchdock.yaml',
    },
    { flags: '--update', description: 'Resolve anew by the newest tables, even where the lock fits' },
    { flags: '--digests', description: 'Ask the registries of the base images for their digests' },
    { flags: '--facts <directory>', description: 'Folder whose tables take the place of the own ones' },
    { flags: '--json', description: 'Print one document lock/1' },
  ],
  examples: [
    { command: 'torchdock lock', says: 'Write torchdock.lock, or say that it is up to date.' },
    { command: 'torchdock lock --check', says: 'In CI: fail when somebody changed torchdock.yaml alone.' },
    { command: 'torchdock lock --digests', says: 'Pin the base images by what their registries say today.' },
  ],
  run: async ([directory], options, context) => {
    const result = await lockProject(context.host, {
      directory: typeof directory === 'string' ? directory : '.',
      factsDirectory: textOption(options, 'facts'),
      isCheck: hasFlag(options, 'check'),
      isUpdate: hasFlag(options, 'update'),
      asksRegistries: hasFlag(options, 'digests'),
    });
    if (hasFlag(options, 'json')) context.print(toLockDocument(result));
    else showLock(result, context);
    return result.kind === 'lock' ? EXIT.ok : EXIT.findings;
  },
};

function showLock(result: LockResult, context: CommandContext): void {
  const { findings, sources } = result;
  if (result.kind === 'refused') {
    const { conflict } = result;
    if (!conflict) printFindings(findings, 'text', sources, context);
    else {
      if (conflict.accelerator !== 'auto') context.say(`For ${conflict.accelerator}:`);
      showResolution(conflict.resolution, conflict.request, context);
    }
    return;
  }
  if (findings.length > 0) printFindings(findings, 'text', sources, context);
  const { path, state } = result;
  context.print(
    [
      `${visibleText(path)} ${state === 'written' ? 'is written' : 'is up to date'}:`,
      ...rows(result.lock, context),
    ].join('\n'),
  );
  if (state === 'written' && result.unpinned.length > 0)
    context.say(
      `Without a digest: ${result.unpinned.map(visibleText).join(', ')}. torchdock lock --digests asks for it.`,
    );
}

function rows({ environments }: Lock, { host }: CommandContext): readonly string[] {
  return layoutColumns(
    Object.entries(environments).map(([name, environment]) => [name, visibleText(describe(environment))]),
    readableWidth(host.terminal.columns),
  );
}

function describe({ torch, cuda, python, companions, base }: LockedEnvironment): string {
  return [
    torch === undefined ? 'PyTorch of the base or its packages' : `PyTorch ${torch}`,
    ...(cuda === undefined || cuda === 'cpu' ? [] : [`CUDA ${cuda}`]),
    ...(python === undefined ? [] : [`Python ${python}`]),
    ...Object.entries(companions).map(([name, version]) => `${name} ${version}`),
    base.reference,
  ].join(', ');
}

/** The document `lock/1`; `null` stands for what is not locked. */
function toLockDocument(result: LockResult): string {
  const findings = result.findings.map(toFindingRecord);
  if (result.kind === 'refused')
    return writeJsonDocument({ schema: 'lock/1', state: 'refused', path: null, environments: null, findings });
  const environments = Object.entries(result.lock.environments).map(([accelerator, environment]) => ({
    accelerator,
    torch: environment.torch ?? null,
    cuda: environment.cuda ?? null,
    cudnn: environment.cudnn ?? null,
    python: environment.python ?? null,
    pythonFrom: environment.pythonFrom,
    os: environment.os ?? null,
    indexUrl: environment.indexUrl ?? null,
    companions: environment.companions,
    driver: { minimum: environment.driver?.minimum ?? null, toolkit: environment.driver?.toolkit ?? null },
    base: { reference: environment.base.reference, digest: environment.base.digest ?? null },
  }));
  const { state, path } = result;
  return writeJsonDocument({ schema: 'lock/1', state, path, environments, findings });
}
