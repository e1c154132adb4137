import { digestText } from '../../base/digest.js';
import { compareText, groupBy } from '../../base/order.js';
import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { startLog } from '../../runs/logs/read-log.js';
import { recogniseMetrics } from '../../runs/metrics/open-metrics.js';
import { rankOfName } from '../../runs/trace/identify-rank.js';
import { isGzip, unpackGzip } from '../../syntax/gzip/unpack-gzip.js';
import { type FoundRunFile, findRunFiles } from '../profile/find-run-files.js';
import { isTraceHead } from '../profile/read-run-file.js';

/** Files that one run left behind: the traces of several ranks together, anything else by itself. */
export interface FoundRun {
  /** Its file; for several ranks their folder with a slash. */
  readonly id: string;
  readonly label: string;
  /** What it stands under in a list: its folder. */
  readonly group: string;
  readonly paths: readonly string[];
  /** Differs when one of the files does. */
  readonly stamp: string;
}

/** What the first bytes of files said, by path, for as long as the files are the same. */
export type RunHeads = Map<string, { readonly stamp: string; readonly head: RunHead | undefined }>;

interface RunHead {
  readonly kind: 'trace' | 'other';
  readonly rank: number | undefined;
}

/** Looked at to know what a file is. */
const HEAD_BYTES = 64 * 2 ** 10;
/** A folder of data may hold a million tables: so many are looked into. */
const MOST_LOOKED_INTO = 500;
const AT_ONCE = 8;
const LIKELY =
  /(?:^|\/)(?:runs?|logs?|traces?|profil\w*|outputs?)\/|trace|tfevents|\.log$|metrics|trainer_state|smi|dcgm/iu;
/** Where runs are kept, and most repositories have Git ignore them: these are looked into all the same. */
const USUAL_FOLDERS: readonly string[] = [
  'runs',
  'run',
  'logs',
  'log',
  'traces',
  'trace',
  'profile',
  'profiles',
  'profiler',
  'output',
  'outputs',
  'results',
  'work_dirs',
  'lightning_logs',
  'tb_logs',
];

/** What runs left behind in the working directory, told by names and first bytes; lets others have a turn while it looks. */
export async function findRuns(host: Host, heads: RunHeads): Promise<readonly FoundRun[]> {
  const known: HeadedFile[] = [];
  const usual = USUAL_FOLDERS.filter(
    (path) => host.status(joinPath(host.workingDirectory, path))?.kind === 'directory',
  );
  const { files } = findRunFiles(host, ['.', ...usual]);
  for (const [at, file] of chooseFiles(files).entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    const stamp = stampOf(host, file);
    const before = heads.get(file.full);
    const head = before?.stamp === stamp ? before.head : await readHead(host, file);
    heads.set(file.full, { stamp, head });
    if (head) known.push({ file, stamp, head });
  }
  const folders = groupBy(known, ({ file }) => directoryOf(file.path));
  return [...folders].flatMap(([folder, its]) => groupRanks(folder, its));
}

/** Where there are too many, first those whose path sounds like a run; in the order of their paths. */
function chooseFiles(files: readonly FoundRunFile[]): readonly FoundRunFile[] {
  const soundsLike = files.filter(({ path }) => LIKELY.test(path));
  const others = files.filter(({ path }) => !LIKELY.test(path));
  return [...soundsLike, ...others].slice(0, MOST_LOOKED_INTO).toSorted((a, b) => compareText(a.path, b.path));
}

interface HeadedFile {
  readonly file: FoundRunFile;
  readonly stamp: string;
  readonly head: RunHead;
}

/** Traces of a folder that are of different ranks are one run. */
function groupRanks(folder: string, files: readonly HeadedFile[]): readonly FoundRun[] {
  const ranked = files.filter(({ head }) => head.kind === 'trace' && head.rank !== undefined);
  const isOneRun = ranked.length > 1 && new Set(ranked.map(({ head }) => head.rank)).size === ranked.length;
  const alone = isOneRun ? files.filter((file) => !ranked.includes(file)) : files;
  const together: readonly FoundRun[] = isOneRun
    ? [
        {
          id: `${folder}/`,
          label: `${baseNameOf(folder)} · ${ranked.length} ranks`,
          group: folder,
          paths: ranked.map(({ file }) => file.path),
          stamp: digestText(ranked.map(({ stamp }) => stamp).join('\n'), 16),
        },
      ]
    : [];
  return [
    ...together,
    ...alone.map(({ file, stamp }) => ({
      id: file.path,
      label: baseNameOf(file.path),
      group: folder,
      paths: [file.path],
      stamp,
    })),
  ];
}

function stampOf(host: Host, { full, path, sizeBytes }: FoundRunFile): string {
  return `${path} ${sizeBytes} ${host.status(full)?.modifiedMs ?? 0}`;
}

/** Undefined for what no run has written, as far as its first bytes tell, and for what cannot be read. */
async function readHead(host: Host, { full, path }: FoundRunFile): Promise<RunHead | undefined> {
  try {
    const bytes = await unpackHead(host.readFile(full, HEAD_BYTES));
    const text = new TextDecoder().decode(bytes);
    if (isTraceHead(text)) return { kind: 'trace', rank: rankIn(text) ?? rankOfName(path) };
    if (recogniseMetrics(bytes) !== undefined) return { kind: 'other', rank: undefined };
    const log = startLog(path);
    log.push(bytes);
    return log.finish().report === undefined ? undefined : { kind: 'other', rank: undefined };
  } catch {
    return undefined;
  }
}

async function unpackHead(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  for await (const piece of unpackGzip([bytes]).pieces) return piece.subarray(0, HEAD_BYTES);
  return new Uint8Array(0);
}

function rankIn(text: string): number | undefined {
  const said = /"distributedInfo"\s*:\s*\{[^}]{0,2000}?"rank"\s*:\s*(\d{1,6})/u.exec(text)?.[1];
  return said === undefined ? undefined : Number(said);
}
