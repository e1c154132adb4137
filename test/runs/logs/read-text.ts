import { readFileSync } from 'node:fs';
import { type LogOptions, type LogReading, readLog } from '../../../src/runs/logs/read-log.js';
import type { LogReport } from '../../../src/runs/report/log-report.js';

/** A log given as its lines. */
export function read(lines: string | readonly string[], options: LogOptions = {}): LogReading {
  const text = typeof lines === 'string' ? lines : `${lines.join('\n')}\n`;
  return readLog('train.log', new TextEncoder().encode(text), options);
}

export function reportOf(lines: string | readonly string[], options: LogOptions = {}): LogReport {
  const { report } = read(lines, options);
  if (!report) throw new Error('nothing was understood');
  return report;
}

export function realLog(name: string): Uint8Array {
  return readFileSync(`../shared/logs/${name}`);
}

/** A line of the excerpts of public logs that begins with some words. */
export function excerpts(start: string): string[] {
  const lines = new TextDecoder().decode(realLog('text-log-excerpts.txt')).split('\n');
  return lines.filter((line) => line.startsWith(start));
}

/** Steps and values of a curve. */
export function pointsOf({ curves }: LogReport, name: string): (number | undefined)[][] {
  return curves.find((curve) => curve.name === name)?.points.map(({ step, value }) => [step, value]) ?? [];
}

export function codesOf({ findings }: LogReading): string[] {
  return findings.map(({ code }) => code);
}
