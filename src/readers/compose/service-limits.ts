import { parseDockerSizeBytes } from '../../base/units.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import type { Finding } from '../../findings/finding.js';
import type { Limits, Located } from '../../graph/node.js';
import type { ComposeMap } from './compose-value.js';
import { scalarIn } from './compose-value.js';

type Report = (finding: Finding) => void;

/** What the container may use at most; `deploy.resources.limits` comes before the older keys of the service. */
export function readServiceLimits(service: ComposeMap, report: Report): Limits {
  const limits = ['deploy', 'resources', 'limits'];
  const memoryBytes = readSize(service, [...limits, 'memory'], report) ?? readSize(service, ['mem_limit'], report);
  const cpus =
    readNumber(service, [...limits, 'cpus'], report) ?? readNumber(service, ['cpus'], report) ?? readQuota(service);
  const pids = readNumber(service, [...limits, 'pids'], report) ?? readNumber(service, ['pids_limit'], report);
  const sharedMemoryBytes = readSize(service, ['shm_size'], report);
  return {
    ...(memoryBytes ? { memoryBytes } : {}),
    ...(cpus ? { cpus } : {}),
    ...(pids ? { pids } : {}),
    ...(sharedMemoryBytes ? { sharedMemoryBytes } : {}),
  };
}

/** `deploy.replicas`, or the older `scale`. */
export function readReplicas(service: ComposeMap, report: Report): Located<number> | undefined {
  for (const path of [['deploy', 'replicas'], ['scale']]) {
    const written = scalarIn(service, ...path);
    if (!written) continue;
    if (/^\d{1,6}$/.test(written.text)) return { value: Number(written.text), place: written.place };
    if (written.unresolved.length === 0)
      report(composeFindings.invalidNumber({ key: path.join('.'), text: written.text }, written.place));
  }
  return undefined;
}

function readSize(service: ComposeMap, path: readonly string[], report: Report): Located<number> | undefined {
  const written = scalarIn(service, ...path);
  if (!written || written.unresolved.length > 0) return undefined;
  const value = parseDockerSizeBytes(written.text);
  if (value === undefined)
    report(composeFindings.invalidSize({ key: path.join('.'), text: written.text }, written.place));
  return value ? { value, place: written.place } : undefined;
}

/** A number; 0 and -1 mean that there is no limit. */
function readNumber(service: ComposeMap, path: readonly string[], report: Report): Located<number> | undefined {
  const written = scalarIn(service, ...path);
  if (!written || written.unresolved.length > 0) return undefined;
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(written.text) ? Number(written.text) : Number.NaN;
  if (Number.isNaN(value))
    report(composeFindings.invalidNumber({ key: path.join('.'), text: written.text }, written.place));
  return value > 0 ? { value, place: written.place } : undefined;
}

/** `cpu_quota` microseconds of every `cpu_period` (100 000 by default) are a number of cores. */
function readQuota(service: ComposeMap): Located<number> | undefined {
  const quota = scalarIn(service, 'cpu_quota');
  const value = Number(quota?.text) / Number(scalarIn(service, 'cpu_period')?.text ?? 100_000);
  return quota && value > 0 && Number.isFinite(value) ? { value, place: quota.place } : undefined;
}
