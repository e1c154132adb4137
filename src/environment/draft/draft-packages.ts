import { uniqueBy } from '../../base/order.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { PackageNode } from '../../graph/node.js';
import { COMPANIONS } from '../facts/facts.js';
import { block, type DraftLine, item, notePlace, remark } from './draft.js';
import type { Subject } from './find-subject.js';

/** What torchdock brings itself, or takes from the base: Python, SSH, an init, CUDA. */
const BROUGHT =
  /^(?:python3?(?:\.\d+)?(?:-(?:pip|venv|dev|distutils|full|minimal))?|openssh-server|tini|dumb-init|ca-certificates|sudo|cuda(?:-.*)?|(?:lib)?(?:cudnn|nccl|cublas|nvidia).*)$/;

/** Packages that compile others. */
const COMPILERS = /^(?:build-essential|gcc|g\+\+|ninja-build|cmake|cuda-nvcc.*)$/;

/** Packages of the system, requirement files, and what is installed by name. */
export function draftPackages(index: GraphIndex, { contents: { packages } }: Subject): readonly DraftLine[] {
  const apt = packages.filter((node) => node.facts.ecosystem === 'apt' && isInstalled(node));
  const compiler = apt.find(({ facts }) => COMPILERS.test(facts.name));
  const files = manifestsOf(index, packages);
  return block('packages', [
    ...block(
      'apt',
      apt.filter(({ facts }) => !BROUGHT.test(facts.name)).map((node) => item(node.facts.name, noteOf(node), 2)),
      1,
    ),
    ...block('pip', draftPip(packages), 1),
    ...block('requirements', files.kept, 1),
    ...files.remarks,
    ...(compiler ? [{ kind: 'entry', text: 'compiles: true', indent: 1, note: noteOf(compiler) } as const] : []),
  ]);
}

/** By a layer or container, not by the base image. */
function isInstalled({ parent = '' }: PackageNode): boolean {
  return !parent.startsWith('image:') && !parent.startsWith('manifest:');
}

function noteOf({ origins: [place] }: PackageNode): string {
  return place ? notePlace(place) : '';
}

function draftPip(packages: readonly PackageNode[]): readonly DraftLine[] {
  const own = packages.filter(
    (node) => node.facts.ecosystem === 'pip' && isInstalled(node) && !isGivenByVersions(node.facts.name),
  );
  return uniqueBy(own, ({ facts }) => facts.name).map((node) => item(requirementOf(node), noteOf(node), 2));
}

function isGivenByVersions(name: string): boolean {
  return name === 'torch' || name === 'pip' || (COMPANIONS as readonly string[]).includes(name);
}

function requirementOf({ facts: { name, version, specifier, extras = [], reference, marker } }: PackageNode): string {
  const named = `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}`;
  const where = marker === undefined ? '' : `; ${marker}`;
  if (reference !== undefined) return /^[a-z]/i.test(reference) ? `${named} @ ${reference}` : reference;
  return `${named}${version === undefined ? (specifier ?? '') : `==${version}`}${where}`;
}

interface ManifestLines {
  readonly kept: readonly DraftLine[];
  readonly remarks: readonly DraftLine[];
}

/** pip reads requirement files; of other manifests it is said that they are not carried over. */
function manifestsOf(index: GraphIndex, packages: readonly PackageNode[]): ManifestLines {
  const first = uniqueBy(
    packages.filter(({ parent }) => parent?.startsWith('manifest:') === true),
    ({ parent }) => parent ?? '',
  );
  const found = first.flatMap((node) => {
    const manifest = index.node(node.parent ?? '');
    if (manifest?.kind !== 'manifest') return [];
    const place = index.edgesTo(manifest.id, 'installs-from')[0]?.origins[0];
    return [{ manifest, note: place ? notePlace(place) : 'found in the folder' }];
  });
  const isRequirements = ({ manifest }: (typeof found)[number]): boolean => manifest.facts.format === 'requirements';
  return {
    kept: found.filter(isRequirements).map(({ manifest, note }) => item(manifest.facts.path, note, 2)),
    remarks: found
      .filter((one) => !isRequirements(one))
      .map(({ manifest }) => remark(`${manifest.facts.path} is not carried over: name a requirements file of it`, 1)),
  };
}
