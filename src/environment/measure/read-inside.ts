import { readCpuLimit, readMemoryLimit, readPidsLimit } from './cgroup.js';
import type { FolderInside, GpuInside, InsideFacts, PythonInside, RightsInside } from './inside-facts.js';

/** More GPUs than any machine has. */
const MOST_GPUS = 64;

/** Values of each key, in the order met. */
type Lines = ReadonlyMap<string, readonly string[]>;

/** Reads what `INSIDE_SCRIPT` has answered; `folderCount` folders were named to it. Lines of other make are passed over. */
export function readInside(text: string, folderCount: number): InsideFacts {
  const lines = readLines(text);
  const last = (key: string): string | undefined => lines.get(key)?.at(-1);
  const version = last('cgroup.version');
  const shmKib = readCount(last('shm.kib'));
  const processes = readCount(last('token.processes'));
  return {
    cgroupVersion: version === '1' ? 1 : version === '2' ? 2 : undefined,
    memoryBytes: readMemoryLimit(lines.get('cgroup.memory') ?? []),
    cpu: readCpuLimit(lines.get('cgroup.cpu') ?? []),
    pids: readPidsLimit(lines.get('cgroup.pids') ?? []),
    sharedMemoryBytes: shmKib === undefined ? undefined : shmKib * 1024,
    rights: readRights(last),
    token: processes === undefined ? undefined : { processes, seen: lines.get('token.seen') ?? [] },
    sshd: belowKey(lines, 'sshd.'),
    folders: Array.from({ length: folderCount }, (_, index) => readFolder(index, last)),
    gpuDevices: readCount(last('gpu.devices')),
    python: readPython(lines, last),
  };
}

type Last = (key: string) => string | undefined;

function readLines(text: string): Lines {
  const lines = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = /^([a-z][\w.-]*)=(.*?)\r?$/i.exec(line);
    if (!match) continue;
    const [, key = '', value = ''] = match;
    const values = lines.get(key);
    if (values) values.push(value.trim());
    else lines.set(key, [value.trim()]);
  }
  return lines;
}

function belowKey(lines: Lines, prefix: string): ReadonlyMap<string, string> {
  const found = [...lines].filter(([key]) => key.startsWith(prefix));
  return new Map(found.map(([key, values]) => [key.slice(prefix.length), values.at(-1) ?? '']));
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function readRights(last: Last): RightsInside {
  // Four numbers: real, effective, saved, of the file system.
  const effectiveId = (key: string): number | undefined => readCount(last(key)?.split(/\s+/)[1]);
  const mask = (key: string): string | undefined => {
    const text = last(key);
    return text !== undefined && /^[0-9a-f]{8,32}$/i.test(text) ? text : undefined;
  };
  const noNew = last('status.NoNewPrivs');
  return {
    uid: effectiveId('status.Uid'),
    gid: effectiveId('status.Gid'),
    noNewPrivileges: noNew === '1' ? true : noNew === '0' ? false : undefined,
    effective: mask('status.CapEff'),
    bounding: mask('status.CapBnd'),
    seccomp: readCount(last('status.Seccomp')),
  };
}

function readFolder(index: number, last: Last): FolderInside {
  const writable = last(`folder.${index}.writable`);
  const options = last(`folder.${index}.options`)?.split(',');
  const before = last(`folder.${index}.before`);
  return {
    isWritable: writable === 'yes' ? true : writable === 'no' ? false : undefined,
    isMountedReadOnly: options?.includes('ro'),
    before: before !== undefined && /^[0-9a-f]{8,128}$/.test(before) ? before : undefined,
  };
}

function readPython(lines: Lines, last: Last): PythonInside {
  const get = (key: string): string | undefined => last(`python.${key}`);
  const architectures = get('architectures');
  const gpuCount = readCount(get('gpus'));
  const failures = belowKey(lines, 'python.failed.');
  return {
    version: get('version'),
    torch: get('torch'),
    cuda: get('cuda'),
    cudnn: get('cudnn'),
    modules: belowKey(lines, 'python.module.'),
    architectures:
      architectures === undefined
        ? undefined
        : architectures.split(/\s+/).filter((name) => /^(?:sm|compute)_\d/.test(name)),
    gpus:
      gpuCount === undefined
        ? undefined
        : Array.from({ length: Math.min(gpuCount, MOST_GPUS) }, (_, index) => readGpu(index, get, failures)),
    failures,
    isComplete: get('done') === 'yes',
  };
}

function readGpu(index: number, get: Last, failures: ReadonlyMap<string, string>): GpuInside {
  const product = get(`gpu.${index}.product`);
  return {
    name: get(`gpu.${index}.name`),
    capability: get(`gpu.${index}.capability`),
    isProductSame: product === 'same' ? true : product === 'different' ? false : undefined,
    failure: failures.get(`gpu.${index}.product`) ?? failures.get(`gpu.${index}.name`),
  };
}
