import type { SourceText } from '../base/text.js';
import { modelFindings } from '../findings/catalog/model.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import type { Diagram } from '../views/diagram.js';
import { MODEL_VIEW } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import { type ModelRequest, readModel } from './model.js';

export type DrawnModel =
  | {
      readonly kind: 'drawn';
      readonly diagram: Diagram;
      readonly sources: readonly SourceText[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly sources: readonly SourceText[]; readonly findings: readonly Finding[] };

/** Draws one model; of a file or folder with a single one, that one. */
export async function drawModelView(host: Host, request: ModelRequest, options: ViewOptions): Promise<DrawnModel> {
  const result = await readModel(host, request);
  if (result.kind === 'refused') return result;
  if (result.kind === 'list') {
    const [only, ...others] = result.models;
    if (only && others.length === 0) {
      const { base: _base, ...rest } = request;
      return drawModelView(host, { ...rest, target: `${only.path}:${only.name}` }, options);
    }
    const known = result.models.map(({ path, name }) => `${path}:${name}`);
    return { kind: 'refused', sources: [], findings: [modelFindings.severalModels({ path: request.target, known })] };
  }
  const view = await MODEL_VIEW.load();
  const diagram = view.draw(result.model, options);
  return {
    kind: 'drawn',
    diagram: { ...diagram, notes: [...diagram.notes, ...result.notes] },
    sources: result.sources,
    findings: result.findings,
  };
}
