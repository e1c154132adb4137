import { placeOf, type SourceText } from '../../base/text.js';
import { hasCredentials, withoutCredentials } from '../../commands/python-package.js';
import { collectRequirements } from '../../commands/requirements/collect-requirements.js';
import { requiredPackages } from '../../commands/requirements/required-packages.js';
import { dataFindings } from '../../findings/catalog/data.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import { createFragmentBuilder, type Fragment, type FragmentBuilder } from '../../graph/fragment.js';
import type { PackageFacts } from '../../graph/node.js';
import { addManifest, type PackageEntry } from '../../graph/package-nodes.js';
import { type DataNode, entryOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { describeKind } from '../../syntax/data/describe-kind.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { type CondaSpec, parseCondaSpec } from '../../syntax/requirement/parse-conda-spec.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import type { ReadContext, Reader } from '../reader.js';
import { declaredRuntimes } from './declared-runtimes.js';

/** environment.yml of conda, mamba and micromamba, with its `pip:` list. */
export const condaEnvironmentReader: Reader = { kind: 'conda-environment', read: readCondaEnvironment };

interface Reading {
  readonly source: SourceText;
  readonly builder: FragmentBuilder;
  readonly channels: readonly string[];
  readonly entries: PackageEntry[];
  python: string | undefined;
}

function readCondaEnvironment(source: SourceText, context: ReadContext): Fragment {
  const builder = createFragmentBuilder();
  const { documents, problems } = parseYaml(source);
  for (const finding of reportDataProblems(source, 'YAML', problems)) builder.addFinding(finding);
  const [document] = documents;
  const reading: Reading = {
    source,
    builder,
    channels: readChannels(source, builder, document),
    entries: [],
    python: undefined,
  };
  readDependencies(reading, valueAt(document, 'dependencies'), context);
  const { entries, python } = reading;
  const facts = {
    path: source.path,
    format: 'conda-environment',
    ...(python === undefined ? {} : { python }),
  } as const;
  addManifest(builder, facts, entries);
  return builder.fragment();
}

/** `nodefaults` names no channel: it takes the default ones away. */
function readChannels(source: SourceText, builder: FragmentBuilder, document: DataNode | undefined): readonly string[] {
  return itemsOf(valueAt(document, 'channels')).flatMap((item) => {
    const channel = textOf(item);
    if (channel === undefined || channel === 'nodefaults') return [];
    if (hasCredentials(channel))
      builder.addFinding(manifestFindings.credentials({ what: 'channels' }, placeOf(source, item.span)));
    return [withoutCredentials(channel)];
  });
}

function readDependencies(reading: Reading, list: DataNode | undefined, context: ReadContext): void {
  if (list && list.kind !== 'list') reportShape(reading, list, 'dependencies', 'a list of packages');
  for (const item of itemsOf(list)) {
    const pip = entryOf(item, 'pip');
    const text = textOf(item);
    if (pip) readPipList(reading, pip.value, context);
    else if (text === undefined) reportShape(reading, item, 'A dependency', 'a text such as numpy=1.26');
    else addCondaPackage(reading, text, item);
  }
}

function addCondaPackage(reading: Reading, text: string, item: DataNode): void {
  const place = placeOf(reading.source, item.span);
  const spec = parseCondaSpec(text);
  if (!spec) {
    const hint =
      'conda reads name, name=version, name=version=build or name>=version; pip requirements belong below pip:.';
    reading.builder.addFinding(
      manifestFindings.notRequirement({ text: JSON.stringify(text.slice(0, 80)), tool: 'conda', hint }, place),
    );
    return;
  }
  if (spec.name === 'python') reading.python = spec.version ?? spec.specifier?.replace(/^=/, '');
  for (const facts of [condaPackage(spec, reading.channels), ...declaredRuntimes(spec)])
    reading.entries.push({ facts, places: [place] });
}

/** Which of several channels serves a package is known only to conda's solver, so then all are named. */
function condaPackage(spec: CondaSpec, channels: readonly string[]): PackageFacts {
  const channel = spec.channel ?? (channels.length === 1 ? channels[0] : undefined);
  const several = channel === undefined && channels.length > 1 ? channels : undefined;
  return {
    ecosystem: 'conda',
    name: spec.name,
    ...(spec.version === undefined ? {} : { version: spec.version }),
    ...(spec.specifier === undefined ? {} : { specifier: spec.specifier }),
    ...(channel === undefined ? {} : { indexUrl: withoutCredentials(channel) }),
    ...(several === undefined ? {} : { extraIndexUrls: several }),
  };
}

/** conda hands these lines to pip as a requirements file beside this one. */
function readPipList(reading: Reading, list: DataNode, context: ReadContext): void {
  if (list.kind !== 'list' && textOf(list) !== undefined) reportShape(reading, list, 'pip', 'a list of requirements');
  const lines = itemsOf(list).flatMap((item) => {
    const text = textOf(item)?.trim() ?? '';
    return text === '' ? [] : [{ text, span: item.span }];
  });
  const collected = collectRequirements(reading.source, lines, context.open);
  reading.entries.push(...requiredPackages(collected));
  for (const finding of collected.findings) reading.builder.addFinding(finding);
}

function reportShape(reading: Reading, node: DataNode, key: string, expected: string): void {
  const finding = dataFindings.unexpectedValue(
    { key, expected, found: describeKind(node) },
    placeOf(reading.source, node.span),
  );
  reading.builder.addFinding(finding);
}
