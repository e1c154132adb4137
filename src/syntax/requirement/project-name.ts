/** PEP 503: `Torch_Vision` → `torch-vision`. */
export function normalizeProjectName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** What an address or a path says of the project that it holds. */
export interface ReferencedProject {
  readonly name: string;
  /** Only the file name of a wheel says it for certain. */
  readonly version?: string;
}

/**
 * The project behind an address or a path, when it says so: `#egg=name` (pip), the file name of a wheel (PEP 427) or of a
 * source archive (PEP 625). Otherwise the name is the address itself, without scheme, credentials and revision: it is never
 * guessed from the name of a repository.
 */
export function readReferencedProject(reference: string): ReferencedProject {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(reference)?.[1];
  if (egg !== undefined) return { name: normalizeProjectName(egg) };
  const [address = ''] = reference.split(/[?#]/, 1);
  const file = decodeName(address.slice(address.lastIndexOf('/') + 1));
  const [, wheel, version] = /^([A-Za-z0-9][A-Za-z0-9._]*)-([^-]+)(?:-[^-]+){3,4}\.whl$/.exec(file) ?? [];
  if (wheel !== undefined && version !== undefined) return { name: normalizeProjectName(wheel), version };
  const archive = /^([A-Za-z0-9][A-Za-z0-9._-]*)-\d[^-]*\.(?:tar\.(?:gz|bz2|xz)|zip)$/.exec(file)?.[1];
  return { name: archive === undefined ? bareAddress(address) : normalizeProjectName(archive) };
}

/** `git+https://token@github.com/NVIDIA/apex.git@v1` → `github.com/nvidia/apex`. */
function bareAddress(address: string): string {
  const scheme = address.indexOf('://');
  if (scheme < 0) return address;
  const [host = '', ...path] = address.slice(scheme + 3).split('/');
  const last = (path.pop()?.split('@', 1)[0] ?? '').replace(/\.git$/, '');
  return [host.slice(host.lastIndexOf('@') + 1), ...path, last]
    .filter((part) => part !== '')
    .join('/')
    .toLowerCase();
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
