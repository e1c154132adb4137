import type { Place } from '../../base/text.js';
import type { NodeId, PackageFacts } from '../../graph/node.js';
import { packageNodes } from '../../graph/package-nodes.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { booleanOf, entriesOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { keyPlaceIn } from './devcontainer-source.js';

/**
 * Adds what `features` put into the container: a package each, named by the last part of its reference
 * (`ghcr.io/devcontainers/features/python:1` → python), with the version that its options ask for, when it is an exact one.
 */
export function addDevcontainerFeatures(devcontainer: DevcontainerSource, id: NodeId): void {
  const entries = entriesOf(valueAt(devcontainer.root, 'features')).flatMap((entry) => {
    const places: readonly [Place] = [keyPlaceIn(devcontainer, entry)];
    // `false` and "none" leave a feature out.
    if (entry.key === '' || booleanOf(entry.value) === false || textOf(entry.value) === 'none') return [];
    return describeFeature(entry.key, entry.value).map((facts) => ({ facts, places }));
  });
  for (const node of packageNodes(id, entries)) devcontainer.builder.addNode(node);
}

function describeFeature(reference: string, options: DataNode): readonly PackageFacts[] {
  const name = /([^/:@]+)(?:[:@][^/]*)?$/.exec(reference.slice(-300))?.[1]?.toLowerCase() ?? reference;
  if (name !== 'nvidia-cuda') {
    const asked = options.kind === 'map' ? textOf(valueAt(options, 'version')) : textOf(options);
    return [runtime(name, asked, reference)];
  }
  const hasCudnn = ['installCudnn', 'installCudnnDev'].some((key) => textOf(valueAt(options, key)) === 'true');
  return [
    runtime('cuda', textOf(valueAt(options, 'cudaVersion')), reference),
    ...(hasCudnn ? [runtime('cudnn', textOf(valueAt(options, 'cudnnVersion')), reference)] : []),
  ];
}

/** `latest`, `lts` and `os-provided` are no versions. */
function runtime(name: string, asked: string | undefined, reference: string): PackageFacts {
  const version = /^\d+(?:\.\d+)*$/.exec(asked ?? '')?.[0];
  return { ecosystem: 'runtime', name, ...(version === undefined ? {} : { version }), reference };
}
