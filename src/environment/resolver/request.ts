import { closestWord } from '../../base/suggest.js';
import { cudaVersionOfBuild } from '../../graph/software.js';
import { COMPANIONS, type Companion, type Facts, type OperatingSystem } from '../facts/facts.js';
import { isVersion, minorOf } from '../version.js';
import { findGpu } from './find-gpu.js';
import { findSystem } from './find-system.js';

/** What somebody wants; whatever is absent is free. Versions may be partial: `2.7` is any 2.7. */
export interface EnvironmentRequest {
  readonly torch?: string;
  /** A version, or `cpu` for the build without CUDA. */
  readonly cuda?: string;
  readonly cudnn?: string;
  readonly python?: string;
  readonly os?: SystemRequest;
  readonly gpu?: GpuRequest;
  readonly driver?: string;
  readonly companions: readonly Companion[];
}

export type SystemRequest =
  | { readonly kind: 'known'; readonly system: OperatingSystem }
  /** A newer release of a system that the tables know: `ubuntu26.04`. */
  | { readonly kind: 'newer'; readonly family: string; readonly name: string };

export interface GpuRequest {
  /** As the person wrote it, or the name in the tables. */
  readonly name: string;
  readonly capability: string;
  readonly isOnArm: boolean;
}

/** The words of a request as they were written, by the name of their flag. */
export interface RequestWords {
  readonly torch?: string | undefined;
  readonly cuda?: string | undefined;
  readonly cudnn?: string | undefined;
  readonly python?: string | undefined;
  readonly os?: string | undefined;
  readonly gpu?: string | undefined;
  readonly driver?: string | undefined;
  readonly with?: string | undefined;
}

/** A word that means nothing: what is wrong with it, and what to write instead. */
export interface Mistyped {
  readonly kind: 'mistyped';
  readonly message: string;
  readonly hint?: string;
}

export type ReadRequest = { readonly kind: 'request'; readonly request: EnvironmentRequest } | Mistyped;

function mistyped(message: string, hint?: string): Mistyped {
  return { kind: 'mistyped', message, ...(hint === undefined ? {} : { hint }) };
}

/** Reads the words of a request. The first one that means nothing is said. */
export function readRequest(words: RequestWords, facts: Facts): ReadRequest {
  const versions = readVersions(words);
  if (versions.kind === 'mistyped') return versions;
  const system = words.os === undefined ? undefined : findSystem(words.os, facts.systems);
  if (system?.kind === 'mistyped') return system;
  const gpu = words.gpu === undefined ? undefined : findGpu(words.gpu, facts.gpus);
  if (gpu?.kind === 'mistyped') return gpu;
  const companions = readCompanions(words.with ?? '');
  if (companions.kind === 'mistyped') return companions;
  return {
    kind: 'request',
    request: {
      ...versions.versions,
      ...(system ? { os: system } : {}),
      ...(gpu ? { gpu: gpu.gpu } : {}),
      companions: companions.companions,
    },
  };
}

type Versions = Pick<EnvironmentRequest, 'torch' | 'cuda' | 'cudnn' | 'python' | 'driver'>;

/** How each version is written, and what of it the wheels know. */
const VERSION_FLAGS: Readonly<Record<keyof Versions, { readonly example: string; read(text: string): string }>> = {
  torch: { example: '2.7 or 2.7.1', read: (text) => text },
  // Wheels are made for 12.6, whatever its patch.
  cuda: { example: '12.6, cu126 or cpu', read: (text) => minorOf(cudaVersionOfBuild(text) ?? text) },
  cudnn: { example: '9 or 9.5', read: (text) => text },
  python: { example: '3.11', read: minorOf },
  driver: { example: '535 or 535.104.05', read: (text) => text },
};

function readVersions(words: RequestWords): { readonly kind: 'versions'; readonly versions: Versions } | Mistyped {
  const versions: Partial<Record<keyof Versions, string>> = {};
  for (const [name, { example, read }] of Object.entries(VERSION_FLAGS) as [
    keyof Versions,
    (typeof VERSION_FLAGS)['torch'],
  ][]) {
    const word = words[name]?.trim().toLowerCase();
    if (word === undefined) continue;
    const version = read(word);
    const isCpu = name === 'cuda' && version === 'cpu';
    if (!isCpu && (!isVersion(version) || (version.endsWith('t') && name !== 'python')))
      return mistyped(`option '--${name}' wants a version, not '${words[name]}'`, `Write ${example}.`);
    versions[name] = version;
  }
  return { kind: 'versions', versions };
}

function readCompanions(
  text: string,
): { readonly kind: 'companions'; readonly companions: readonly Companion[] } | Mistyped {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const known: readonly string[] = COMPANIONS;
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = closestWord(name, known);
    return mistyped(
      `option '--with' knows ${COMPANIONS.join(', ')}, not '${name}'`,
      near === undefined ? 'Other packages are not released together with PyTorch.' : `Did you mean ${near}?`,
    );
  }
  return { kind: 'companions', companions: COMPANIONS.filter((name) => names.includes(name)) };
}
