import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPattern, parsePattern } from '../../../src/runs/logs/read-pattern.js';
import { codesOf, pointsOf, read, reportOf } from './read-text.js';

function match(pattern: string, line: string): [string, number][] | undefined {
  const parsed = parsePattern(pattern);
  if (parsed.kind === 'wrong') throw new Error(parsed.reason);
  return matchPattern(parsed.pattern, line);
}

function reasonOf(pattern: string): string {
  const parsed = parsePattern(pattern);
  return parsed.kind === 'wrong' ? parsed.reason : '';
}

describe('a pattern', () => {
  it('names the numbers of a line, wherever in it', () => {
    const pattern = 'step {step} loss {loss} time {seconds}s';
    expect(match(pattern, '[A] step  12   loss 3.5e-1 time 0.25s')).toEqual([
      ['step', 12],
      ['loss', 0.35],
      ['seconds', 0.25],
    ]);
    expect(match(pattern, 'step 12 loss 3 time 250ms')).toBeUndefined();
    expect(match(pattern, 'step one step 2 loss nan time 1s')?.[0]).toEqual(['step', 2]);
  });

  it('passes over what it is told to', () => {
    expect(match('[{_}] it {step}: {loss}', '[2025, x] it 5: 1,234.5')).toEqual([
      ['step', 5],
      ['loss', 1234.5],
    ]);
    expect(match('{step} | {_} | {loss}', '  7 | a | b | 0.5')).toBeUndefined();
    expect(match('{step} | {_} loss={loss}', '  7 | a | b loss=0.5')).toEqual([
      ['step', 7],
      ['loss', 0.5],
    ]);
  });

  it('is refused with the reason', () => {
    expect(reasonOf('step loss')).toBe('it has no field in braces');
    expect(reasonOf('step {step')).toBe('its braces do not pair');
    expect(reasonOf('}step{ x {a}')).toBe('its braces do not pair');
    expect(reasonOf('{a}{b}')).toBe('two fields stand next to each other');
    expect(reasonOf('{a} {a}')).toBe('{a} stands in it twice');
    expect(reasonOf('{1+} x')).toBe('{1+} is no name');
    expect(reasonOf('{_} x')).toBe('it names no field');
  });

  it('makes a report of a log that nothing else understands', () => {
    const lines = ['[A] 1 | 2.5 | 900', '[A] 2 | 2.25 | 130', 'saved', '[A] 3 | 2 | 120'];
    expect(codesOf(read(lines))).toEqual(['LOG-01']);
    expect(read(lines).findings[0]?.hint).toContain('--pattern');
    const report = reportOf(lines, { pattern: '[A] {step} | {loss} | {milliseconds}' });
    expect(report).toMatchObject({
      format: 'pattern',
      stepSeconds: { count: 2, median: 0.125 },
      lines: { read: 4, understood: 3 },
    });
    expect(pointsOf(report, 'loss').at(-1)).toEqual([3, 2]);
  });

  it('says when it is wrong or matches nothing', () => {
    expect(codesOf(read(['x 1'], { pattern: 'x {' }))).toEqual(['LOG-06', 'LOG-01']);
    const reading = read(['step=1 loss=2', 'step=2 loss=1'], { pattern: 'Step {step}' });
    expect(codesOf(reading)).toEqual(['LOG-07']);
    expect(reading.report?.format).toBe('key-value');
  });

  it('never throws, and finds again what was put in', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, line) => {
        const parsed = parsePattern(pattern);
        if (parsed.kind === 'pattern') matchPattern(parsed.pattern, line);
      }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.float({ noNaN: true, noDefaultInfinity: true }), (step, loss) => {
        expect(match('it {step}, loss {loss};', `>> it ${step}, loss ${loss}; done`)).toEqual([
          ['step', step],
          ['loss', loss + 0],
        ]);
      }),
    );
  });
});
