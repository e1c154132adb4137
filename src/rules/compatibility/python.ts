import type { Facts, OperatingSystem } from '../../environment/facts/facts.js';
import { compareVersions, isVersion, minorOf } from '../../environment/version.js';
import { compatibilityFindings } from '../../findings/catalog/compatibility.js';
import type { LayerEffect, LayerEffectKind } from '../../graph/node.js';
import type { Rule } from '../rule.js';
import { torchInstallations } from './builds.js';
import { type Installation, listInstallations } from './installations.js';
import { insideOf } from './official-image.js';
import { type Pin, possibleReleases } from './pin.js';
import { allowsVersion } from './specifier.js';
import { systemOf } from './system.js';

const noPython: Rule = {
  code: 'CMP-04',
  check: (graph, facts) =>
    torchInstallations(graph).flatMap(({ installation, torch }) => {
      const python = torch.isFromImage ? undefined : pythonOf(installation, torch, facts);
      const possible = possibleReleases(facts, torch);
      const release = possible.at(-1);
      if (python === undefined || !release || torch.node.facts.ecosystem !== 'pip') return [];
      const all = facts.releases.flatMap(({ pythons }) => pythons);
      const newest = all.toSorted(compareVersions).at(-1) ?? '';
      const isKnown = python.exact === undefined || compareVersions(python.exact, newest) <= 0;
      if (!isKnown || possible.some(({ pythons }) => pythons.some(python.isMet))) return [];
      const other = facts.releases.findLast(({ pythons }) => pythons.some(python.isMet))?.version;
      const params = {
        torch: torch.version ?? torch.specifier ?? '',
        python: python.text,
        pythons: release.pythons,
        newest: other,
      };
      return [compatibilityFindings.noPython(params, torch.node.origins[0])];
    }),
};

interface SeenPython {
  /** As people read it: `3.12`, `>=3.13`. */
  readonly text: string;
  readonly exact?: string;
  isMet(python: string): boolean;
}

/** The Python that pip belongs to; undefined where several come into question. */
function pythonOf(installation: Installation, torch: Pin, facts: Facts): SeenPython | undefined {
  const conda = installation.packages.find(
    ({ facts: one, parent }) => one.ecosystem === 'conda' && one.name === 'python' && parent === torch.node.parent,
  );
  const pinned = minorIn(conda?.facts.version ?? conda?.facts.specifier);
  if (pinned !== undefined) return exactly(pinned);
  if (installation.stages.length === 0) return declaredPython(installation);
  if (hasEffect(installation, 'brings-python')) return undefined;
  const inImage = installation.image ? insideOf(installation.image, facts)?.python : undefined;
  const runtime = installation.packages.find(({ facts: one }) => one.ecosystem === 'runtime' && one.name === 'python');
  const fromImage = inImage ?? minorIn(runtime?.facts.version);
  const fromSystem = systemPython(installation, facts);
  if (fromImage === undefined) return fromSystem === undefined ? undefined : exactly(fromSystem);
  return fromSystem === undefined || fromSystem === fromImage || inImage === undefined ? exactly(fromImage) : undefined;
}

function exactly(version: string): SeenPython {
  return { text: version, exact: version, isMet: (python) => python === version };
}

/** `requires-python` of a project. */
function declaredPython({ manifests }: Installation): SeenPython | undefined {
  const written = manifests.flatMap(({ facts }) => facts.python ?? [])[0];
  if (written === undefined) return undefined;
  const isMet = (python: string): boolean =>
    [`${python}.0`, `${python}.99`].some((version) => allowsVersion(written, version.replace(/t(?=\.)/, '')) !== false);
  return { text: written, isMet };
}

/** `python3` of the distribution, when no other version is installed beside it. */
function systemPython(installation: Installation, facts: Facts): string | undefined {
  const names = installation.packages
    .filter(({ facts: one }) => one.ecosystem === 'apt' && /^python3(?:\.\d+)?(?:-|$)/.test(one.name))
    .map(({ facts: one }) => one.name);
  const own = systemOf(installation, facts)?.python;
  const others = names.flatMap((name) => /^python(3\.\d+)/.exec(name)?.[1] ?? []);
  if (names.length === 0 || own === undefined || others.some((one) => one !== own)) return undefined;
  return own;
}

function minorIn(text: string | undefined): string | undefined {
  const version = /^=*(\d+\.\d+)/.exec(text ?? '')?.[1];
  return version !== undefined && isVersion(version) ? minorOf(version) : undefined;
}

function hasEffect({ layers }: Installation, kind: LayerEffectKind): boolean {
  return layers.some(({ facts }) => facts.effects?.some((effect) => effect.kind === kind));
}

/** From which release on the Python of a distribution is marked as managed by it (PEP 668; Ubuntu 23.04, Debian 12). */
const MANAGED_SINCE: Readonly<Record<string, number>> = { ubuntu: 23.04, debian: 12 };

const managedPython: Rule = {
  code: 'CMP-12',
  check: (graph, facts) =>
    listInstallations(graph).flatMap((installation) => {
      const system = systemOf(installation, facts);
      const own = installation.stages[0];
      if (!system || !own || !isManaged(system) || !usesSystemPip(installation, facts)) return [];
      const layers = graph.childrenOf(own.id, 'layer').toSorted((a, b) => a.facts.order - b.facts.order);
      const [first, ...others] = layers.flatMap(({ facts: { effects = [] } }) => effects.filter(isPlainPip));
      if (!first) return [];
      return [compatibilityFindings.managedPython({ system: system.title, others: others.length }, first.place)];
    }),
};

function isPlainPip({ kind }: LayerEffect): boolean {
  return kind === 'plain-pip';
}

function isManaged({ name }: OperatingSystem): boolean {
  const family = /^[a-z]*/.exec(name)?.[0] ?? '';
  const since = Object.hasOwn(MANAGED_SINCE, family) ? MANAGED_SINCE[family] : undefined;
  return since !== undefined && Number(name.slice(family.length)) >= since;
}

/** pip is the one of apt, and nothing puts another Python or an environment before it. */
function usesSystemPip(installation: Installation, facts: Facts): boolean {
  const { packages, stages, image } = installation;
  const isReplaced =
    hasEffect(installation, 'allows-system-pip') ||
    hasEffect(installation, 'brings-python') ||
    packages.some(({ facts: one }) => one.name === 'python' && one.ecosystem !== 'apt') ||
    stages.some(({ facts: { environment } }) => environment.some(changesPython));
  const isKnownImage = /^(?:docker\.io\/(?:library\/(?:ubuntu|debian)|nvidia\/cuda)|nvcr\.io\/nvidia\/cuda)$/.test(
    image ? `${image.facts.reference.registry}/${image.facts.reference.repository}` : '',
  );
  return isKnownImage && !isReplaced && systemPython(installation, facts) !== undefined && hasPip(installation);
}

function hasPip({ packages }: Installation): boolean {
  return packages.some(({ facts }) => facts.ecosystem === 'apt' && facts.name === 'python3-pip');
}

/** A variable that puts an environment first, or tells pip that it may. */
function changesPython({ name, value = '' }: { readonly name: string; readonly value?: string }): boolean {
  if (/^(?:VIRTUAL_ENV|PIP_BREAK_SYSTEM_PACKAGES|PIP_PREFIX|PIP_TARGET|CONDA_\w+)$/.test(name)) return true;
  return (
    name === 'PATH' && !/^(?:\/usr\/local\/(?:cuda|nvidia)[^:]*|\/usr\/[^:]*|\/bin|\$\{?PATH\}?)(?::|$)/.test(value)
  );
}

export const pythonRules: readonly Rule[] = [noPython, managedPython];
