import { describe, expect, test } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { describeRun, findLine } from '../../../src/workflows/studio/describe-run.js';
import { reportOf } from '../../runs/real-runs.js';

const TEXTS = [createSourceText('train.py', 'a\nbc\n'), createSourceText('src/data.py', 'd\n')];

describe('the line that a trace names', () => {
  test.each([
    ['/workspace/train.py', 2, { file: 'train.py', line: 2, column: 1, endLine: 2, endColumn: 3 }],
    ['C:\\work\\src\\data.py', 1, expect.objectContaining({ file: 'src/data.py', line: 1 })],
    ['train.py', 1, expect.objectContaining({ file: 'train.py' })],
    // Another file that only sounds like it, a line that is not there, and what was installed.
    ['/workspace/retrain.py', 1, undefined],
    ['/workspace/train.py', 99, undefined],
    ['/workspace/train.py', -1, undefined],
    ['/opt/lib/python3.12/site-packages/x/train.py', 1, undefined],
  ])('%s:%i', (file, line, place) => {
    expect(findLine({ file, line }, TEXTS)).toEqual(place);
  });

  test('of two files with that ending it is neither', () => {
    const two = [createSourceText('b/train.py', 'x'), createSourceText('train.py', 'x')];
    expect(findLine({ file: '/a/b/train.py', line: 1 }, two)).toBeUndefined();
  });
});

test('names that obey nobody, charts without inline rules', () => {
  const report = reportOf('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz');
  const panel = describeRun(
    { ...report, source: { ...report.source, files: ['evil\u202e\u0007name.json'] } },
    TEXTS,
    'zh',
  );
  expect(panel.files).toEqual(['evil name.json']);
  expect(panel.verdict.title).toBe('受限于输入：训练在等待数据');
  expect(panel.charts.length).toBeGreaterThan(2);
  for (const { svg, css } of panel.charts) {
    expect(svg).not.toMatch(/<style| style=/);
    expect(css).toContain('prefers-color-scheme:dark');
  }
});
