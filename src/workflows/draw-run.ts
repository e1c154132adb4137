import { joinPath, relativePath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import type { Host } from '../host/host.js';
import type { Model } from '../models/model.js';
import { RUN_VIEW } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import type { Drawn } from './draw/drawn.js';
import { readOneModel } from './model/read-one-model.js';
import { profile } from './profile.js';
import type { Refused } from './sources/refused.js';

export interface RunRequest {
  /** What a run left behind: files and folders, from `base`. */
  readonly paths: readonly string[];
  /** The script that ran, from `base`: the picture is then how it trains. */
  readonly script?: string | undefined;
  /** What the script was started with. */
  readonly arguments?: readonly string[];
  /** The model that ran, as the view `model` names it. */
  readonly model?: string | undefined;
  readonly base?: string;
}

/** Draws where the time of a run went: over the pipeline of its script, over its model, or by itself. */
export async function drawRunView(host: Host, request: RunRequest, options: ViewOptions): Promise<Drawn> {
  const base = joinPath(host.workingDirectory, request.base ?? '.');
  const named = (path: string): string => relativePath(host.workingDirectory, joinPath(base, path)) || '.';
  // 1. What the run left behind, with the lines of its script.
  const run = await profile(host, {
    paths: request.paths.map(named),
    script: request.script === undefined ? undefined : named(request.script),
    ...(request.arguments === undefined ? {} : { arguments: request.arguments }),
  });
  if (run.kind === 'refused') return run;
  // 2. Its model, if somebody says which.
  const model = await readModelOf(host, request.model, base);
  if (model.kind === 'refused') return model;
  // 3. The picture.
  const view = await RUN_VIEW.load();
  const diagram = view.draw(
    run.report,
    {
      ...(run.pipeline === undefined ? {} : { pipeline: run.pipeline }),
      ...(model.model === undefined ? {} : { model: model.model }),
    },
    options,
  );
  return { kind: 'drawn', diagram, sources: [...(run.sources ?? []), ...model.sources], findings: run.findings };
}

type ReadModel =
  | { readonly kind: 'model'; readonly model: Model | undefined; readonly sources: readonly SourceText[] }
  | Refused;

async function readModelOf(host: Host, target: string | undefined, base: string): Promise<ReadModel> {
  return target === undefined ? { kind: 'model', model: undefined, sources: [] } : readOneModel(host, { target, base });
}
