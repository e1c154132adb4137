import { expect, test } from 'vitest';
import { slownessFindings } from '../../../src/findings/catalog/slowness.js';
import { CHINESE_ADVICE, wordAdvice } from '../../../src/views/run/advice-words.js';
import { adviceOn, logWith, MS, rankOf } from '../../runs/hand-run.js';

const run = { ranks: [rankOf({ step: { data: 33.4 } })], logs: [logWith({ nanValues: 2 })] };

test('every rule has words in Chinese, and no other code has', () => {
  const codes = Object.values(slownessFindings).map(({ entry }) => entry.code);
  expect(Object.keys(CHINESE_ADVICE)).toEqual(codes.toSorted());
  for (const { title, hint } of Object.values(CHINESE_ADVICE)) {
    expect(title).toMatch(/\p{Script=Han}/u);
    expect(hint).toMatch(/[。.]$/u);
  }
});

test('names of the API are the same in both languages', () => {
  const chinese = CHINESE_ADVICE['SLW-01']?.hint;
  expect(chinese).toContain('num_workers=4, pin_memory=True, persistent_workers=True');
});

test('a share of time is told with its numbers', () => {
  const [advice] = adviceOn(run).map((one) => wordAdvice(one, 'zh'));
  expect(advice).toMatchObject({
    code: 'SLW-01',
    message: '设备在等待 DataLoader：每步 100.0 ms 中占 33.4 ms（33.4 %）',
    part: { ns: 33.4 * MS },
  });
  expect(advice?.check).toContain('重新采集跟踪');
});

test('other numbers stand in the sentence of the rule', () => {
  const advice = adviceOn(run).map((one) => wordAdvice(one, 'zh'))[1];
  expect(advice?.message).toBe('日志中有非数值（NaN 或无穷）（2 values of the log are NaN or infinite）');
  expect(advice?.check).toContain('日志');
});

test('English is what the rule says, and an unknown code too', () => {
  const [advice] = adviceOn(run);
  if (!advice) throw new Error('no advice');
  expect(wordAdvice(advice, 'en')).toBe(advice);
  for (const code of ['SLW-99', 'toString', '__proto__']) {
    const unknown = { ...advice, code };
    expect(wordAdvice(unknown, 'zh')).toBe(unknown);
  }
});
