/**
 * A package with native parts names one optional package for each platform. npm leaves those that it could not look up out
 * of the lock file, and `npm ci` then refuses to install anything. This writes the missing entries: their versions stand in
 * the package that names them, their platforms in their names.
 *
 * Usage: node tools/packages/complete-lock.mjs [LOCK_FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../set-up.mjs';

const SYSTEMS = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** `{ name, version, owner }` of each optional package that a package of the lock names and the lock does not have. */
function findMissingPlatforms(lock) {
  const named = Object.entries(lock.packages).flatMap(([path, owner]) =>
    Object.entries(owner.optionalDependencies ?? {}).map(([name, version]) => ({ name, version, path, owner })),
  );
  return named.filter(({ name, path }) => !candidatePaths(name, path).some((place) => lock.packages[place]));
}

/** Where Node would look for `name` from the package at `path`. */
function candidatePaths(name, path) {
  const places = [];
  for (let from = path; from !== ''; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
    places.push(`${from}/node_modules/${name}`);
  return [...places, `node_modules/${name}`];
}

/** What the name of a platform's package says: `@scope/name-linux-arm64-musl`. */
function platformEntry({ name, version, owner }) {
  const words = name.split('/').at(-1).split('-');
  const at = words.findIndex((word) => SYSTEMS.has(word));
  if (at < 0 || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`cannot tell the platform of ${name}@${version}`);
  const [system, processor, abi] = words.slice(at);
  const library = system === 'linux' ? LIBRARIES[abi] : undefined;
  return {
    version,
    cpu: [processor],
    ...(owner.dev ? { dev: true } : {}),
    ...(library ? { libc: [library] } : {}),
    license: owner.license,
    optional: true,
    os: [system],
  };
}

/** The text of a lock file with every platform in it; the same text when nothing is missing. */
function completeLock(text) {
  const lock = JSON.parse(text);
  const missing = findMissingPlatforms(lock);
  if (missing.length === 0) return text;
  const added = Object.fromEntries(missing.map((one) => [`node_modules/${one.name}`, platformEntry(one)]));
  const packages = Object.entries({ ...lock.packages, ...added });
  packages.sort(([left], [right]) => left.localeCompare(right, 'en'));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = resolve(process.argv[2] ?? join(ROOT, 'package-lock.json'));
  writeFileSync(path, completeLock(readFileSync(path, 'utf8')));
}
