import type { HostGpu } from '../host/host-facts.js';
import { isVersion } from '../version.js';

/** The fields that are asked for, in this order; an old driver does not know the last one and is asked again without. */
export const GPU_FIELDS = ['driver_version', 'name', 'memory.total', 'mig.mode.current', 'compute_cap'] as const;

/** Without those that drivers before 450 and before 510 do not know. */
export const OLD_GPU_FIELDS = ['driver_version', 'name', 'memory.total'] as const;

export interface SmiAnswer {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `nvidia-smi` says of a machine. */
export type HostGpus =
  | { readonly kind: 'gpus'; readonly driverVersion?: string; readonly gpus: readonly SeenGpu[] }
  | { readonly kind: 'none'; readonly reason: string }
  /** There should be GPUs, but the driver does not answer. */
  | { readonly kind: 'broken'; readonly reason: string; readonly isMismatch: boolean };

export interface SeenGpu extends HostGpu {
  /** Divided into parts, which are given one by one. */
  readonly isDivided: boolean;
}

/** True when the driver knows one of the fields not, and an older question may be answered. */
export function knowsFieldsNot({ status, stdout, stderr }: SmiAnswer): boolean {
  return status !== 0 && /not a valid field/i.test(`${stdout}${stderr}`);
}

/** Reads `--query-gpu=… --format=csv,noheader,nounits`: one line for each GPU. */
export function readNvidiaSmi(answer: SmiAnswer, fields: readonly string[] = GPU_FIELDS): HostGpus {
  const { status, stdout, stderr } = answer;
  if (status === undefined) return { kind: 'none', reason: 'there is no nvidia-smi' };
  const said = `${stdout}\n${stderr}`;
  if (/version mismatch/i.test(said)) return { kind: 'broken', reason: firstLine(said), isMismatch: true };
  if (/no devices were found/i.test(said)) return { kind: 'none', reason: 'the driver finds no GPU' };
  if (status !== 0)
    return { kind: 'broken', reason: firstLine(said) || `nvidia-smi ended with status ${status}`, isMismatch: false };
  const rows = stdout.split(/\r?\n/).filter((line) => line.includes(','));
  if (rows.length === 0) return { kind: 'none', reason: 'nvidia-smi lists no GPU' };
  const seen = rows.map((row) => readRow(row, fields));
  const driverVersion = seen.map(({ driver }) => driver).find((driver) => driver !== undefined);
  return { kind: 'gpus', ...(driverVersion ? { driverVersion } : {}), gpus: seen.map(({ gpu }) => gpu) };
}

function readRow(
  row: string,
  fields: readonly string[],
): { readonly driver: string | undefined; readonly gpu: SeenGpu } {
  const cells = row.split(',').map((cell) => cell.trim());
  const field = (name: string): string | undefined => {
    const cell = cells[fields.indexOf(name)];
    return cell === undefined || /^\[?(?:N\/A|Not Supported|Unknown Error|GPU is lost)\]?$/i.test(cell)
      ? undefined
      : cell;
  };
  const driver = field('driver_version');
  const capability = field('compute_cap');
  const memory = Number(field('memory.total'));
  return {
    driver: driver !== undefined && isVersion(driver) ? driver : undefined,
    gpu: {
      name: field('name') ?? 'unknown GPU',
      ...(capability !== undefined && /^\d+\.\d$/.test(capability) ? { computeCapability: capability } : {}),
      ...(Number.isFinite(memory) && memory > 0 ? { memoryMiB: memory } : {}),
      isDivided: field('mig.mode.current') === 'Enabled',
    },
  };
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  );
}

/** `535.104.05` in `/proc/driver/nvidia/version` or `/sys/module/nvidia/version`; WSL has neither. */
export function readDriverFile(text: string): string | undefined {
  const found = /(?:Module(?: for \S+)?\s+|^)(\d{3,}\.\d+(?:\.\d+)?)\b/m.exec(text)?.[1];
  return found !== undefined && isVersion(found) ? found : undefined;
}
