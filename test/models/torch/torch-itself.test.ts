import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { requireTool } from '../../setup/tools.js';
import { askTorch, DEBIAN_TORCH, type Request } from './ask-torch.js';
import { createAsker } from './ask-torchdock.js';
import { judgeForward, judgeNames, judgeValue, type Verdict } from './judge-answer.js';

interface Row extends Request {
  readonly answer: Readonly<Record<string, unknown>>;
}

function readRows(name: string): readonly Row[] {
  return JSON.parse(readFileSync(`fixtures/models/torch/${name}.json`, 'utf8')) as Row[];
}

/** Where torch raises, we raise or do not know; a value would be wrong only if it claimed to be one. */
function judge(row: Row, ours: unknown): Verdict {
  const { answer } = row;
  if ('error' in answer) return { kind: 'exact' };
  if (!('parameters' in answer)) return judgeValue(ours, answer);
  const names = judgeNames(ours, answer);
  if (names.kind !== 'exact' || !('leaves' in answer)) return names;
  return judgeForward(ours, answer);
}

describe.each(['layers', 'operations'])('torch: %s', (name) => {
  test('says what torch says, or that it does not know', () => {
    const asker = createAsker(false);
    const rows = readRows(name);
    const verdicts = rows.map((row) => ({
      expression: row.expression,
      input: row.input,
      verdict: judge(row, asker.ask(row)),
    }));
    expect(verdicts.filter(({ verdict }) => verdict.kind === 'wrong')).toEqual([]);
    const exact = verdicts.filter(({ verdict }) => verdict.kind === 'exact').length;
    expect(exact / rows.length).toBeGreaterThan(0.97);
  });

  test('what is written as torch’s answer is torch’s answer', async (context) => {
    requireTool(context, DEBIAN_TORCH);
    const rows = readRows(name);
    const answers = await askTorch(rows.map(({ answer: _answer, ...request }) => request));
    const strip = (answer: unknown): unknown =>
      typeof answer === 'object' && answer !== null && 'error' in answer ? { error: answer.error } : answer;
    expect(answers.map(strip)).toEqual(rows.map(({ answer }) => answer));
  }, 300_000);
});
