import { declaredContents } from '../../graph/image-families.js';
import { type ImageReference, parseImageReference } from '../../graph/image-reference.js';
import type { Facts, OperatingSystem } from '../facts/facts.js';
import { findSystem } from '../resolver/find-system.js';
import { compareVersions, majorOf } from '../version.js';

/** What a base image is known to hold, by its name alone. */
export interface BaseDescription {
  readonly system?: OperatingSystem;
  readonly python?: string;
  /** An image of PyTorch itself, whose Python holds torch. */
  readonly official?: { readonly torch: string; readonly cuda: string };
  /** Some PyTorch is in it, of whatever version. */
  readonly holdsTorch: boolean;
}

const OFFICIAL = /(?:^|\/)pytorch\/pytorch$/;

export function describeBase(text: string, facts: Facts): BaseDescription {
  const reference = parseImageReference(text);
  const contents = declaredContents(reference);
  const versionOf = (name: string): string | undefined => contents.find((item) => item.name === name)?.version;
  const holdsTorch = contents.some(({ name }) => name === 'torch' || name === 'pytorch');
  const torch = versionOf('torch');
  if (OFFICIAL.test(reference.repository) && torch !== undefined)
    return describeOfficial(torch, versionOf('cuda'), facts);
  const os = contents.find(({ ecosystem }) => ecosystem === 'os');
  const named = os ? [`${os.name}${os.version ?? ''}`, os.version ?? ''] : nameLikeSystem(reference);
  const system = findKnownSystem(named, facts);
  const python = versionOf('python');
  return {
    ...(system ? { system } : {}),
    ...(python === undefined ? {} : { python: python.split('.').slice(0, 2).join('.') }),
    holdsTorch,
  };
}

function describeOfficial(torch: string, cuda: string | undefined, facts: Facts): BaseDescription {
  const inside = facts.images.inside.find(
    ({ from, to }) => compareVersions(torch, from) >= 0 && (to === undefined || compareVersions(torch, to) <= 0),
  );
  const system = inside?.os === undefined ? undefined : findKnownSystem([inside.os], facts);
  return {
    ...(system ? { system } : {}),
    ...(inside ? { python: inside.python } : {}),
    ...(cuda === undefined ? {} : { official: { torch, cuda } }),
    holdsTorch: true,
  };
}

/** `localhost/debian:bookworm-slim` → `debianbookworm`, `bookworm`: an image of a system, from wherever. */
function nameLikeSystem({ repository, tag = '' }: ImageReference): readonly string[] {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const version = tag.split('-', 1)[0] ?? '';
  if (!/^[a-z]+$/.test(name)) return [];
  return [`${name}${version}`, `${name}${majorOf(version)}`, version];
}

function findKnownSystem(names: readonly string[], { systems }: Facts): OperatingSystem | undefined {
  for (const name of names) {
    const found = name === '' ? undefined : findSystem(name, systems);
    if (found?.kind === 'known') return found.system;
  }
  return undefined;
}
