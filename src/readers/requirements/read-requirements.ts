import { fileStart, type Place, type SourceText } from '../../base/text.js';
import { pythonPackage } from '../../commands/python-package.js';
import { createFragmentBuilder, type Fragment } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import { findConflictingVersions, type PackageEntry, packageNodes } from '../../graph/package-nodes.js';
import type { Requirement } from '../../syntax/requirement/parse-requirement.js';
import type { ReadContext, Reader } from '../reader.js';
import { type CollectedRequirements, collectRequirements } from './collect-requirements.js';

/** requirements.txt and constraints.txt, with what they include. */
export const requirementsReader: Reader = { kind: 'requirements', read: readRequirements };

function readRequirements(source: SourceText, context: ReadContext): Fragment {
  const builder = createFragmentBuilder();
  const collected = collectRequirements(source, context);
  const manifest = builder.addNode({
    kind: 'manifest',
    id: nodeId.manifest(source.path),
    label: source.path,
    origins: [fileStart(source.path)],
    facts: { path: source.path, format: 'requirements' },
  });
  const entries = toEntries(collected);
  for (const node of packageNodes(manifest, entries)) builder.addNode(node);
  for (const finding of [...collected.findings, ...findConflictingVersions(entries)]) builder.addFinding(finding);
  return builder.fragment();
}

function toEntries(collected: CollectedRequirements): readonly PackageEntry[] {
  const { requirements, constraints, indexUrl, extraIndexUrls } = collected;
  const byName = new Map(constraints.map((constraint) => [constraint.requirement.name, constraint]));
  const source = { extraIndexUrls, ...(indexUrl === undefined ? {} : { indexUrl }) };
  return requirements.map(({ requirement, place }): PackageEntry => {
    const constraint = byName.get(requirement.name);
    const narrowed = constraint ? narrow(requirement, constraint.requirement) : requirement;
    const places: [Place, ...Place[]] = constraint && narrowed !== requirement ? [place, constraint.place] : [place];
    return { facts: pythonPackage(narrowed, source), places };
  });
}

/** A constraint speaks only where the requirement itself leaves the version open. */
function narrow(requirement: Requirement, constraint: Requirement): Requirement {
  if (requirement.version !== undefined || requirement.reference !== undefined) return requirement;
  const { specifier: own, ...open } = requirement;
  if (constraint.version !== undefined) return { ...open, version: constraint.version };
  if (constraint.specifier === undefined) return requirement;
  return { ...open, specifier: own === undefined ? constraint.specifier : `${own},${constraint.specifier}` };
}
