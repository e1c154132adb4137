import type { Facts, OperatingSystem } from '../../environment/facts/facts.js';
import { findSystem } from '../../environment/resolver/find-system.js';
import { compareVersions } from '../../environment/version.js';
import { compatibilityFindings } from '../../findings/catalog/compatibility.js';
import { cudaVersionOfBuild } from '../../graph/software.js';
import type { Rule } from '../rule.js';
import { torchInstallations } from './builds.js';
import type { Installation } from './installations.js';
import { insideOf } from './official-image.js';
import { possibleReleases } from './pin.js';
import { namedBuild } from './wheel.js';

/** The operating system of an installation, as its base image names it. */
export function systemOf({ packages, image }: Installation, { systems, ...facts }: Facts): OperatingSystem | undefined {
  const reference = image?.facts.reference;
  // `python:3.12-alpine` does not say which Alpine; none has glibc.
  const isAlpine = reference?.repository === 'library/alpine' || /(?:^|-)alpine/.test(reference?.tag ?? '');
  if (reference?.registry === 'docker.io' && isAlpine) return known('alpine', systems);
  const found = packages.find(({ facts: one }) => one.ecosystem === 'os')?.facts;
  if (found)
    return known(`${found.name}${found.version ?? ''}`, systems) ?? known(found.version ?? found.name, systems);
  const os = image ? insideOf(image, { systems, ...facts })?.os : undefined;
  return os === undefined ? undefined : known(os, systems);
}

function known(text: string, systems: readonly OperatingSystem[]): OperatingSystem | undefined {
  const name = text.startsWith('alpine') ? 'alpine' : text;
  const found = findSystem(name, systems);
  return found.kind === 'known' ? found.system : undefined;
}

const oldSystem: Rule = {
  code: 'CMP-11',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap(({ installation, torch }) => {
      const system = systemOf(installation, facts);
      const isWheel = torch.node.facts.ecosystem === 'pip' && !torch.isFromImage;
      const possible = possibleReleases(facts, torch);
      if (!system || !isWheel || possible.length === 0) return [];
      const cuda = cudaVersionOfBuild(namedBuild(installation, torch));
      const needs = (release: (typeof possible)[number]): string =>
        (release.builds.find((build) => build.cuda === cuda) ?? release.cpuBuild).glibc;
      const { glibc } = system;
      const isEnough = (needed: string): boolean => glibc !== undefined && compareVersions(glibc, needed) >= 0;
      if (possible.some((release) => isEnough(needs(release)))) return [];
      const params = {
        torch: torch.version === undefined ? 'PyTorch' : `PyTorch ${torch.version}`,
        system: system.title,
        glibc,
        needed: needs(possible[0] as (typeof possible)[number]),
        last: facts.releases.findLast((release) => isEnough(needs(release)))?.version,
      };
      return [compatibilityFindings.oldSystem(params, torch.node.origins[0])];
    }),
};

export const systemRules: readonly Rule[] = [oldSystem];
