import { joinPath } from '../base/paths.js';
import type { Place } from '../base/text.js';
import { parseDockerSizeBytes } from '../base/units.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { nodeId } from '../graph/ids.js';
import type { NodeId, VolumeNode, VolumeType } from '../graph/node.js';
import { splitCommaSeparated } from './comma-separated.js';
import { splitOutsideExpansions, withoutExpansions } from './expansions.js';

/** Something mounted into a container, as the file that mounts it says it. */
export interface VolumeMount {
  readonly type: VolumeType;
  /** Path or name as written; absent for `anonymous`, `tmpfs`, `emptyDir`. */
  readonly source?: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  readonly subPath?: string;
  readonly sizeBytes?: number;
  readonly medium?: string;
  /** What a named volume is private to (a compose project, a namespace); absent when the engine knows it by name alone. */
  readonly scope?: string;
}

/** Third field of `-v`: options of Docker and Podman, without those that carry a value. */
const MODES: ReadonlySet<string> = new Set(
  (
    'ro rw z Z consistent cached delegated nocopy copy shared rshared slave rslave private rprivate ' +
    'U O idmap exec noexec dev nodev suid nosuid bind rbind unbindable runbindable'
  ).split(' '),
);

/** The directory that a command is run in, in the spellings of POSIX shells, PowerShell and cmd. */
const WORKING_DIRECTORY = /^(?:\$\(\s*pwd(?:\s+-[LP])?\s*\)|`\s*pwd\s*`|\$\{PWD\}|\$PWD(?![A-Za-z0-9_])|%cd%)/i;
const HOME_DIRECTORY = /^(?:\$\{HOME\}|\$HOME(?![A-Za-z0-9_]))/;
const DRIVE = /^[A-Za-z]:[\\/]/;
const VOLUME_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * Reads the short form of `docker run -v` and compose `volumes:`: `target`, `source:target`, `source:target:options`, with
 * drive letters and with `${…}` or `$(…)` that hold colons. Undefined when the engine would refuse it.
 */
export function parseVolumeSpec(text: string): VolumeMount | undefined {
  const parts = splitVolumeSpec(text.trim());
  const [first, second, options] = parts;
  if (first === undefined || first === '' || parts.length > 3) return undefined;
  if (second === undefined)
    return isTarget(first) ? { type: 'anonymous', target: first, isReadOnly: false } : undefined;
  const type = volumeTypeOf(first);
  if (!type || !isTarget(second)) return undefined;
  const words = options === undefined ? [] : options.split(',');
  if (!words.every(isMode)) return undefined;
  return { type, source: first, target: second, isReadOnly: words.includes('ro') };
}

/**
 * Reads `--mount`: `type=bind,source=…,target=…,readonly`, comma-separated as in CSV (a field may be quoted).
 * Undefined when there is no target or the type is unknown.
 */
export function parseMountOption(text: string): VolumeMount | undefined {
  const fields = new Map<string, string>();
  for (const field of splitCommaSeparated(text)) {
    const at = field.indexOf('=');
    fields.set((at < 0 ? field : field.slice(0, at)).trim().toLowerCase(), at < 0 ? 'true' : field.slice(at + 1));
  }
  const source = fields.get('source') ?? fields.get('src');
  const target = fields.get('target') ?? fields.get('destination') ?? fields.get('dst');
  const type = mountType(fields.get('type') ?? 'volume', source);
  if (!target || !type || (type === 'bind' && !source)) return undefined;
  const subPath = fields.get('volume-subpath') ?? fields.get('image-subpath') ?? fields.get('subpath');
  const sizeBytes = parseDockerSizeBytes((fields.get('tmpfs-size') ?? '').slice(0, 40));
  const medium = fields.get('volume-driver');
  return {
    type,
    ...(source ? { source } : {}),
    target,
    isReadOnly: isTrue(fields.get('readonly') ?? fields.get('ro')),
    ...(subPath ? { subPath } : {}),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(medium ? { medium } : {}),
  };
}

/**
 * What a source of the short form is: a path, a name, or — for a variable alone, which may be either — `other`.
 * Undefined when it is neither a path nor a valid name.
 */
export function volumeTypeOf(source: string): VolumeType | undefined {
  if (/^[./~\\]/.test(source) || DRIVE.test(source)) return 'bind';
  if (WORKING_DIRECTORY.test(source) || HOME_DIRECTORY.test(source)) return 'bind';
  // `{DATA_DIR}`, `[data]`: pages write so what the reader is to fill in.
  if (/^\{[\w .-]{1,60}\}|^\[[\w .-]{1,60}\]/.test(source)) return /[\\/]/.test(source) ? 'bind' : 'other';
  if (/[$`%<]/.test(source)) return /[\\/]/.test(withoutExpansions(source)) ? 'bind' : 'other';
  return VOLUME_NAME.test(source) ? 'named' : undefined;
}

/**
 * One spelling for all ways to say the same host path: `./x`, `x/../x`, `$(pwd)/x`, `${PWD}/x`, `.\x` → `./x`, relative to the
 * root that torchdock reads; `$HOME/x` → `~/x`. `baseDirectory` is what relative paths are relative to (`.` or `docker`).
 */
export function normalizeBindSource(source: string, baseDirectory: string): string {
  if (DRIVE.test(source)) return source.replaceAll('\\', '/');
  const here = WORKING_DIRECTORY.exec(source);
  const home = HOME_DIRECTORY.exec(source);
  if (home) return `~${source.slice(home[0].length)}`;
  if (here) return relative(joinPath(baseDirectory, `./${source.slice(here[0].length)}`));
  if (/^\.{1,2}(?:$|[\\/])/.test(source)) return relative(joinPath(baseDirectory, source.replaceAll('\\', '/')));
  return source.startsWith('/') ? joinPath(source) : source;
}

/** Adds the volume node and the `mounts` edge of one mount. */
export function addVolumeMount(
  builder: FragmentBuilder,
  owner: NodeId,
  mount: VolumeMount,
  place: Place,
  baseDirectory: string,
): NodeId {
  const { type, target, isReadOnly, subPath, sizeBytes, medium } = mount;
  const source =
    mount.source === undefined || type !== 'bind' ? mount.source : normalizeBindSource(mount.source, baseDirectory);
  const node: VolumeNode = {
    kind: 'volume',
    id: source === undefined ? nodeId.volume(type, target, owner) : nodeId.volume(type, source, mount.scope),
    label: source ?? target,
    origins: [place],
    facts: {
      type,
      ...(source === undefined ? {} : { source }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(medium === undefined ? {} : { medium }),
    },
  };
  builder.addNode(node);
  builder.addEdge('mounts', owner, node.id, place, { target, isReadOnly, ...(subPath ? { subPath } : {}) });
  return node.id;
}

function relative(path: string): string {
  return path === '.' || path.startsWith('/') || path.startsWith('..') ? path : `./${path}`;
}

function isTarget(text: string): boolean {
  return text !== '/' && (/^[/$`<]/.test(text) || DRIVE.test(text));
}

function isMode(word: string): boolean {
  return MODES.has(word) || /^(?:upperdir|workdir|idmap)=|[$`]/.test(word);
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:true|1|ro)$/i.test(text);
}

const MOUNT_TYPES: Readonly<Record<string, VolumeType>> = {
  bind: 'bind',
  volume: 'named',
  tmpfs: 'tmpfs',
  ramfs: 'tmpfs',
  npipe: 'other',
  cluster: 'other',
  image: 'other',
  glob: 'bind',
  devpts: 'other',
};

function mountType(word: string, source: string | undefined): VolumeType | undefined {
  const type = Object.hasOwn(MOUNT_TYPES, word) ? MOUNT_TYPES[word] : undefined;
  return type === 'named' && !source ? 'anonymous' : type;
}

/** Splits at colons that stand outside `${…}`, `$(…)` and backquotes, and not after a drive letter. */
function splitVolumeSpec(text: string): readonly string[] {
  const parts = splitOutsideExpansions(text, ':');
  const joined: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    const next = parts[at + 1];
    const isDrive =
      /^[A-Za-z]$/.test(part) &&
      next !== undefined &&
      (next.startsWith('\\') || (next.startsWith('/') && at === 0 && /^[/$]|^[A-Za-z]$/.test(parts[at + 2] ?? '')));
    if (isDrive) at += 1;
    joined.push(isDrive ? `${part}:${next}` : part);
  }
  return joined;
}
