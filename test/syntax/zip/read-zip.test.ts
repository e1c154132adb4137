import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import { openEntry } from '../../../src/syntax/zip/open-entry.js';
import { readZip } from '../../../src/syntax/zip/read-zip.js';
import { PYTHON, requireTool } from '../../setup/tools.js';

const PROGRAM = `
import io, sys, zipfile
class Pipe(io.RawIOBase):
    """Cannot seek, so that sizes come after the data."""
    def __init__(self, path): self.file = open(path, 'wb')
    def writable(self): return True
    def write(self, data): return self.file.write(data)
def fill(z, wide):
    for name, method in [('m/stored', 0), ('m/packed', 8), ('m/empty', 0), ('m/ä', 8)]:
        info = zipfile.ZipInfo(name); info.compress_type = method; info.comment = b'note'
        with z.open(info, 'w', force_zip64=wide) as entry: entry.write(b'' if 'empty' in name else name.encode() * 1000)
    z.comment = b'PK\\x05\\x06 in a comment'
for at, (wide, is_pipe) in enumerate([(False, False), (True, False), (True, True)]):
    path = sys.argv[1] + '/%d.zip' % at
    with zipfile.ZipFile(Pipe(path) if is_pipe else path, 'w') as z: fill(z, wide)
`;

it('reads what Python writes: with 64-bit sizes, with sizes after the data, with comments', (context) => {
  requireTool(context, PYTHON);
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-zip-'));
  try {
    execFileSync('python3', ['-c', PROGRAM, folder]);
    for (const at of [0, 1, 2]) {
      const source = bytesSource(readFileSync(join(folder, `${at}.zip`)));
      const zip = readZip(source);
      const entries = zip.kind === 'zip' ? [...zip.entries.values()] : [];
      expect(entries.map(({ name }) => name)).toEqual(['m/stored', 'm/packed', 'm/empty', 'm/ä']);
      for (const entry of entries) {
        const opened = openEntry(source, entry);
        const bytes = opened.kind === 'bytes' ? opened.bytes.read(0, opened.bytes.sizeBytes) : undefined;
        expect(bytes && new TextDecoder().decode(bytes)).toBe(entry.name === 'm/empty' ? '' : entry.name.repeat(1000));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
