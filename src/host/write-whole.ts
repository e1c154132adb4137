import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Writes a temporary file beside the target and renames it: nobody ever sees half a file, and on a full disk the old one
 * stays. Links are followed to where they lead, mode and owner are kept; what root makes new belongs to whoever has the
 * folder. A pipe or a device (`/dev/null`) is written to; renaming over it would replace it.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const target = followLinks(path);
  const old = statSync(target, { throwIfNoEntry: false });
  if (old && !old.isFile() && !old.isDirectory()) {
    writeInto(target, content);
    return;
  }
  // Its name is short, so that it fits wherever the target's own does.
  const temporary = join(dirname(target), `.torchdock-${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeNew(temporary, content, { owner: old ? undefined : ownerBeside(temporary) });
    if (old) keepModeAndOwner(temporary, old);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes a secret: the file is made with mode 0600 and given its owner before it has content, then renamed into place. Its
 * folder is made with mode 0700 where there is none. A link in its place is replaced, not followed.
 */
export function writePrivate(path: string, content: string, owner?: Owner): void {
  const temporary = makePrivate(path, content, owner);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The same, but false and nothing done when something is there already: of several at once, exactly one wins. */
export function createPrivate(path: string, content: string, owner?: Owner): boolean {
  const temporary = makePrivate(path, content, owner);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A complete private file under a passing name beside its target. */
function makePrivate(path: string, content: string, owner?: Owner): string {
  makeFolder(dirname(path), 0o700);
  const temporary = join(dirname(path), `.torchdock-${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeNew(temporary, content, { mode: 0o600, owner: owner ?? ownerBeside(temporary) });
    return temporary;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder and those above it; what root makes belongs to whoever has the folder that was there. */
export function makeFolder(path: string, mode?: number): void {
  const first = mkdirSync(path, { recursive: true, mode });
  if (first === undefined) return;
  const made = [first];
  for (let folder = path; folder.startsWith(`${first}/`); folder = dirname(folder)) made.push(folder);
  for (const folder of made.sort()) {
    const owner = ownerBeside(folder);
    // Held open, and no link: nobody can put something else in its place meanwhile.
    if (owner) giveAway(openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), owner);
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whose a new file is that root makes: whoever has the folder. Everybody else can make only their own. */
function ownerBeside(path: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(dirname(path));
  return uid === 0 ? undefined : { uid, gid };
}

/** The owner has it before it has content. */
function writeNew(
  path: string,
  content: string | Uint8Array,
  { mode, owner }: { readonly mode?: number; readonly owner: Owner | undefined },
): void {
  const file = openSync(path, 'wx', mode);
  try {
    if (owner) fchownSync(file, owner.uid, owner.gid);
    writeFileSync(file, content);
  } finally {
    closeSync(file);
  }
}

function giveAway(file: number, { uid, gid }: Owner): void {
  try {
    fchownSync(file, uid, gid);
  } finally {
    closeSync(file);
  }
}

/** Where a path leads in the end, also when nothing is there yet. */
function followLinks(path: string): string {
  let target = path;
  for (let count = 0; count < MOST_LINKS; count += 1) {
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
    // What `/proc` gives for an open pipe is a link to no path: only the system can follow it.
    if (isSpecial(target)) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  return path;
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function writeInto(path: string, content: string | Uint8Array): void {
  // A pipe without a reader refuses at once instead of waiting for one; held open, its reader waits for what comes.
  const held = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(path, content, { flag: 'r+' });
  } finally {
    closeSync(held);
  }
}

function keepModeAndOwner(temporary: string, { mode, uid, gid }: Stats): void {
  const made = statSync(temporary);
  if (made.uid !== uid || made.gid !== gid) {
    try {
      chownSync(temporary, uid, gid);
    } catch {
      // Only root may give a file away; the content matters more.
    }
  }
  chmodSync(temporary, mode & 0o7777);
}
