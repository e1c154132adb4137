import { COMPANIONS, type Companion, type Facts } from '../../environment/facts/facts.js';
import { compareVersions, minorOf } from '../../environment/version.js';
import { compatibilityFindings } from '../../findings/catalog/compatibility.js';
import type { Finding, Mend } from '../../findings/finding.js';
import { replaceText } from '../../findings/mend.js';
import type { Rule } from '../rule.js';
import { type TorchInstallation, torchInstallations } from './builds.js';
import { mainIndexOf } from './index-url.js';
import { findPin, type Pin, possibleReleases, releaseOf } from './pin.js';

const otherCompanion: Rule = {
  code: 'CMP-02',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap((found) =>
      COMPANIONS.filter((name) => facts.companions[name].ended === undefined).flatMap((name) => {
        const pin = findPin(found.installation, name);
        return pin?.version === undefined || pin.isFromImage ? [] : checkCompanion(name, pin, found, facts);
      }),
    ),
};

function checkCompanion(name: Companion, pin: Pin, { torch }: TorchInstallation, facts: Facts): readonly Finding[] {
  const { version = '' } = pin;
  const versions = facts.releases.flatMap(({ companions }) => companions[name] ?? []).sort(compareVersions);
  const isNewer = compareVersions(version, versions.at(-1) ?? '0') > 0;
  const belongsTo = facts.releases.filter((one) => isSame(one.companions[name], version)).map((one) => one.version);
  const possible = possibleReleases(facts, torch);
  if (isNewer || possible.length === 0 || servesLater(name, version, possible)) return [];
  // A version that the table does not know may be a patch of one that it knows.
  const isPatch = possible.some(({ companions }) => minorOf(companions[name] ?? '') === minorOf(version));
  // Of a release whose companion is not known, that of its neighbours may be the one.
  const isOpen = possible.some(
    (one) =>
      one.companions[name] === undefined &&
      (belongsTo.length === 0 || belongsTo.some((other) => minorOf(other) === minorOf(one.version))),
  );
  if (isOpen) return [];
  if (belongsTo.length === 0 ? isPatch : possible.some((one) => belongsTo.includes(one.version))) return [];
  const exact = releaseOf(facts, torch.version);
  const params = {
    companion: name,
    version,
    torch: torch.version ?? torch.specifier ?? '',
    expected: exact?.companions[name],
    belongsTo: belongsTo.at(-1),
  };
  return [
    compatibilityFindings.otherCompanion(params, pin.node.origins[0], mendVersion(name, pin, torch, params.expected)),
  ];
}

/** pip refuses a requirements file that holds both, so nobody relies on it; of two commands the second one has won. */
function mendVersion(name: Companion, pin: Pin, torch: Pin, expected: string | undefined): Mend | undefined {
  const place = pin.node.origins[0];
  if (!place || !pin.version || pin.local !== undefined || expected === undefined || torch.isFromImage)
    return undefined;
  return {
    title: `Write ${name}==${expected}`,
    edits: [replaceText(place, `${name}==${pin.version}`, `${name}==${expected}`)],
    isCertain: place.file.endsWith('.txt') && torch.node.origins[0]?.file === place.file,
  };
}

function isSame(a: string | undefined, b: string): boolean {
  return a !== undefined && compareVersions(a, b) === 0;
}

/** torchaudio has a stable binary interface from 2.11 on: it serves PyTorch 2.11 and every later release. */
function servesLater(name: Companion, version: string, possible: readonly { readonly version: string }[]): boolean {
  return (
    name === 'torchaudio' &&
    compareVersions(version, '2.11') >= 0 &&
    possible.some((one) => compareVersions(one.version, '2.11') >= 0)
  );
}

/** Before it, torchtext was Python only and went with any PyTorch (its own release notes of 0.7). */
const FIRST_COMPILED = '0.7';

const endedCompanion: Rule = {
  code: 'CMP-03',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap((found) =>
      COMPANIONS.flatMap((name) => {
        const { ended } = facts.companions[name];
        const pin = ended && findPin(found.installation, name);
        if (!ended || !pin || pin.isFromImage) return [];
        return checkEnded({ name, pin, ...ended }, found, facts);
      }),
    ),
};

interface Ended {
  readonly name: Companion;
  readonly pin: Pin;
  readonly last: string;
  readonly lastTorch: string;
}

function checkEnded(
  { name, pin, last, lastTorch }: Ended,
  { torch }: TorchInstallation,
  facts: Facts,
): readonly Finding[] {
  if (pin.version !== undefined && compareVersions(pin.version, FIRST_COMPILED) < 0) return [];
  const place = pin.node.origins[0];
  const possible = possibleReleases(facts, torch);
  const isEnded = possible.length > 0 && possible.every(({ companions }) => companions[name] === undefined);
  const shown = torch.version ?? torch.specifier;
  if (isEnded) return [compatibilityFindings.endedCompanion({ companion: name, torch: shown, last, lastTorch }, place)];
  const isNewest =
    torch.version === undefined && torch.specifier === undefined && mainIndexOf(torch.node.facts).kind === 'pypi';
  const isFree = pin.version === undefined ? pin.specifier === undefined : compareVersions(pin.version, last) >= 0;
  if (isNewest && isFree && pin.node.facts.ecosystem === 'pip')
    return [compatibilityFindings.endedCompanion({ companion: name, torch: undefined, last, lastTorch }, place)];
  return torch.version === undefined ? [] : checkOtherRow(name, pin, torch, facts);
}

/** torchtext of another release, as for the libraries that go on. */
function checkOtherRow(name: Companion, pin: Pin, torch: Pin, facts: Facts): readonly Finding[] {
  const expected = releaseOf(facts, torch.version)?.companions[name];
  const belongsTo = facts.releases.filter((one) => isSame(one.companions[name], pin.version ?? ''));
  if (expected === undefined || pin.version === undefined || belongsTo.length === 0 || isSame(expected, pin.version))
    return [];
  const params = { companion: name, version: pin.version, torch: torch.version ?? '', expected };
  return [
    compatibilityFindings.otherCompanion({ ...params, belongsTo: belongsTo.at(-1)?.version }, pin.node.origins[0]),
  ];
}

export const companionRules: readonly Rule[] = [otherCompanion, endedCompanion];
