import { closestWord } from '../../base/suggest.js';
import type { OperatingSystem } from '../facts/facts.js';
import { compareVersions, isVersion } from '../version.js';
import type { Mistyped, SystemRequest } from './request.js';

/** What people also call a system. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  bionic: 'ubuntu18.04',
  focal: 'ubuntu20.04',
  jammy: 'ubuntu22.04',
  noble: 'ubuntu24.04',
  buster: 'debian10',
  bullseye: 'debian11',
  bookworm: 'debian12',
  trixie: 'debian13',
  rocky8: 'rockylinux8',
  rocky9: 'rockylinux9',
  rhel8: 'ubi8',
  rhel9: 'ubi9',
  alpine: 'alpine3',
};

/** The system that is meant: `ubuntu22.04`, `Ubuntu 22.04`, `ubuntu:22.04` and `jammy` are the same. */
export function findSystem(text: string, systems: readonly OperatingSystem[]): SystemRequest | Mistyped {
  const written = text.toLowerCase().replace(/[\s:_-]/g, '');
  const name = Object.hasOwn(OTHER_NAMES, written) ? OTHER_NAMES[written] : written;
  const system = systems.find((candidate) => candidate.name === name);
  if (system) return { kind: 'known', system };
  const family = familyOf(written);
  const version = written.slice(family.length);
  const relatives = systems.filter((candidate) => familyOf(candidate.name) === family);
  const isNewer =
    isVersion(version) &&
    relatives.length > 0 &&
    relatives.every((relative) => compareVersions(version, versionOfSystem(relative.name)) > 0);
  if (isNewer) return { kind: 'newer', family, name: written };
  const names = systems.map((candidate) => candidate.name);
  const near =
    relatives.length > 0 ? relatives.map((relative) => relative.name).join(', ') : closestWord(written, names);
  return {
    kind: 'mistyped',
    message: `option '--os' knows no system '${text}'`,
    hint: near === undefined ? `It knows ${names.join(', ')}.` : `Did you mean ${near}?`,
  };
}

/** `ubuntu22.04` → `ubuntu`. */
export function familyOf(name: string): string {
  return /^[a-z]*/.exec(name)?.[0] ?? '';
}

/** `ubuntu22.04` → `22.04`. */
export function versionOfSystem(name: string): string {
  return name.slice(familyOf(name).length);
}
