import { joinPath } from '../../base/paths.js';
import type { Engine } from '../../engines/engine.js';
import { STATE_FOLDER } from '../../environment/plan/places-inside.js';
import type { Host } from '../../host/host.js';
import { openStateFolder, TRACES_FOLDER } from './state-folder.js';

/** One file a process, as the profiling script names them. */
const NAME = /^trace-rank\d{1,6}\.json\.gz$/u;
const MOST_FILES = 1024;
const MOST_BYTES = 2 ** 30;
/** In base64 less than an engine's answer may hold. */
const PIECE_BYTES = 4_000_000;

const LIST = 'cd "$1" 2>/dev/null && for f in trace-rank*; do [ -f "$f" ] && echo "$(wc -c <"$f") $f"; done; true';
const READ = 'tail -c +"$1" "$2" | head -c "$3" | base64';

export interface TracesWish {
  /** Name of the container. */
  readonly container: string;
  /** Folder inside. */
  readonly folder: string;
  /** Of the project. */
  readonly root: string;
}

/**
 * Copies what the profiler left in a container into `.torchdock/traces`, in place of the traces of an earlier run. Through
 * the engine, so that it needs no mount and no common owner of files; what is inside may say anything, so only names that
 * the profiling script gives are taken, and no more bytes than were told.
 */
export async function fetchTraces(engine: Engine, wish: TracesWish, host: Host): Promise<readonly string[]> {
  const { container, folder, root } = wish;
  const listed = await engine.execute(container, ['sh', '-c', LIST, 'sh', folder]);
  const found = listed.stdout.split('\n').flatMap((line) => {
    const [size = '', name = ''] = line.trim().split(/\s+/u);
    return NAME.test(name) && /^\d{1,12}$/u.test(size) ? [{ name, sizeBytes: Number(size) }] : [];
  });
  const total = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (found.length === 0 || found.length > MOST_FILES || total > MOST_BYTES) return [];
  const target = joinPath(root, STATE_FOLDER, TRACES_FOLDER);
  openStateFolder(host, root);
  const before = host.status(target) ? host.readDirectory(target) : [];
  for (const { name } of before) if (NAME.test(name)) host.removeFile(joinPath(target, name));
  host.makeDirectory(target);
  const written: string[] = [];
  for (const { name, sizeBytes } of found) {
    const bytes = await readInside(engine, container, joinPath(folder, name), sizeBytes);
    if (bytes.length !== sizeBytes) continue;
    host.writeFile(joinPath(target, name), bytes);
    written.push(joinPath(target, name));
  }
  return written;
}

async function readInside(engine: Engine, container: string, path: string, sizeBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < sizeBytes; offset += PIECE_BYTES) {
    const words = ['sh', '-c', READ, 'sh', String(offset + 1), path, String(PIECE_BYTES)];
    const { stdout } = await engine.execute(container, words);
    pieces.push(Buffer.from(stdout, 'base64'));
  }
  return Buffer.concat(pieces);
}
