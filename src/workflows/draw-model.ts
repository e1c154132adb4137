import type { Host } from '../host/host.js';
import { MODEL_VIEW } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import type { Drawn } from './draw/drawn.js';
import { readOneModel } from './model/read-one-model.js';
import type { ModelRequest } from './model.js';

/** Draws one model; of a file or folder with a single one, that one. */
export async function drawModelView(host: Host, request: ModelRequest, options: ViewOptions): Promise<Drawn> {
  const result = await readOneModel(host, request);
  if (result.kind === 'refused') return result;
  const view = await MODEL_VIEW.load();
  const diagram = view.draw(result.model, options);
  return {
    kind: 'drawn',
    diagram: { ...diagram, notes: [...diagram.notes, ...result.notes] },
    sources: result.sources,
    findings: result.findings,
  };
}
