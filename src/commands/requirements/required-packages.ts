import type { Place } from '../../base/text.js';
import type { PackageEntry } from '../../graph/package-nodes.js';
import type { Requirement } from '../../syntax/requirement/parse-requirement.js';
import { pythonPackage } from '../python-package.js';
import type { CollectedRequirements } from './collect-requirements.js';

/** The packages that get installed, each narrowed by its constraint. */
export function requiredPackages(collected: CollectedRequirements, group?: string): readonly PackageEntry[] {
  const { requirements, constraints, indexUrl, extraIndexUrls } = collected;
  const byName = new Map(constraints.map((constraint) => [constraint.requirement.name, constraint]));
  const source = {
    extraIndexUrls,
    ...(indexUrl === undefined ? {} : { indexUrl }),
    ...(group === undefined ? {} : { group }),
  };
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
