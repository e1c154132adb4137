import { writeJsonDocument } from '../../base/json-document.js';
import { relativePath } from '../../base/paths.js';
import { formatCount } from '../../base/units.js';
import type { Lock, LockedEnvironment } from '../../environment/lock/lock.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { findEngineDigests } from '../../workflows/life/find-engine-digest.js';
import { type LockResult, lockProject } from '../../workflows/lock.js';
import { lockPackages } from '../../workflows/lock-packages.js';
import { findRegistryDigests } from '../../workflows/project/find-registry-digests.js';
import type { FindDigest } from '../../workflows/project/renew-lock.js';
import type { Command, CommandContext, ExitStatus, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import { layoutColumns, readableWidth } from '../help/columns.js';
import { createLifeWorld, ENGINE_OPTION, readDirectory, readEngine, readLifeRequest } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { hasFlag, textOption } from '../options.js';
import { printFindings } from '../show-findings.js';
import { showResolution } from '../show-resolution.js';
import { UsageError } from '../usage-error.js';

export const lock: Command = {
  name: 'lock',
  summary: 'Pin the versions that fit into torchdock.lock',
  description:
    'Resolves what torchdock.yaml asks for (or nothing, where there is none) and writes torchdock.lock: exact versions, index addresses and base images, for each accelerator. Commit it: build and up then use the same versions on every machine. A lock that fits torchdock.yaml is left as it is. Nothing is looked up on a network unless --digests is given. With --packages it asks the running container which Python packages it has, and writes their exact versions as constraints of the next build.',
  arguments: [{ name: '[directory]', description: 'Folder of torchdock.yaml; the current one when absent' }],
  options: [
    {
      flags: '--check',
      description: 'Write nothing; status 1 when the lock is missing or does not fit torchdock.yaml',
    },
    { flags: '--update', description: 'Resolve anew by the newest tables, even where the lock fits' },
    {
      flags: '--digests',
      description: 'Ask the registries of the base images for their digests; where none answers, the engine',
    },
    {
      flags: '--packages',
      description: 'Also pin every Python package, as the container that runs has it',
    },
    {
      flags: '--accelerator <name>',
      description: 'With --packages: the one that the container is of (default: auto)',
    },
    { ...ENGINE_OPTION, description: 'What is asked for packages and digests (default: the one that up used)' },
    { flags: '--facts <directory>', description: 'Folder whose tables take the place of the own ones' },
    { flags: '--json', description: 'Print one document lock/1' },
  ],
  examples: [
    { command: 'torchdock lock', says: 'Write torchdock.lock, or say that it is up to date.' },
    { command: 'torchdock lock --check', says: 'In CI: fail when somebody changed torchdock.yaml alone.' },
    { command: 'torchdock lock --digests', says: 'Pin the base images by what their registries say today.' },
    {
      command: 'torchdock up && torchdock lock --packages',
      says: 'The next build gets the very packages that were tried.',
    },
  ],
  run: async ([directory], options, context) => {
    if (hasFlag(options, 'packages')) return lockRunning(directory, options, context);
    const request = {
      directory: readDirectory(directory),
      factsDirectory: textOption(options, 'facts'),
      isCheck: hasFlag(options, 'check'),
      isUpdate: hasFlag(options, 'update'),
      asksRegistries: hasFlag(options, 'digests'),
    };
    const result = await lockProject(context.host, request, findDigests(directory, options, context));
    if (hasFlag(options, 'json')) context.print(toLockDocument(result));
    else showLock(result, context);
    return result.kind === 'lock' ? EXIT.ok : EXIT.findings;
  },
};

/** What a registry says today; where none answers, what it said when the image was fetched that is here. */
function findDigests(
  directory: string | readonly string[] | undefined,
  options: OptionValues,
  context: CommandContext,
): FindDigest {
  const world = createLifeWorld(context, options, { tell: () => undefined, interrupted: new AbortController().signal });
  const askRegistry = findRegistryDigests(context.host.network);
  const askEngine = findEngineDigests(world, { directory: readDirectory(directory), engine: readEngine(options) });
  return async (reference) => (await askRegistry(reference)) ?? askEngine(reference);
}

/** What the container holds becomes part of the lock. */
async function lockRunning(
  directory: string | readonly string[] | undefined,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const other = ['check', 'update', 'digests'].find((name) => hasFlag(options, name));
  if (other !== undefined)
    throw new UsageError(`'--packages' and '--${other}' are two steps`, `Type torchdock lock --${other} first.`);
  const world = createLifeWorld(context, options, { tell: () => undefined, interrupted: context.takeInterrupts() });
  const result = await lockPackages(readLifeRequest(directory, options), world);
  if (result.kind !== 'packages')
    return showNotDone(result, { schema: 'lock/1', isJson: hasFlag(options, 'json') }, context);
  const path = relativePath(context.host.workingDirectory, result.path);
  const shown = { ...result, kind: 'lock', path, unpinned: [] } as const;
  if (hasFlag(options, 'json')) context.print(toLockDocument(shown));
  else {
    showLock(shown, context);
    if (result.state === 'written')
      context.say('Commit it: every build from now on gets these packages. torchdock up makes it anew once.');
  }
  return EXIT.ok;
}

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

function describe({ torch, cuda, python, companions, base, constraints }: LockedEnvironment): string {
  return [
    torch === undefined ? 'PyTorch of the base or its packages' : `PyTorch ${torch}`,
    ...(cuda === undefined || cuda === 'cpu' ? [] : [`CUDA ${cuda}`]),
    ...(python === undefined ? [] : [`Python ${python}`]),
    ...Object.entries(companions).map(([name, version]) => `${name} ${version}`),
    base.reference,
    ...(constraints ? [formatCount(constraints.length, 'Python package')] : []),
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
    packages: environment.constraints ?? null,
  }));
  const { state, path } = result;
  return writeJsonDocument({ schema: 'lock/1', state, path, environments, findings });
}
