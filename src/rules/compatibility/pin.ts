import type { Facts, TorchRelease } from '../../environment/facts/facts.js';
import { compareVersions, isVersion } from '../../environment/version.js';
import type { PackageNode } from '../../graph/node.js';
import type { Installation } from './installations.js';
import { allowsVersion } from './specifier.js';

/** What an installation says of one package that there can be only one of. */
export interface Pin {
  readonly node: PackageNode;
  /** Without its local part: `2.7.1`. Absent when no exact version is given. */
  readonly version?: string;
  /** The local part: `cu126`. */
  readonly local?: string;
  /** What is asked for where no version is exact. */
  readonly specifier?: string;
  /** The base image brings it. */
  readonly isFromImage: boolean;
}

/**
 * The version that counts in the end: the last one that is exact, unless something after it asks for another. Undefined
 * where that cannot be told: two versions in one command (one of them in an `if`), a file, an address.
 */
export function findPin({ packages }: Installation, name: string): Pin | undefined {
  const named = packages.filter((node) => isNamed(node, name));
  const open: PackageNode[] = [];
  for (const node of named) {
    if (node.facts.reference !== undefined && !readWheel(node.facts.reference)) return undefined;
    const pin = exactPin(node);
    if (!pin) {
      if (node.facts.version !== undefined) return undefined;
      if (node.parent?.startsWith('image:') !== true) open.push(node);
      continue;
    }
    if (isAmbiguous(named, node)) return undefined;
    const isKept = open.every(
      ({ facts }) => facts.specifier === undefined || allowsVersion(facts.specifier, pin.version ?? '') === true,
    );
    return isKept ? pin : undefined;
  }
  const [first] = open;
  // An image that holds it, in a version that its tag does not say.
  if (!first || named.length > open.length) return undefined;
  const { specifier } = first.facts;
  return { node: first, isFromImage: false, ...(specifier === undefined ? {} : { specifier }) };
}

/** Every exact version that an installation gives of a package, also where another one counts in the end. */
export function exactPins({ packages }: Installation, name: string): readonly Pin[] {
  return packages.filter((node) => isNamed(node, name)).flatMap((node) => exactPin(node) ?? []);
}

function isNamed({ facts: { ecosystem, name } }: PackageNode, wanted: string): boolean {
  if (ecosystem === 'pip') return name === wanted;
  return ecosystem === 'conda' && (name === wanted || (wanted === 'torch' && name === 'pytorch'));
}

function exactPin(node: PackageNode): Pin | undefined {
  const { version, reference, specifier, ecosystem } = node.facts;
  const text = version ?? readWheel(reference ?? '') ?? condaVersion(ecosystem, specifier);
  const [release = '', local] = (text ?? '').split('+');
  if (!isVersion(release)) return undefined;
  return {
    node,
    version: release,
    ...(local === undefined ? {} : { local }),
    isFromImage: node.parent?.startsWith('image:') === true,
  };
}

/** `pytorch=2.1.0` of conda is exact enough where all three numbers are given. */
function condaVersion(ecosystem: string, specifier: string | undefined): string | undefined {
  return ecosystem === 'conda' ? /^=?(\d+\.\d+\.\d+)(?:\.\*)?$/.exec(specifier ?? '')?.[1] : undefined;
}

/** `https://…/torch-2.3.1%2Bcu121-cp310-cp310-linux_x86_64.whl` → `2.3.1+cu121`. */
function readWheel(reference: string): string | undefined {
  return /\/[\w.]+-(\d[\w.]*(?:(?:\+|%2B)\w+)?)-(?:cp|py)\d[^/]*\.whl/i
    .exec(reference.slice(-300))?.[1]
    ?.replace(/%2B/i, '+');
}

/** The same owner names it in another version too. */
function isAmbiguous(named: readonly PackageNode[], node: PackageNode): boolean {
  return named.some(
    (other) => other.parent === node.parent && other !== node && other.facts.version !== node.facts.version,
  );
}

/** The release that a pin names; undefined for what is not in the tables. */
export function releaseOf({ releases }: Facts, version: string | undefined): TorchRelease | undefined {
  return version === undefined ? undefined : releases.find((one) => compareVersions(one.version, version) === 0);
}

/** The releases that are possible by a pin: one, those in a range, or none that the tables know. */
export function possibleReleases(facts: Facts, { version, specifier }: Pin): readonly TorchRelease[] {
  if (version !== undefined) return [releaseOf(facts, version)].filter((one) => one !== undefined);
  return facts.releases.filter((one) => specifier === undefined || allowsVersion(specifier, one.version) !== false);
}
