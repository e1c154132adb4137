import { joinPath } from '../../base/paths.js';
import { wholeVariable } from '../../commands/expansions.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import type { EnvironmentVariable } from '../../graph/node.js';
import type { ComposeEntry, ComposeValue } from './compose-value.js';
import { itemsIn, pairsIn, scalarIn, textIn } from './compose-value.js';
import { readEnvironmentFile } from './environment-file.js';
import type { ServiceReading } from './service-reading.js';
import { directoryFor } from './service-reading.js';

/**
 * Variables of the container: `environment:`, then the names that `env_file:` brings. Values of such files are left out:
 * they are where secrets are kept.
 */
export function readServiceEnvironment(reading: ServiceReading): readonly EnvironmentVariable[] {
  const own = pairsIn(reading.value, 'environment').flatMap(toVariable);
  const names = new Set(own.map(({ name }) => name));
  const fromFiles = itemsIn(reading.value, 'env_file').flatMap((item) => readFileOf(reading, item));
  return [...own, ...fromFiles.filter(({ name }) => !names.has(name))];
}

function toVariable({ key, keyPlace, value }: ComposeEntry): readonly EnvironmentVariable[] {
  if (key === '' || value.kind !== 'scalar') return [];
  const isGiven = !value.isNull && (value.unresolved.length === 0 || wholeVariable(value.text) === undefined);
  return [{ name: key, ...(isGiven ? { value: value.text } : {}), place: keyPlace }];
}

function readFileOf(reading: ServiceReading, item: ComposeValue): readonly EnvironmentVariable[] {
  const { context, project, report, environmentFiles } = reading;
  const written = item.kind === 'scalar' ? item : scalarIn(item, 'path');
  if (!written || written.unresolved.length > 0) return [];
  const path = joinPath(directoryFor(project, written.place), written.text);
  const source = context.open(path);
  if (!source) {
    if (!/^(?:false|no|off)$/i.test(textIn(item, 'required') ?? ''))
      report(composeFindings.missingEnvironmentFile({ path: written.text }, written.place));
    return [];
  }
  const known = environmentFiles.byPath.get(path);
  const variables = known ?? readEnvironmentFile(source).map(({ name, place }) => ({ name, place }));
  environmentFiles.byPath.set(path, variables);
  const taken = variables.slice(0, environmentFiles.remaining);
  environmentFiles.remaining -= taken.length;
  return taken;
}
