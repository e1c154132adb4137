/**
 * Makes the base image of the end-to-end test without a registry: Debian 12 by debootstrap, packed as a tar that `podman import`
 * takes. Kept outside the tree under a name made from its recipe, so that it is made once a machine. Prints the path of the tar.
 *
 *     node tools/containers/prepare-base.mjs [--find]
 *
 * With `--find` nothing is made: status 1 when it is not there.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SUITE = 'bookworm';

function prepareBase({ isMaking }) {
  const mirror = findMirror();
  const recipe = JSON.stringify({ version: 1, suite: SUITE, variant: 'minbase', mirror });
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'torchdock-test');
  const path = join(folder, `debian-${SUITE}-${key}.tar`);
  if (existsSync(path)) return path;
  if (!isMaking) return undefined;
  makeBase(folder, path, mirror);
  return path;
}

/** The mirror that this machine itself uses. */
function findMirror() {
  const files = ['/etc/apt/sources.list', '/etc/apt/sources.list.d/debian.sources'];
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  const found = texts.join('\n').match(/^(?:deb (?:\[[^\]]*\] )?|URIs: )(https?:\/\/\S*debian)\/?(?:\s|$)/m);
  return found?.[1] ?? 'http://deb.debian.org/debian';
}

function makeBase(folder, path, mirror) {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'making-'));
  const root = join(work, 'root');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  try {
    // Over HTTPS, apt in the image asks for certificates before it can install any.
    const more = mirror.startsWith('https:') ? ['--include=ca-certificates'] : [];
    execFileSync('debootstrap', ['--variant=minbase', ...more, SUITE, root, mirror], quiet);
    execFileSync('sh', ['-c', 'rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*', 'sh', root], quiet);
    const tar = join(work, 'base.tar');
    execFileSync('tar', ['-C', root, '--numeric-owner', '--sort=name', '-cf', tar, '.'], quiet);
    renameSync(tar, path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const path = prepareBase({ isMaking: !process.argv.includes('--find') });
if (path) console.log(path);
else process.exitCode = 1;
