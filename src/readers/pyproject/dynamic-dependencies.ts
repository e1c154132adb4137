import { directoryOf, joinPath } from '../../base/paths.js';
import { placeOf, type SourceText } from '../../base/text.js';
import { collectRequirements } from '../../commands/requirements/collect-requirements.js';
import { logicalLines } from '../../commands/requirements/logical-lines.js';
import { requiredPackages } from '../../commands/requirements/required-packages.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import type { Finding } from '../../findings/finding.js';
import type { PackageEntry } from '../../graph/package-nodes.js';
import { type DataNode, entriesOf, textOf, valueAt } from '../../syntax/data/data-node.js';

interface DynamicDependencies {
  readonly entries: readonly PackageEntry[];
  readonly findings: readonly Finding[];
}

/** `[tool.setuptools.dynamic] dependencies = { file = ["requirements.txt"] }`: the lists that stand in files of their own. */
export function readDynamicDependencies(
  source: SourceText,
  document: DataNode | undefined,
  open: (path: string) => SourceText | undefined,
): DynamicDependencies {
  const dynamic = valueAt(document, 'tool', 'setuptools', 'dynamic');
  const optional = entriesOf(valueAt(dynamic, 'optional-dependencies'));
  const lists = [
    { files: valueAt(dynamic, 'dependencies', 'file') },
    ...optional.map(({ key, value }) => ({ files: valueAt(value, 'file'), group: key })),
  ];
  const entries: PackageEntry[] = [];
  const findings: Finding[] = [];
  for (const { files, group } of lists as readonly { files: DataNode | undefined; group?: string }[])
    for (const file of files?.kind === 'list' ? files.items : files ? [files] : []) {
      const path = textOf(file) ?? '';
      const opened = open(joinPath(directoryOf(source.path), path));
      if (!opened) {
        const params = { path: JSON.stringify(path), option: 'tool.setuptools.dynamic' };
        findings.push(manifestFindings.missingInclude(params, placeOf(source, file.span)));
        continue;
      }
      const collected = collectRequirements(opened, logicalLines(opened), open);
      entries.push(...requiredPackages(collected, group));
      findings.push(...collected.findings);
    }
  return { entries, findings };
}
