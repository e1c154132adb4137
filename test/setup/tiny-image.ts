import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pack } from 'tar-stream';

/** The root file system of an image of 2 MB: one static busybox under all its names, two users, writable folders. */
export async function packTinyImage(): Promise<Buffer> {
  const path = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  const names = execFileSync(path, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  const archive = pack();
  for (const name of ['bin', 'dev', 'etc', 'home', 'proc', 'run', 'sys'])
    archive.entry({ name, type: 'directory', mode: 0o755 });
  archive.entry({ name: 'data', type: 'directory', mode: 0o755, uid: 1000, gid: 1000 });
  archive.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  archive.entry({ name: 'etc/passwd' }, 'root:x:0:0::/:/bin/sh\ntorch:x:1000:1000::/home:/bin/sh\n');
  archive.entry({ name: 'etc/group' }, 'root:x:0:\ntorch:x:1000:\n');
  archive.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(path));
  for (const name of names.filter((each) => each !== 'busybox'))
    archive.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
