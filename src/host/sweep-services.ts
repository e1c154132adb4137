import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the folder of a service is called, before a few letters of its own. */
export const SERVICE_PREFIX = 'torchdock-';

/** Holds the number of the program and when it began, for whoever looks at the folder later. */
const PID_FILE = 'pid';

/** Notes whose folder it is. */
export function noteService(directory: string, pid: number | undefined): void {
  if (pid === undefined) return;
  writeFileSync(join(directory, PID_FILE), `${pid} ${readBeginning(pid) ?? ''}`, { mode: 0o600 });
}

/**
 * Removes folders of services that have ended while nobody was there to tidy up: torchdock was killed, or had let go of them.
 * Only what belongs to this user alone is touched; a service that still runs keeps its folder.
 */
export function sweepServices(place: string): void {
  for (const name of readdirSync(place).filter((each) => each.startsWith(SERVICE_PREFIX))) {
    const directory = join(place, name);
    try {
      if (isLeft(directory)) rmSync(directory, { recursive: true, force: true });
    } catch {
      // It went meanwhile, or never was a service's.
    }
  }
}

function isLeft(directory: string): boolean {
  const { uid, mode } = lstatSync(directory);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) return false;
  const [pid, began] = readFileSync(join(directory, PID_FILE), 'utf8').split(' ');
  return /^[1-9]\d*$/.test(pid ?? '') && !isRunning(Number(pid), began);
}

/** Its number may be another's by now: that one began at another time. */
function isRunning(pid: number, began: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return !began || readBeginning(pid) === began;
}

/** In ticks since the machine started, as Linux tells it; undefined elsewhere. */
function readBeginning(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold blanks and brackets; the 20th field behind it is the time (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
