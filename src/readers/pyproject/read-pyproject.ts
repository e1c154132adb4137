import { directoryOf, joinPath } from '../../base/paths.js';
import { placeOf, type SourceText } from '../../base/text.js';
import { hasCredentials, pythonPackage } from '../../commands/python-package.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import type { Finding } from '../../findings/finding.js';
import { createFragmentBuilder, type Fragment, type FragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import { addManifest, type PackageEntry } from '../../graph/package-nodes.js';
import { type DataEntry, type DataNode, entriesOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseToml } from '../../syntax/toml/parse-toml.js';
import type { ReadContext, Reader } from '../reader.js';
import { readDynamicDependencies } from './dynamic-dependencies.js';
import { type PackageSources, readPackageSources, sourcesOf } from './package-sources.js';
import { readPoetryDependencies } from './poetry-dependencies.js';
import { readProjectDependencies } from './project-dependencies.js';

/** pyproject.toml: the standard tables, uv's sources and indexes, Poetry's own dependencies. */
export const pyprojectReader: Reader = { kind: 'pyproject', read: readPyproject };

function readPyproject(source: SourceText, context: ReadContext): Fragment {
  const builder = createFragmentBuilder();
  const { documents, problems } = parseToml(source);
  for (const finding of reportDataProblems(source, 'TOML', problems)) builder.addFinding(finding);
  const [document] = documents;
  const project = readProjectDependencies(source, document);
  const sources = readPackageSources(source, document);
  const findings: Finding[] = [...project.findings];
  const declared = [...project.declared, ...readPoetryDependencies(source, document)];
  const entries = declared
    .flatMap((item) => sourcesOf(item, sources, findings))
    .map(
      (sourced): PackageEntry => ({
        facts: pythonPackage(sourced.declared.requirement, sourced.source),
        places: [sourced.declared.place],
      }),
    );
  const dynamic = readDynamicDependencies(source, document, context.open);
  const python = pythonVersions(document);
  const facts = { path: source.path, format: 'pyproject', ...(python === undefined ? {} : { python }) } as const;
  addManifest(builder, facts, [...entries, ...dynamic.entries]);
  for (const entry of entriesOf(valueAt(document, 'project', 'scripts'))) addScript(builder, source, context, entry);
  for (const finding of [...findings, ...dynamic.findings, ...findCredentials(sources)]) builder.addFinding(finding);
  return builder.fragment();
}

function pythonVersions(document: DataNode | undefined): string | undefined {
  return (
    textOf(valueAt(document, 'project', 'requires-python')) ??
    textOf(valueAt(document, 'tool', 'poetry', 'dependencies', 'python'))
  );
}

/** `train = "package.train:main"` is the file `package/train.py`, or the same below `src/`, when it is there. */
function addScript(builder: FragmentBuilder, source: SourceText, context: ReadContext, entry: DataEntry): void {
  const module = textOf(entry.value)?.split(':', 1)[0]?.trim() ?? '';
  if (!/^\w+(?:\.\w+)*$/.test(module)) return;
  const inside = module.replaceAll('.', '/');
  const path = [`${inside}.py`, `src/${inside}.py`, `${inside}/__init__.py`, `src/${inside}/__init__.py`]
    .map((candidate) => joinPath(directoryOf(source.path), candidate))
    .find((candidate) => context.open(candidate) !== undefined);
  if (path === undefined) return;
  const place = placeOf(source, { start: entry.keySpan.start, end: entry.value.span.end });
  builder.addNode({
    kind: 'script',
    id: nodeId.script(path),
    label: path,
    origins: [place],
    facts: { path, arguments: [] },
  });
}

function findCredentials({ indexes }: PackageSources): readonly Finding[] {
  return indexes
    .filter(({ url }) => hasCredentials(url))
    .map(({ name, place }) => manifestFindings.credentials({ what: `the index ${JSON.stringify(name)}` }, place));
}
