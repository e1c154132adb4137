import { comparePlaces } from '../base/order.js';
import { fileStart, type Place } from '../base/text.js';
import { manifestFindings } from '../findings/catalog/manifest.js';
import type { Finding } from '../findings/finding.js';
import type { FragmentBuilder } from './fragment.js';
import { nodeId } from './ids.js';
import type { ManifestFacts, NodeId, PackageFacts, PackageNode } from './node.js';

/** The node of a manifest file with its packages, and a finding for each version that contradicts another. */
export function addManifest(builder: FragmentBuilder, facts: ManifestFacts, entries: readonly PackageEntry[]): NodeId {
  const id = builder.addNode({
    kind: 'manifest',
    id: nodeId.manifest(facts.path),
    label: facts.path,
    origins: [fileStart(facts.path)],
    facts,
  });
  for (const node of packageNodes(id, entries)) builder.addNode(node);
  for (const finding of findConflictingVersions(entries)) builder.addFinding(finding);
  return id;
}

export interface PackageEntry {
  readonly facts: PackageFacts;
  /** Every place that says something about it: its own line, the constraint that pins it. Never empty. */
  readonly places: readonly [Place, ...Place[]];
}

/** `torch 2.7.0`, `numpy >=1.26`, `requests`. */
function packageLabel(facts: PackageFacts): string {
  const version = facts.version ?? facts.specifier;
  return version === undefined ? facts.name : `${facts.name} ${version}`;
}

/**
 * Package nodes of one owner (a manifest, a layer). A name that comes again with other facts (another marker, group or
 * version) is a node of its own: `torch`, `torch#2`.
 */
export function packageNodes(owner: NodeId, entries: readonly PackageEntry[]): readonly PackageNode[] {
  const seen = new Map<string, string[]>();
  return entries.map(({ facts, places }) => {
    const key = `${facts.ecosystem}:${facts.name}`;
    const variants = seen.get(key) ?? [];
    seen.set(key, variants);
    const text = JSON.stringify(facts);
    if (!variants.includes(text)) variants.push(text);
    const number = variants.indexOf(text) + 1;
    return {
      kind: 'package',
      id: nodeId.package(owner, facts.ecosystem, number === 1 ? facts.name : `${facts.name}#${number}`),
      label: packageLabel(facts),
      parent: owner,
      origins: [...places].sort(comparePlaces),
      facts,
    };
  });
}

/** Two exact versions of one package that nothing (marker, group) tells apart. */
function findConflictingVersions(entries: readonly PackageEntry[]): readonly Finding[] {
  const pinned = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { facts, places } of entries) {
    const { ecosystem, name, version, marker, group = '' } = facts;
    if (version === undefined || marker !== undefined) continue;
    const key = `${ecosystem}:${name}:${group}`;
    const first = pinned.get(key) ?? version;
    pinned.set(key, first);
    if (first !== version)
      findings.push(manifestFindings.conflictingVersions({ name, first, second: version }, places[0]));
  }
  return findings;
}
