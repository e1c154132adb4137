import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { normalizePath } from '../../src/base/paths.js';
import { createSourceText, type SourceText } from '../../src/base/text.js';
import type { Fragment } from '../../src/graph/fragment.js';
import type { ReadContext, Reader } from '../../src/readers/reader.js';

/** A read context over a folder of fixtures; nothing outside it can be opened. */
function folderContext(folder: string): ReadContext {
  return {
    open: (path): SourceText | undefined => {
      const inside = normalizePath(path);
      const full = join(folder, inside);
      if (inside.startsWith('..') || inside.startsWith('/') || !existsSync(full) || !statSync(full).isFile())
        return undefined;
      return createSourceText(inside, readFileSync(full, 'utf8'));
    },
  };
}

/** Reads one file of a fixture folder with one reader. */
export function readFixture(reader: Reader, folder: string, file: string): Fragment {
  return reader.read(createSourceText(file, readFileSync(join(folder, file), 'utf8')), folderContext(folder));
}

/** Reads a text that stands alone. */
export function readText(reader: Reader, file: string, text: string): Fragment {
  return reader.read(createSourceText(file, text), { open: () => undefined });
}
