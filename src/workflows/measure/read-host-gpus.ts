import {
  GPU_FIELDS,
  type HostGpus,
  knowsFieldsNot,
  OLD_GPU_FIELDS,
  readDriverFile,
  readNvidiaSmi,
} from '../../environment/measure/nvidia-smi.js';
import type { Host } from '../../host/host.js';
import { readTextFile } from './read-text-file.js';

/** A driver that hangs should not hang torchdock. */
const PATIENCE_MS = 10_000;

/** Where the driver says its version itself; WSL has neither. */
const DRIVER_FILES = ['/sys/module/nvidia/version', '/proc/driver/nvidia/version'];

/** Windows puts its program there, and not always on PATH. */
const WSL_PROGRAM = '/usr/lib/wsl/lib/nvidia-smi';

/** The GPUs of this machine and their driver, by `nvidia-smi`. */
export async function readHostGpus(host: Host): Promise<HostGpus> {
  const program = host.status(WSL_PROGRAM)?.kind === 'file' ? WSL_PROGRAM : 'nvidia-smi';
  const ask = async (fields: readonly string[]): Promise<HostGpus | undefined> => {
    const answer = await host.run(program, [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'], {
      timeoutMs: PATIENCE_MS,
    });
    return fields === GPU_FIELDS && knowsFieldsNot(answer) ? undefined : readNvidiaSmi(answer, fields);
  };
  const gpus = (await ask(GPU_FIELDS)) ?? (await ask(OLD_GPU_FIELDS)) ?? { kind: 'none', reason: 'no answer' };
  if (gpus.kind !== 'none') return gpus;
  const driver = DRIVER_FILES.map((path) => readDriverFile(readTextFile(host, path) ?? '')).find(Boolean);
  return driver === undefined || gpus.reason !== 'there is no nvidia-smi'
    ? gpus
    : { kind: 'broken', reason: `driver ${driver} is loaded, but there is no nvidia-smi`, isMismatch: false };
}
