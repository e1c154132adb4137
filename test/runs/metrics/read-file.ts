import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { MetricsReader, MetricsReport } from '../../../src/runs/metrics/metrics-reader.js';
import type { Curve, LogReport } from '../../../src/runs/report/log-report.js';

/** All that a reader says of bytes that come in chunks. */
export function readAll(reader: MetricsReader, bytes: Uint8Array, chunkBytes = 1000): MetricsReport {
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return reader.finish();
}

export function readShared(path: string): Uint8Array {
  const bytes = readFileSync(`../shared/${path}`);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function logOf(report: MetricsReport): LogReport {
  if (!report.log) throw new Error('it has no log');
  return report.log;
}

export function curveOf(report: MetricsReport, name: string): Curve {
  const found = logOf(report).curves.find((curve) => curve.name === name);
  if (!found) throw new Error(`it has no curve ${name}`);
  return found;
}

export function codesOf(report: MetricsReport): string[] {
  return [...report.health, ...report.findings].map(({ code }) => code);
}

export function valuesOf(report: MetricsReport, name: string): number[] {
  return curveOf(report, name).points.map(({ value }) => value);
}
