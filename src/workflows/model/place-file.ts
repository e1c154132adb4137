import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';

/** Where a file stands among the packages: what `import` calls it, and from which folder. */
export interface PlacedFile {
  /** `package.part.file`, as an import from `root` names it. */
  readonly name: string;
  /** The folder that holds the outermost package, absolute: what Python has on its path. */
  readonly root: string;
  /** Only this folder of `root` belongs to the file: it is a package by its relative imports alone. */
  readonly only: string | undefined;
}

/**
 * A file gets its package by climbing the folders that have an `__init__.py`. One whose relative imports need more packages than
 * that gets them from the folders above: those may do without the file. The working directory plays no part.
 */
export function placeFile(host: Host, full: string, text: string): PlacedFile {
  const names = [baseNameOf(full).replace(/\.py$/, '')];
  if (names[0] === '__init__') names.pop();
  const needed = countLevels(text) + (names.length === 0 ? 1 : 0);
  let root = directoryOf(full);
  let guessed = 0;
  for (let level = 0; root !== directoryOf(root); level += 1, root = directoryOf(root)) {
    if (host.status(joinPath(root, '__init__.py')) === undefined) {
      if (level >= needed || !/^[A-Za-z_]\w*$/.test(baseNameOf(root))) break;
      guessed += 1;
    }
    names.unshift(baseNameOf(root));
  }
  const only = guessed > 0 ? joinPath(root, names[0] ?? '') : undefined;
  return { name: names.join('.'), root, only };
}

/** The most dots that an import of the file begins with. */
function countLevels(text: string): number {
  let most = 0;
  for (const [, dots = ''] of text.matchAll(/^[ \t]*from[ \t]+(\.+)/gm)) most = Math.max(most, dots.length);
  return most;
}
