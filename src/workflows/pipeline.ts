import { joinPath, relativePath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import { type Host, HostError } from '../host/host.js';
import { buildPipeline } from '../training/build-pipeline.js';
import { followScript } from '../training/follow-script.js';
import type { Pipeline } from '../training/pipeline.js';
import { openSources } from './model/open-sources.js';
import { type LaunchedBy, withLauncher } from './training/with-launcher.js';

export interface PipelineRequest {
  /** A Python file, from `base`. */
  readonly target: string;
  /** Folder that the target is named from; the working directory when absent. */
  readonly base?: string;
  /** What the command that starts it says after the script; absent when nobody starts it. */
  readonly arguments?: readonly string[];
  /** That command, where it starts processes. */
  readonly launched?: LaunchedBy;
  readonly sitePackages?: string | undefined;
}

export interface ReadPipeline {
  readonly pipeline: Pipeline;
  /** The texts that were read for it. */
  readonly sources: readonly SourceText[];
}

/**
 * How a script trains, with nothing executed:
 *
 *     script → watched interpreter → Program → elements, loops, flows → Pipeline
 */
export function readPipeline(host: Host, request: PipelineRequest): ReadPipeline {
  const { workingDirectory } = host;
  const full = joinPath(request.base ?? workingDirectory, request.target);
  const path = relativePath(workingDirectory, full);
  if (host.status(full)?.kind !== 'file') throw new HostError(full, 'ENOENT', `${path} does not exist`);
  const opened = openSources(host, path, request.sitePackages);
  const { program, recorder } = followScript({
    sources: opened.provider,
    roots: opened.roots,
    path,
    arguments: request.arguments,
  });
  const built = buildPipeline(program, recorder);
  const pipeline = request.launched ? withLauncher(built, request.launched) : built;
  const words = request.arguments;
  return { pipeline: words ? { ...pipeline, command: { arguments: words } } : pipeline, sources: opened.texts() };
}
