import { joinPath } from '../../base/paths.js';
import { closestWord } from '../../base/suggest.js';
import { devcontainerFindings } from '../../findings/catalog/devcontainer.js';
import { nodeId } from '../../graph/ids.js';
import type { Located } from '../../graph/node.js';
import { entriesOf, entryOf, valueAt } from '../../syntax/data/data-node.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import type { Described, DevcontainerSource } from './devcontainer-source.js';
import { locatedText, oneOrMany, placeIn } from './devcontainer-source.js';

/** The compose files of a devcontainer, as far as they are needed to tell which containers are meant. */
export interface ComposeFiles {
  /** The first file: the one that names the containers. */
  readonly base: string;
  readonly services: ReadonlySet<string>;
}

/** Opens what `dockerComposeFile` names; undefined when the devcontainer has none. */
export function readComposeFiles(devcontainer: DevcontainerSource): ComposeFiles | undefined {
  const { root, folder, context, report } = devcontainer;
  const written = oneOrMany(valueAt(root, 'dockerComposeFile'))
    .map((item) => locatedText(devcontainer, item))
    .filter((item): item is Located<string> => item !== undefined && item.value !== '');
  const [first] = written;
  if (!first) return undefined;
  const services = new Set<string>();
  for (const { value, place } of written) {
    const source = context.open(joinPath(folder, value));
    if (!source && !value.includes('$')) report(devcontainerFindings.missingComposeFile({ path: value }, place));
    const documents = source ? parseYaml(source).documents : [];
    for (const document of documents) for (const { key } of entriesOf(valueAt(document, 'services'))) services.add(key);
  }
  return { base: joinPath(folder, first.value), services };
}

/** The container of the service that the devcontainer works in: the same node as the one of the compose file. */
export function describeService(devcontainer: DevcontainerSource, files: ComposeFiles): Described | undefined {
  const { root, report } = devcontainer;
  const service = locatedText(devcontainer, valueAt(root, 'service'));
  if (!service) {
    const entry = entryOf(root, 'dockerComposeFile');
    if (entry) report(devcontainerFindings.missingService({}, placeIn(devcontainer, entry.value)));
    return undefined;
  }
  const name = service.value;
  if (files.services.size > 0 && !files.services.has(name)) {
    const suggestion = name.length > 60 ? undefined : closestWord(name, [...files.services].slice(0, 300));
    report(devcontainerFindings.unknownService({ service: name, file: files.base, suggestion }, service.place));
    return undefined;
  }
  return { id: nodeId.container(files.base, name), label: name };
}
