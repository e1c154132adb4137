import { baseNameOf, directoryOf, joinPath, relativePath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import type { Plan } from '../environment/plan/plan.js';
import type { Spec } from '../environment/spec/spec.js';
import { exportFindings } from '../findings/catalog/export.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { FIELDS } from '../writers/fields.js';
import { pathFrom } from '../writers/places.js';
import { filesBeside, isExported, type Loss, type TargetContext, type TargetEntry } from '../writers/target.js';
import { TARGETS } from '../writers/targets.js';
import { type PrepareRequest, preparePlan, type RefusedPlan } from './project/prepare-plan.js';

export interface ExportRequest extends PrepareRequest {
  /** A name of `TARGETS`. */
  readonly target: string;
  /** A file, or a folder for what is several files; absolute or relative to the working directory. Undefined writes nothing. */
  readonly output?: string | undefined;
  readonly image?: string | undefined;
  /** Absolute or relative to the working directory. */
  readonly build?: string | undefined;
  /** Overwrites what torchdock did not write. */
  readonly isForced: boolean;
}

export type Exported =
  | {
      readonly kind: 'exported';
      /** The main file first. */
      readonly files: readonly ExportedFile[];
      readonly losses: readonly Loss[];
      /** What the plan has to say, and the losses. */
      readonly findings: readonly Finding[];
      readonly sources: readonly SourceText[];
      /** Paths as the person would name them; empty when nothing was to be written. */
      readonly written: readonly string[];
      /** False when the versions stand in no lock: tomorrow's may be others. */
      readonly isPinned: boolean;
    }
  | RefusedPlan;

export interface ExportedFile {
  /** Relative to the folder of the main file. */
  readonly path: string;
  readonly text: string;
}

/** From a folder to the text of one target, written where it overwrites nothing that torchdock did not write. */
export async function exportPlan(host: Host, request: ExportRequest): Promise<Exported> {
  // 1. The plan, without limits that are those of this machine: the text is for others.
  const prepared = await preparePlan({ ...host, machine: undefined }, request);
  if (prepared.kind === 'refused') return prepared;
  const { plan, spec, sources } = prepared;
  // 2. Its text in the words of the target.
  const entry = TARGETS.find(({ name }) => name === request.target);
  if (!entry) throw new Error(`no target is called ${request.target}`);
  const path = choosePath(host, entry, plan, request.output);
  const written = (await entry.load()).write(plan, describeContext(host, directoryOf(path), request));
  const folder = directoryOf(path);
  const files = [
    { path: baseNameOf(path), text: written.text },
    ...written.files.map((file) => ({ path: file.path, text: file.content })),
  ].filter((file) => joinPath(folder, file.path).startsWith(`${folder === '/' ? '' : folder}/`));
  const findings = [
    ...prepared.findings,
    ...(entry.name === 'dockerfile' ? [] : missingLimits(spec)),
    ...written.losses.map((loss) => describeLoss(entry.name, loss)),
  ];
  // 3. All of the files, or none.
  const writes = request.output !== undefined && request.output !== '-';
  const foreign = writes && !request.isForced ? findForeign(host, entry.name, folder, files) : [];
  if (foreign.length > 0) {
    const refusals = foreign.map((name) => exportFindings.notOurs({ path: relativePath(host.workingDirectory, name) }));
    return { kind: 'refused', findings: refusals, sources };
  }
  const isPinned = !prepared.lock.hasChanged;
  return {
    kind: 'exported',
    files,
    losses: written.losses,
    findings,
    sources,
    written: writes ? writeFiles(host, folder, files) : [],
    isPinned,
  };
}

/** Where the text goes, or would: relative paths in it start there. Absolute. */
function choosePath(host: Host, entry: TargetEntry, { project }: Plan, output: string | undefined): string {
  if (output === undefined || output === '-') return joinPath(project.root, entry.fileName);
  const path = joinPath(host.workingDirectory, output);
  const isFolder = entry.name === 'dockerfile' || host.status(path)?.kind === 'directory';
  return isFolder ? joinPath(path, baseNameOf(entry.fileName)) : path;
}

function describeContext(host: Host, folder: string, { image, build }: ExportRequest): TargetContext {
  return {
    folder,
    ...(image === undefined ? {} : { image }),
    ...(build === undefined ? {} : { build: pathFrom(folder, joinPath(host.workingDirectory, build)) }),
  };
}

/** What `up` takes from the machine where the spec says nothing. */
function missingLimits({ limits, places }: Spec): readonly Finding[] {
  const names = [
    ...(limits.memoryBytes === undefined ? ['memory'] : []),
    ...(limits.cpus === undefined ? ['cpus'] : []),
  ];
  return names.length > 0 ? [exportFindings.noLimits({ names }, places['limits'])] : [];
}

function describeLoss(target: string, { field, kind, message }: Loss): Finding {
  const what = FIELDS[field].title;
  return kind === 'lost'
    ? exportFindings.lost({ target, what, reason: message })
    : exportFindings.changed({ target, what, difference: message });
}

/** Files that are there with another content, and neither say that torchdock wrote them nor belong to one that does. */
function findForeign(host: Host, target: string, folder: string, files: readonly ExportedFile[]): readonly string[] {
  const [main, ...others] = files;
  const old = main ? readText(host, joinPath(folder, main.path)) : undefined;
  const ours = old !== undefined && isExported(old, target) ? filesBeside(old) : [];
  const foreign = others.filter(({ path, text }) => {
    const content = readText(host, joinPath(folder, path));
    return content !== undefined && content !== text && !ours.includes(path);
  });
  const isForeign = main !== undefined && old !== undefined && old !== main.text && !isExported(old, target);
  return [...(isForeign ? [main] : []), ...foreign].map(({ path }) => joinPath(folder, path));
}

function readText(host: Host, path: string): string | undefined {
  return host.status(path) === undefined ? undefined : new TextDecoder().decode(host.readFile(path));
}

function writeFiles(host: Host, folder: string, files: readonly ExportedFile[]): readonly string[] {
  // The main file comes last: once it is there, all that it names is there.
  for (const { path, text } of files.toReversed()) {
    const target = joinPath(folder, path);
    host.makeDirectory(directoryOf(target));
    host.writeFile(target, text);
  }
  return files.map(({ path }) => relativePath(host.workingDirectory, joinPath(folder, path)));
}
