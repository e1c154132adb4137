import { joinPath } from '../../base/paths.js';
import { type Host, HostError } from '../../host/host.js';
import type { Checked } from '../check.js';
import { isWithin } from '../sources/source-library.js';

/** Says which files may be written. */
export interface FixGate {
  /** Why a file may not be written, in words that follow its name; undefined when it may. */
  reasonAgainst(file: string): string | undefined;
}

/** Only what was read, is a file below the root, and says byte for byte what was checked. */
export function createFixGate(host: Host, { root, sources }: Pick<Checked, 'root' | 'sources'>): FixGate {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const realRoot = host.realPath(root);
  // Two names of one file: only the first is written.
  const owners = new Map<string, string>();
  for (const { path } of sources) {
    const real = host.realPath(joinPath(host.workingDirectory, path));
    if (!owners.has(real)) owners.set(real, path);
  }
  return {
    reasonAgainst: (file) => {
      const text = texts.get(file);
      if (file === '-' || file === '--run' || text === undefined) return 'it is no file';
      const full = joinPath(host.workingDirectory, file);
      const real = host.realPath(full);
      if (!isWithin(real, realRoot)) return 'it is a link that leads out of the folder';
      if (owners.get(real) !== file) return `it is another name of ${owners.get(real)}`;
      return reasonOfBytes(host, full, text);
    },
  };
}

function reasonOfBytes(host: Host, full: string, text: string): string | undefined {
  try {
    const bytes = host.readFile(full);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) === text
      ? undefined
      : 'it was changed meanwhile';
  } catch (error) {
    if (error instanceof HostError) return error.message;
    return 'it is not UTF-8';
  }
}
