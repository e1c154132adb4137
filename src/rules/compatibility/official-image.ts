import type { Facts, ImageInside } from '../../environment/facts/facts.js';
import { compareVersions } from '../../environment/version.js';
import type { ImageNode } from '../../graph/node.js';

const OFFICIAL = /^(?:docker|ghcr)\.io\/pytorch\/pytorch$/;

/** What an image of `pytorch/pytorch` is known to hold beside PyTorch; undefined for other images and newer releases. */
export function insideOf({ facts: { reference, unresolved } }: ImageNode, { images }: Facts): ImageInside | undefined {
  if (unresolved !== undefined || !OFFICIAL.test(`${reference.registry}/${reference.repository}`)) return undefined;
  const version = /^(\d+\.\d+\.\d+)-cuda/.exec(reference.tag ?? '')?.[1];
  const isKnown = version !== undefined && images.official.some(({ torch }) => torch === version);
  if (!isKnown) return undefined;
  return images.inside.find(
    ({ from, to }) => compareVersions(version, from) >= 0 && (to === undefined || compareVersions(version, to) <= 0),
  );
}
