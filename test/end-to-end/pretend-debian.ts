import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IsolatedEngine, TINY_IMAGE } from '../setup/engines.js';

/**
 * An image of 2 MB on which torchdock can build: busybox, with the few programs of Debian that a Dockerfile of torchdock calls,
 * each doing no more than the tests see. A whole life of an environment takes a second by it.
 */
export const PRETEND_DEBIAN = 'localhost/torchdock-test/pretend-debian:1';

const PROGRAMS: Readonly<Record<string, string>> = {
  // It talks as much as the real one: more than fits into what lies between it and whoever listens.
  'apt-get': 'i=0\nwhile [ $i -lt 300 ]; do i=$((i + 1)); echo "pretend $i: apt-get $*"; done',
  getent: '[ "$1" = group ]',
  // The user 1000 is in the image already.
  useradd: ':',
  install: 'for word; do case $word in /*) mkdir -p "$word" && chown 1000:1000 "$word" || exit 1 ;; esac; done',
  // As the first process it must hand on signals itself.
  tini: 'shift\n"$@" &\ntrap \'kill -TERM $!\' TERM INT\nwait $!',
};

export function buildPretendDebian({ run }: IsolatedEngine): void {
  const folder = mkdtempSync(join(tmpdir(), 'tde-pretend-'));
  try {
    for (const [name, script] of Object.entries(PROGRAMS))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${TINY_IMAGE}\nCOPY ${Object.keys(PROGRAMS).join(' ')} /bin/\n`);
    run('build', '--quiet', '--tag', PRETEND_DEBIAN, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
