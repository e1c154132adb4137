import { directoryOf, joinPath, relativePath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { Host } from '../../host/host.js';
import { HostError } from '../../host/host.js';
import type { SourceProvider } from '../../python/interpreter.js';
import { isWithin } from '../source-library.js';

export interface OpenedSources {
  readonly provider: SourceProvider;
  /** Folders in which `import` looks, as the provider takes them. */
  readonly roots: readonly string[];
  /** The texts that were read. */
  readonly texts: () => readonly SourceText[];
  /** A site-packages folder of the repository that is used though nobody named it. */
  readonly foundPackages: string | undefined;
}

/** Libraries that are compiled for the most part, or have nothing to do with models: what they give is known by name only. */
const COMPILED: ReadonlySet<string> = new Set(
  'torch numpy scipy PIL cv2 pandas matplotlib sklearn triton tensorflow jax onnx av numba h5py pyarrow six requests urllib3 setuptools pkg_resources sympy fsspec tqdm'.split(
    ' ',
  ),
);

const LARGEST_SOURCE_BYTES = 8 * 2 ** 20;

/**
 * What the interpreter may read for one file: Python sources of its repository, and of a site-packages folder. Paths are told
 * from the working directory. Links that lead out are not followed.
 */
export function openSources(host: Host, file: string, sitePackages: string | undefined): OpenedSources {
  const { workingDirectory } = host;
  const full = joinPath(workingDirectory, file);
  const repository = findRepository(host, directoryOf(full));
  const found = sitePackages === undefined ? findPackages(host, repository) : undefined;
  const packages = sitePackages === undefined ? found : joinPath(workingDirectory, sitePackages);
  const folders = [importFolder(host, directoryOf(full)), repository, joinPath(repository, 'src')];
  const all = packages === undefined ? folders : [...folders, packages];
  const real = all.flatMap((folder) => (host.status(folder)?.kind === 'directory' ? host.realPath(folder) : []));
  const texts = new Map<string, SourceText>();
  const packagesPath = packages === undefined ? undefined : relativePath(workingDirectory, packages);
  const isCompiled = (path: string): boolean =>
    packagesPath !== undefined &&
    path.startsWith(`${packagesPath}/`) &&
    COMPILED.has(/^\w*/.exec(path.slice(packagesPath.length + 1))?.[0] ?? '');
  return {
    provider: {
      read: (path) => {
        if (isCompiled(path)) return undefined;
        const known = texts.get(path);
        if (known) return known.text;
        const text = readSource(host, joinPath(workingDirectory, path), real);
        if (text !== undefined) texts.set(path, createSourceText(path, text));
        return text;
      },
      isFolder: (path) => !isCompiled(path) && host.status(joinPath(workingDirectory, path))?.kind === 'directory',
    },
    roots: [...new Set(all)].map((folder) => relativePath(workingDirectory, folder) || '.'),
    texts: () => [...texts.values()],
    foundPackages: found === undefined ? undefined : relativePath(workingDirectory, found),
  };
}

function readSource(host: Host, full: string, real: readonly string[]): string | undefined {
  try {
    const status = host.status(full);
    if (status?.kind !== 'file' || status.sizeBytes > LARGEST_SOURCE_BYTES) return undefined;
    const target = host.realPath(full);
    if (!real.some((folder) => isWithin(target, folder))) return undefined;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(host.readFile(full, LARGEST_SOURCE_BYTES));
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

const MARKS = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'];

/** The nearest folder above that looks like the root of a project; the file's own when none does. */
function findRepository(host: Host, folder: string): string {
  for (let at = folder; ; at = directoryOf(at)) {
    if (MARKS.some((mark) => host.status(joinPath(at, mark)) !== undefined)) return at;
    if (at === directoryOf(at)) return folder;
  }
}

/** The first folder upwards that is no package: what Python puts first on its path. */
function importFolder(host: Host, folder: string): string {
  let at = folder;
  while (host.status(joinPath(at, '__init__.py')) !== undefined && at !== directoryOf(at)) at = directoryOf(at);
  return at;
}

function findPackages(host: Host, repository: string): string | undefined {
  for (const name of ['.venv', 'venv']) {
    const lib = joinPath(repository, name, 'lib');
    if (host.status(lib)?.kind !== 'directory') continue;
    const version = host
      .readDirectory(lib)
      .map((entry) => entry.name)
      .filter((entry) => entry.startsWith('python3'))
      .sort()
      .at(-1);
    const folder = version === undefined ? undefined : joinPath(lib, version, 'site-packages');
    if (folder !== undefined && host.status(folder)?.kind === 'directory') return folder;
  }
  return undefined;
}
