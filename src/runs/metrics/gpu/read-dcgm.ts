import type { GpuFormat, GpuLine } from './gpu-log.js';

/** A line of the DCGM exporter. */
export const DCGM_LINE = /^(?:# (?:HELP|TYPE) )?DCGM_FI_\w+[ {]/m;

const SAMPLE = /^([A-Za-z_:][\w:]*)\{(.*)\}\s+(\S+)(?:\s+(-?\d+))?\s*$/;
const LABEL = /\s*([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

/**
 * What the DCGM exporter answers (Prometheus' text format), one scrape or many in a row; curves of what begins with
 * `DCGM_`. Ratios (`DCGM_FI_PROF_*_ACTIVE`) stay between 0 and 1, as it says them.
 */
export function createDcgmFormat(): GpuFormat {
  return { format: 'dcgm', row: 'sample of Prometheus', isRelative: false, readLine };
}

function readLine(line: string): GpuLine {
  if (line.startsWith('#')) return 'passed-over';
  const match = SAMPLE.exec(line);
  const name = match?.[1];
  if (!match || name === undefined) return /^[A-Za-z_:][\w:]*\s+\S+/.test(line) ? 'passed-over' : 'strange';
  if (!name.startsWith('DCGM_')) return 'passed-over';
  const labels = readLabels(match[2] ?? '');
  const value = readValue(match[3] ?? '');
  if (!labels || value === undefined) return 'strange';
  const seconds = match[4] === undefined ? undefined : Number(match[4]) / 1000;
  return [{ gpu: nameGpu(labels), name, unit: unitOf(name), seconds, value }];
}

/** Undefined when the text is no list of labels. */
function readLabels(text: string): ReadonlyMap<string, string> | undefined {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  let at = 0;
  for (let match = LABEL.exec(text); match; match = at < text.length ? LABEL.exec(text) : null) {
    labels.set(match[1] ?? '', (match[2] ?? '').replaceAll(/\\(.)/g, '$1'));
    at = LABEL.lastIndex;
  }
  return at === text.length ? labels : undefined;
}

/** Parts of a GPU (MIG) are told apart, and GPUs of several hosts. */
function nameGpu(labels: ReadonlyMap<string, string>): string | undefined {
  const gpu = labels.get('gpu') ?? labels.get('UUID');
  const part = labels.get('GPU_I_ID');
  const host = labels.get('Hostname');
  if (gpu === undefined) return undefined;
  return `${gpu}${part ? `.${part}` : ''}${host ? `@${host}` : ''}`;
}

function readValue(text: string): number | undefined {
  if (/^[-+]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = /^NaN$/i.test(text) ? Number.NaN : Number(text);
  return Number.isNaN(value) && !/^NaN$/i.test(text) ? undefined : value;
}

function unitOf(name: string): string | undefined {
  if (/_FB_(?:USED|FREE|TOTAL|RESERVED)$/.test(name)) return 'MiB';
  if (/_(?:GPU|MEM_COPY|ENC|DEC)_UTIL$/.test(name)) return '%';
  if (name.endsWith('_CLOCK')) return 'MHz';
  if (name.endsWith('_TEMP')) return 'C';
  return name.endsWith('_POWER_USAGE') ? 'W' : undefined;
}
