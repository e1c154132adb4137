import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEAD_BYTES, type MetricsKind, openMetrics, recogniseMetrics } from '../../../src/runs/metrics/open-metrics.js';
import { writeRecords } from '../../syntax/tfrecord/write-records.js';
import { codesOf, logOf, readAll, readShared } from './read-file.js';

const text = (value: string): Uint8Array => Buffer.from(value);

describe('recogniseMetrics', () => {
  it.each<[string, MetricsKind]>([
    ['logs/hf-transformers5.18-events.out.tfevents.0', 'tensorboard'],
    ['logs/lightning2.6-events.out.tfevents.0', 'tensorboard'],
    ['logs/yolov5-gtx1060-events.out.tfevents.0', 'tensorboard'],
    ['traces/hta-memory_timeline.raw.gz', 'memory-timeline-raw'],
    ['traces/local-torch2.13-cpu-execution_trace.json.gz', 'execution-trace'],
  ])('knows %s', (path, kind) => {
    expect(recogniseMetrics(readShared(path).subarray(0, HEAD_BYTES))).toBe(kind);
  });

  it.each<[string, MetricsKind]>([
    ['nvidia-smi.csv', 'nvidia-smi-query'],
    ['nvidia-smi-nounits.csv', 'nvidia-smi-query'],
    ['dmon.txt', 'nvidia-smi-dmon'],
    ['nvidia-smi-table.txt', 'nvidia-smi-table'],
    ['dcgm.prom', 'dcgm'],
  ])('knows %s', (path, kind) => {
    const bytes = readFileSync(`fixtures/metrics/${path}`);
    expect(recogniseMetrics(bytes)).toBe(kind);
    expect(logOf(readAll(openMetrics(kind, path), bytes)).lines.understood).toBeGreaterThan(-1);
  });

  it.each<[string, MetricsKind]>([
    ['\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x08segments\x94]', 'memory-snapshot'],
    ['[[1696966048083248, 1696966048083250], [[0,', 'memory-timeline'],
    ['\ufeffindex, memory.used [MiB]\r\n', 'nvidia-smi-query'],
  ])('knows %j', (head, kind) => {
    expect(recogniseMetrics(Buffer.from(head, head.startsWith('\x80') ? 'latin1' : 'utf8'))).toBe(kind);
  });

  it.each([
    'logs/hf-transformers5.18-stdout.log',
    'logs/hf-transformers5.18-trainer_state.json',
    'logs/lightning2.6-metrics.csv',
    'logs/lightning_stdout.log',
    'logs/llm.c-8xH100-main.log',
    'logs/text-log-excerpts.txt',
    'logs/yolov5-gtx1060-workers0-results.csv',
    'traces/exact-reference.json',
    'traces/hta-a100-nccl-args-2rank-rank0.json.gz',
    'traces/local-debian-torch1.13-no-kineto-legacy.json.gz',
    'traces/local-torch2.13-cpu-transformer.pt.trace.json.gz',
  ])('leaves %s to others', (path) => {
    expect(recogniseMetrics(readShared(path).subarray(0, HEAD_BYTES))).toBeUndefined();
  });

  it.each([
    ['nothing', text('')],
    ['TFRecords of examples', writeRecords([text('\x0a\x20examples, and not events')])],
    ['a checkpoint', Buffer.from('\x80\x02}q\x00(X\x05\x00\x00\x00modelq\x01', 'latin1')],
    ['a CSV of a user', text('time, name, memory\n1, a, 5\n')],
    ['pmon', text('# gpu        pid  type    sm   mem\n# Idx          #   C/G     %     %\n')],
    ['an own schema', text('{"schema": "run/1", "ranks": []}')],
    ['a matrix', text('[[1, 2, 3], [4, 5, 6]]')],
  ])('takes %s for none of them', (_, bytes) => {
    expect(recogniseMetrics(bytes)).toBeUndefined();
  });

  it('never throws, and its readers read whatever they took', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const kind = recogniseMetrics(bytes);
        expect(kind && readAll(openMetrics(kind, 'x'), bytes).log?.nanValues).toBeOneOf([undefined, 0]);
      }),
    );
  });
});

describe('an execution trace', () => {
  const path = 'traces/local-torch2.13-cpu-execution_trace.json.gz';

  it('is told to hold no times, and what ran', () => {
    const bytes = readShared(path);
    const { operators, findings } = readAll(openMetrics('execution-trace', path), bytes, 100_000);
    const { nodes } = JSON.parse(Buffer.from(bytes).toString()) as { nodes: { name: string }[] };
    const named = nodes.filter(({ name }) => !name.startsWith('[pytorch|')).map(({ name }) => name);
    expect(operators.reduce((sum, { calls }) => sum + calls, 0)).toBe(named.length);
    expect(operators.find(({ name }) => name === 'aten::addmm')?.calls).toBe(
      named.filter((name) => name === 'aten::addmm').length,
    );
    expect(findings).toMatchObject([{ code: 'MTR-09', message: expect.stringContaining('1.1.1-chakra.0.0.4') }]);
  });

  it('that is cut is told so', () => {
    const report = readAll(openMetrics('execution-trace', path), readShared(path).subarray(0, 5000));
    expect(codesOf(report)).toEqual(['MTR-10']);
    expect(report.operators).toEqual([]);
  });
});
