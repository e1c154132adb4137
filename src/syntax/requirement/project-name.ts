/** PEP 503: `Torch_Vision` → `torch-vision`. */
export function normalizeProjectName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * The project that an address or a path holds, when it says so: `#egg=name` (pip), the file name of a wheel
 * (PEP 427) or of a source archive (PEP 625). Otherwise the address itself, without scheme, credentials and revision: it is
 * never guessed from the name of a repository.
 */
export function nameOfReference(reference: string): string {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(reference)?.[1];
  if (egg !== undefined) return normalizeProjectName(egg);
  const [address = ''] = reference.split(/[?#]/, 1);
  const file = decodeName(address.slice(address.lastIndexOf('/') + 1));
  const archive =
    /^([A-Za-z0-9][A-Za-z0-9._]*)-[^-]+(?:-[^-]+){3,4}\.whl$/.exec(file) ??
    /^([A-Za-z0-9][A-Za-z0-9._-]*)-\d[^-]*\.(?:tar\.(?:gz|bz2|xz)|zip)$/.exec(file);
  return archive?.[1] === undefined ? bareAddress(address) : normalizeProjectName(archive[1]);
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
