import type { MappedText } from '../base/mapped-text.js';
import type { SourceText } from '../base/text.js';
import { placeOf } from '../base/text.js';
import { runFindings } from '../findings/catalog/run.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { addContainerRun, type RunContext } from './container-run.js';
import { addImageBuild } from './image-build.js';
import { type ReadScript, readScriptLines, type ScriptOptions } from './script-lines.js';

/** More messages about one text say nothing more: the first error is what has to be mended. */
const MAX_PROBLEMS = 3;

const RUNS = /(?:docker|podman|nerdctl|buildah)\s+(?:\w+\s+)?(?:run|create|build|bud)\b/;

export interface ContainerScriptOptions extends ScriptOptions {
  /** Syntax errors are not reported: the text may be no shell code at all. */
  readonly isSilent?: boolean;
}

/** A cheap test whether a text can hold a line that `addContainerScript` reads. */
export function mentionsContainers(text: string): boolean {
  return /docker|podman|nerdctl|buildah/.test(text);
}

/** Adds the containers that a shell text starts and the images that it builds. Gives the number of such lines. */
export function addContainerScript(
  builder: FragmentBuilder,
  source: SourceText,
  mapped: MappedText,
  context: RunContext,
  options: ContainerScriptOptions = {},
): number {
  const script = readScriptLines(source, mapped, options);
  // A script that only mentions containers is not ours to judge.
  if (!options.isSilent && RUNS.test(mapped.text)) reportSyntax(builder, source, script.problems);
  let count = 0;
  for (const { line, directory } of script.lines) {
    if (addContainerRun(builder, line, context, directory) !== undefined) count += 1;
    else if (addImageBuild(builder, line, context, directory) !== undefined) count += 1;
  }
  return count;
}

export function reportSyntax(builder: FragmentBuilder, source: SourceText, problems: ReadScript['problems']): void {
  for (const { message, span } of problems.slice(0, MAX_PROBLEMS))
    builder.addFinding(runFindings.syntax({ problem: message }, placeOf(source, span)));
}
