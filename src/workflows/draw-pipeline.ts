import { joinPath } from '../base/paths.js';
import { pipelineFindings } from '../findings/catalog/pipeline.js';
import type { Host } from '../host/host.js';
import { PIPELINE_VIEW } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import type { Drawn } from './draw/drawn.js';
import { type PipelineRequest, readPipeline } from './pipeline.js';
import { chooseScript } from './training/choose-script.js';

/** Draws how one script trains; of a folder the script that its files start, or the only one that trains. */
export async function drawPipelineView(host: Host, request: PipelineRequest, options: ViewOptions): Promise<Drawn> {
  // 1. Which script, and what it is started with.
  const base = joinPath(host.workingDirectory, request.base ?? '.');
  const chosen = await chooseScript(host, base, request.target);
  if (chosen.kind === 'none') return { kind: 'refused', sources: [], findings: chosen.findings };
  const words = request.arguments ?? chosen.arguments;
  // 2. What it does.
  const { pipeline, sources } = readPipeline(host, {
    ...request,
    target: chosen.target,
    ...(words === undefined ? {} : { arguments: words }),
    ...(chosen.launched ? { launched: chosen.launched } : {}),
  });
  if (pipeline.elements.length === 0) {
    const [first] = pipeline.unknown;
    const nothing = pipelineFindings.nothingTrains({ path: pipeline.place.file, reason: first?.reason }, first?.place);
    return { kind: 'refused', sources, findings: [nothing] };
  }
  // 3. The picture.
  const view = await PIPELINE_VIEW.load();
  return { kind: 'drawn', diagram: view.draw(pipeline, options), sources, findings: [] };
}
