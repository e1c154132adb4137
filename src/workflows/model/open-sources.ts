import { baseNameOf, directoryOf, joinPath, relativePath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { Host } from '../../host/host.js';
import { HostError } from '../../host/host.js';
import type { SourceProvider } from '../../python/interpreter.js';
import { isWithin } from '../sources/source-library.js';
import { placeFile } from './place-file.js';

export interface OpenedSources {
  readonly provider: SourceProvider;
  /** What `import` calls the file. */
  readonly name: string;
  /** Folders in which `import` looks, as the provider takes them. */
  readonly roots: readonly string[];
  /** Those of them that hold libraries. */
  readonly libraries: readonly string[];
  /** The texts that were read. */
  readonly texts: () => readonly SourceText[];
  /** A site-packages folder of the repository that is used though nobody named it. */
  readonly foundPackages: string | undefined;
}

/** Libraries that are compiled for the most part, or have nothing to do with models: what they give is known by name only. */
const COMPILED: ReadonlySet<string> = new Set(
  'torch numpy scipy PIL cv2 pandas matplotlib sklearn triton tensorflow jax onnx av numba h5py pyarrow six requests urllib3 setuptools pkg_resources sympy fsspec tqdm regex tokenizers safetensors yaml httpx httpcore anyio certifi charset_normalizer click jinja2 rich psutil'.split(
    ' ',
  ),
);

const LARGEST_SOURCE_BYTES = 8 * 2 ** 20;

/**
 * What the interpreter may read for one file: Python sources of its repository, and of a site-packages folder. Paths are told
 * from the working directory, whichever way they were asked for. Links that lead out are not followed.
 */
export function openSources(host: Host, file: string, sitePackages: string | undefined): OpenedSources {
  const { workingDirectory } = host;
  const full = joinPath(workingDirectory, file);
  const placed = placeFile(host, full, readSource(host, full, [host.realPath(directoryOf(full))]) ?? '');
  const repository = findRepository(host, directoryOf(full));
  const found = sitePackages === undefined ? findPackages(host, repository) : undefined;
  const packages = sitePackages === undefined ? found : joinPath(workingDirectory, sitePackages);
  const folders = [placed.root, ...placesAbove(host, full, repository), ...(packages === undefined ? [] : [packages])];
  const reachable = folders.map((folder) => (folder === placed.root ? (placed.only ?? folder) : folder));
  const real = reachable.flatMap((folder) => (host.status(folder)?.kind === 'directory' ? host.realPath(folder) : []));
  const texts = new Map<string, SourceText>();
  const isHidden = (path: string): boolean =>
    !reachable.some((folder) => isWithin(path, folder)) || isCompiled(path, packages);
  const read = (path: string): SourceText | undefined => {
    const named = relativePath(workingDirectory, path);
    const known = texts.get(named);
    if (known || isHidden(path)) return known;
    const text = readSource(host, path, real);
    if (text !== undefined) texts.set(named, createSourceText(named, text));
    return texts.get(named);
  };
  const at = (path: string): string => joinPath(workingDirectory, path);
  return {
    name: placed.name,
    provider: {
      read: (path) => read(at(path))?.text,
      source: (path) => read(at(path)),
      isCompiled: (path) => !isHidden(at(path)) && isMachineCode(host, at(path)),
      isFolder: (path) => !isHidden(at(path)) && host.status(at(path))?.kind === 'directory',
    },
    roots: [...new Set(folders)].map((folder) => relativePath(workingDirectory, folder) || '.'),
    libraries: packages === undefined ? [] : [relativePath(workingDirectory, packages) || '.'],
    texts: () => [...texts.values()],
    foundPackages: found === undefined ? undefined : relativePath(workingDirectory, found),
  };
}

function isMachineCode(host: Host, path: string): boolean {
  const folder = directoryOf(path);
  if (host.status(folder)?.kind !== 'directory') return false;
  const start = `${baseNameOf(path)}.`;
  return host.readDirectory(folder).some(({ name }) => name.startsWith(start) && /\.(?:so|pyd)$/.test(name));
}

function isCompiled(path: string, packages: string | undefined): boolean {
  if (packages === undefined || !path.startsWith(`${packages}/`)) return false;
  return COMPILED.has(/^\w*/.exec(path.slice(packages.length + 1))?.[0] ?? '');
}

/** Folders from which programs are started: the working directory, the repository, their `src`. */
function placesAbove(host: Host, full: string, repository: string): readonly string[] {
  const { workingDirectory } = host;
  const starts = isWithin(full, workingDirectory) ? [repository, workingDirectory] : [repository];
  const outer = findRepository(host, directoryOf(repository));
  const isInOuter = host.status(joinPath(outer, '.git')) !== undefined && isWithin(repository, outer);
  return [...new Set(isInOuter ? [...starts, outer] : starts)].flatMap((folder) => [folder, joinPath(folder, 'src')]);
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
