import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RequiredTool } from '../setup/tools.js';

const PREPARE = fileURLToPath(new URL('../../tools/containers/prepare-base.mjs', import.meta.url));

/** The archive of a plain Debian, made by debootstrap and kept outside of the tree; undefined when it was not made yet. */
export function findDebianBase(): string | undefined {
  const { status, stdout } = spawnSync(process.execPath, [PREPARE, '--find'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

export const DEBIAN_BASE: RequiredTool = {
  name: 'the base image of Debian',
  isPresent: () => findDebianBase() !== undefined,
  installCommand: 'node tools/containers/prepare-base.mjs (as root, with debootstrap)',
};

/** Limits of memory and processors are root's to give where the kernel has cgroups of version 1. */
export const ROOT: RequiredTool = {
  name: 'a user who is root',
  isPresent: () => process.getuid?.() === 0,
  installCommand: 'run the tests as root',
};

export const SSH_CLIENT: RequiredTool = {
  name: 'ssh',
  isPresent: () => spawnSync('ssh', ['-V']).status === 0,
  installCommand: 'apt-get install openssh-client',
};
