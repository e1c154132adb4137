import { joinPath } from '../../base/paths.js';
import { STATE_FOLDER } from '../../environment/plan/places-inside.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import { type DirectoryEntry, type Host, HostError } from '../../host/host.js';

/** What stands in the project's `.torchdock`, besides the folder of the secrets that a spec names. */
export type StateFile =
  | '.gitignore'
  | 'jupyter-token'
  | 'authorized_keys'
  | 'known_hosts'
  | 'ssh_config'
  | 'build.log'
  | 'engine';

export function statePath(root: string, file: StateFile): string {
  return joinPath(root, STATE_FOLDER, file);
}

/** Variables that the spec names as secrets, one file each. */
const SECRETS_FOLDER = 'secrets';
/** What `up --profile` left, one file a process; a link in it would be written through. */
export const TRACES_FOLDER = 'traces';
const FOLDERS: readonly string[] = [SECRETS_FOLDER, TRACES_FOLDER];

/**
 * A repository may bring a `.torchdock` of its own. As a link it would lead what is written here elsewhere (into `~/.ssh`),
 * and a link in it would hand what it leads to (`~/.ssh/id_ed25519`) to the container as a secret. Undefined when it holds
 * folders and files alone, or is not there yet.
 */
export function judgeStateFolder(host: Host, root: string): Finding | undefined {
  const state = joinPath(root, STATE_FOLDER);
  const found =
    listEntries(host, root).find(({ name, kind }) => name === STATE_FOLDER && kind !== 'directory') ??
    listEntries(host, state).find(({ name, kind }) => kind !== (FOLDERS.includes(name) ? 'directory' : 'file')) ??
    FOLDERS.flatMap((name) => listEntries(host, joinPath(state, name))).find(({ kind }) => kind !== 'file');
  return found && lifeFindings.foreignStateFolder({ path: found.path, isLink: found.kind === 'link' });
}

function listEntries(host: Host, folder: string): readonly (DirectoryEntry & { readonly path: string })[] {
  try {
    return host.readDirectory(folder).map((entry) => ({ ...entry, path: joinPath(folder, entry.name) }));
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

/** Undefined when there is none, or it cannot be read. */
export function readStateFile(host: Host, path: string): string | undefined {
  try {
    return host.status(path)?.kind === 'file' ? new TextDecoder().decode(host.readFile(path, 2 ** 20)) : undefined;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** Written only when it says something else than before, so that repeating changes nothing. */
export function keepStateFile(
  host: Host,
  path: string,
  content: string,
  owner?: { readonly uid: number; readonly gid: number },
): boolean {
  const isSame = readStateFile(host, path) === content && host.status(path)?.isPrivate !== false;
  if (isSame && belongsTo(host, path, owner)) return false;
  host.writePrivateFile(path, content, owner);
  return true;
}

/** True where it is not known, and where it does not matter. */
export function belongsTo(host: Host, path: string, owner: { readonly uid: number } | undefined): boolean {
  const found = host.status(path)?.owner;
  return owner === undefined || found === undefined || found.uid === owner.uid;
}

/** Called before the first thing is written: git must never see what stands beside it. */
export function openStateFolder(host: Host, root: string): void {
  keepStateFile(host, statePath(root, '.gitignore'), '*\n');
}
