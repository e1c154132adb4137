import { modelFindings } from '../../findings/catalog/model.js';
import type { Host } from '../../host/host.js';
import { type ModelRequest, type ModelResult, readModel } from '../model.js';

export type OneModel = Exclude<ModelResult, { readonly kind: 'list' }>;

/** As `readModel`; of a file or folder with a single model that one, of several none. */
export async function readOneModel(host: Host, request: ModelRequest): Promise<OneModel> {
  const result = await readModel(host, request);
  if (result.kind !== 'list') return result;
  const [only, ...others] = result.models;
  if (only && others.length === 0) {
    const { base: _base, ...rest } = request;
    return readOneModel(host, { ...rest, target: `${only.path}:${only.name}` });
  }
  const known = result.models.map(({ path, name }) => `${path}:${name}`);
  return { kind: 'refused', sources: [], findings: [modelFindings.severalModels({ path: request.target, known })] };
}
