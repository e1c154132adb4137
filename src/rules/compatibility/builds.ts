import { uniqueBy } from '../../base/order.js';
import type { Facts } from '../../environment/facts/facts.js';
import { compareVersions, isNewerThan, minorOf } from '../../environment/version.js';
import { compatibilityFindings } from '../../findings/catalog/compatibility.js';
import type { Finding } from '../../findings/finding.js';
import type { GraphIndex } from '../../graph/graph.js';
import { cudaVersionOfBuild } from '../../graph/software.js';
import type { Rule } from '../rule.js';
import { extraIndexOf, mainIndexOf } from './index-url.js';
import { type Installation, listInstallations } from './installations.js';
import { exactPins, findPin, type Pin, possibleReleases, releaseOf } from './pin.js';
import { indexOfCuda, knownCudas, namedBuild, nearestCuda, releasesFor } from './wheel.js';

/** An installation and its PyTorch, where the files say enough of it. */
export interface TorchInstallation {
  readonly installation: Installation;
  readonly torch: Pin;
}

export function torchInstallations(graph: GraphIndex): readonly TorchInstallation[] {
  return listInstallations(graph).flatMap((installation) => {
    const torch = findPin(installation, 'torch');
    return torch ? [{ installation, torch }] : [];
  });
}

const noBuild: Rule = {
  code: 'CMP-01',
  check: (graph, facts) => [
    // Each command fails for itself, whatever is installed later.
    ...allPins(graph).flatMap(({ installation, torch }) => checkExact(installation, torch, facts)),
    ...torchInstallations(graph)
      .filter(({ torch }) => torch.version === undefined)
      .flatMap(({ installation, torch }) => checkRange(installation, torch, facts)),
  ],
};

/** Every exact version of PyTorch that something installs, also those that a later command replaces. */
function allPins(graph: GraphIndex): readonly TorchInstallation[] {
  const all = listInstallations(graph).flatMap((installation) =>
    exactPins(installation, 'torch')
      .filter(({ isFromImage }) => !isFromImage)
      .map((torch) => ({ installation, torch })),
  );
  // One package stands in the installations of all stages above it.
  return uniqueBy(all, ({ torch }) => torch.node.id);
}

function checkExact(installation: Installation, torch: Pin, facts: Facts): readonly Finding[] {
  const { version = '', node } = torch;
  const release = releaseOf(facts, version);
  if (!release) return isCertainlyUnreleased(version, torch, facts) ? [unreleased(version, torch, facts)] : [];
  const cuda = cudaVersionOfBuild(namedBuild(installation, torch));
  if (cuda === undefined || isAfterTables(cuda, facts) || releasesFor(facts, cuda).includes(release.version)) return [];
  const builds = release.builds.map((build) => build.cuda);
  const last = releasesFor(facts, cuda).at(-1);
  const params = {
    what: `PyTorch ${version}`,
    cuda,
    builds,
    nearest: nearestCuda(cuda, builds) ?? '',
    last,
    version,
    isConda: node.facts.ecosystem === 'conda',
    index: indexOfCuda(nearestCuda(cuda, builds) ?? cuda),
  };
  return [compatibilityFindings.noBuild(params, node.origins[0])];
}

/** Between the oldest and the newest release of the tables every release is there. */
function isCertainlyUnreleased(version: string, { node }: Pin, { releases }: Facts): boolean {
  const [first, last] = [releases[0]?.version ?? '', releases.at(-1)?.version ?? ''];
  const index = mainIndexOf(node.facts);
  return (
    node.facts.ecosystem === 'pip' &&
    index.kind !== 'other' &&
    compareVersions(version, first) > 0 &&
    compareVersions(version, last) < 0 &&
    version.split('.').length <= 3
  );
}

function unreleased(version: string, { node }: Pin, { releases }: Facts): Finding {
  const versions = releases.map((release) => release.version);
  const siblings = versions.filter((one) => minorOf(one) === minorOf(version));
  const known = siblings.length > 0 ? siblings : versions.filter((one) => one.startsWith(`${version.split('.')[0]}.`));
  return compatibilityFindings.noBuild({ what: `PyTorch ${version}`, known }, node.origins[0]);
}

/** No version, or a range of them, from the index of one CUDA. */
function checkRange(installation: Installation, torch: Pin, facts: Facts): readonly Finding[] {
  const { node, specifier } = torch;
  const cuda = cudaVersionOfBuild(namedBuild(installation, torch));
  if (cuda === undefined || node.facts.ecosystem !== 'pip' || isAfterTables(cuda, facts)) return [];
  const cudas = knownCudas(facts);
  if (compareVersions(cuda, cudas[0] ?? '') < 0) return [];
  const inIndex = releasesFor(facts, cuda);
  const isPossible = possibleReleases(facts, torch).some(({ version }) => inIndex.includes(version));
  const isUnfinished = facts.releases.at(-1)?.version === inIndex.at(-1);
  if (isPossible || isUnfinished) return [];
  const nearest = nearestCuda(cuda, cudas);
  const what = specifier === undefined ? 'PyTorch' : `PyTorch ${specifier}`;
  const builds = inIndex.length === 0 ? cudas : [...new Set(possibleBuilds(facts, torch))].sort(compareVersions);
  const index = indexOfCuda((inIndex.length === 0 ? nearest : nearestCuda(cuda, builds)) ?? cuda);
  return [compatibilityFindings.noBuild({ what, cuda, builds, last: inIndex.at(-1), index }, node.origins[0])];
}

function possibleBuilds(facts: Facts, torch: Pin): readonly string[] {
  return possibleReleases(facts, torch).flatMap(({ builds }) => builds.map(({ cuda }) => cuda));
}

function isAfterTables(cuda: string, facts: Facts): boolean {
  return isNewerThan(cuda, knownCudas(facts).at(-1) ?? '');
}

const frozenIndex: Rule = {
  code: 'CMP-07',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap(({ installation, torch }) => {
      const cuda = cudaVersionOfBuild(namedBuild(installation, torch));
      const { ecosystem } = torch.node.facts;
      if (torch.version !== undefined || cuda === undefined || ecosystem !== 'pip') return [];
      const cudas = knownCudas(facts);
      const newest = facts.releases.at(-1)?.version ?? '';
      const inIndex = releasesFor(facts, cuda);
      const last = inIndex.at(-1);
      const isOlder = compareVersions(cuda, cudas[0] ?? '') < 0;
      if (last === newest || (!isOlder && last === undefined) || isCapped(torch, last, facts)) return [];
      return [
        compatibilityFindings.frozenIndex(
          { cuda, last, newest, oldest: facts.releases[0]?.version ?? '' },
          torch.node.origins[0],
        ),
      ];
    }),
};

/** The range ends at or before the last release of the index: whoever wrote it knows. */
function isCapped(torch: Pin, last: string | undefined, facts: Facts): boolean {
  const possible = possibleReleases(facts, torch).at(-1)?.version;
  if (torch.specifier === undefined || possible === undefined) return false;
  return compareVersions(possible, last ?? '0') <= 0 || possible !== facts.releases.at(-1)?.version;
}

const otherIndex: Rule = {
  code: 'CMP-13',
  check: (graph, facts) =>
    allPins(graph).flatMap(({ torch }) => {
      const { facts: written, origins } = torch.node;
      const release = releaseOf(facts, torch.version);
      if (!release || torch.local !== undefined || mainIndexOf(written).kind !== 'pypi') return [];
      const cudas = extraIndexOf(written).map(({ build }) => cudaVersionOfBuild(build));
      const [cuda] = cudas;
      const isThere = cudas.some((one) => one === undefined || releasesFor(facts, one).includes(release.version));
      if (cuda === undefined || isThere || isAfterTables(cuda, facts)) return [];
      const builds = release.builds.map((build) => build.cuda);
      const nearest = nearestCuda(cuda, builds) ?? release.defaultCuda;
      const params = { torch: release.version, cuda, usual: release.defaultCuda, index: indexOfCuda(nearest) };
      return [compatibilityFindings.otherIndex(params, origins[0])];
    }),
};

export const buildRules: readonly Rule[] = [noBuild, frozenIndex, otherIndex];
