import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../../src/base/cells.js';
import type { CommandContext } from '../../../src/cli/command.js';
import { foldText, layoutTable } from '../../../src/cli/measure/layout-table.js';
import { showDoctor } from '../../../src/cli/measure/show-doctor.js';
import { showVerification, toVerificationDocument } from '../../../src/cli/measure/show-verification.js';
import { judgeAll } from '../../../src/environment/measure/judge/judge-all.js';
import type { Verified } from '../../../src/workflows/verify.js';
import { SAMPLE, SAMPLE_INSIDE, SAMPLE_PLAN } from '../../environment/measure/sample-measured.js';
import { expectGolden } from '../../setup/golden.js';

const VERIFIED = {
  kind: 'verified',
  plan: SAMPLE_PLAN,
  engine: { kind: 'podman', version: '4.3.1' },
  checks: judgeAll({
    ...SAMPLE,
    inside: {
      ...SAMPLE_INSIDE,
      cpu: { quotaUs: 1_500_000, periodUs: 100_000 },
      python: { ...SAMPLE_INSIDE.python, torch: '2.8.0\u001b[2J' },
    },
    gpus: { kind: 'none', reason: 'there is no nvidia-smi' },
  }),
  findings: [],
  sources: [],
} as unknown as Verified;

function collect(show: (context: CommandContext) => void, columns = 80): string {
  let text = '';
  const write = (part: string): void => void (text += part.endsWith('\n') ? part : `${part}\n`);
  const host = { terminal: { columns, hasColor: false, isInteractive: false } };
  show({ host, print: write, say: write } as unknown as CommandContext);
  return text;
}

describe('what a person sees of a verification', () => {
  it('is a table of 80 columns, whose marks differ in shape', () => {
    const text = collect((context) => showVerification(VERIFIED, context));
    const table = text.slice(0, text.indexOf('VFY-'));
    expect(table.split('\n').filter((line) => cellWidth(line) > 80)).toEqual([]);
    expectGolden('fixtures/measure/verification.txt', text);
  });

  it('is one document for a program, with a code where it says no', () => {
    const { schema, checks } = JSON.parse(toVerificationDocument(VERIFIED)) as {
      schema: string;
      checks: { name: string; ok: boolean | null; code?: string }[];
    };
    expect(schema).toBe('verification/1');
    expect(checks.filter(({ ok }) => ok === false)).toMatchObject([
      { name: 'cpu', code: 'VFY-02' },
      { name: 'torch', code: 'VFY-08' },
    ]);
    expect(checks.find(({ name }) => name === 'gpu-count')?.ok).toBeNull();
  });
});

it('shows what doctor saw, each trouble with what to do', () => {
  const text = collect((context) =>
    showDoctor(
      [
        { name: 'engine', state: 'ok', measured: 'Podman 4.3.1 (podman), as root' },
        {
          name: 'limits',
          state: 'warning',
          measured: 'cgroup v1',
          remedy: 'Boot with cgroup v2 '.repeat(8),
          code: 'HST-01',
        },
        { name: 'gpu', state: 'error', measured: 'nvidia-smi fails: x', remedy: 'Restart the machine', code: 'HST-07' },
        { name: 'disk', state: 'unknown', measured: '/a/very/long/path'.repeat(8) },
      ],
      context,
    ),
  );
  expect(text.split('\n').filter((line) => cellWidth(line) > 80)).toEqual([]);
  expectGolden('fixtures/measure/doctor.txt', text);
});

describe('a table', () => {
  it.each([40, 60, 80, 100])('stays within %i columns', (width) => {
    const rows = [
      ['✓', 'a', 'short', 'short'],
      ['✗', 'volume:/workspace/a/very/long/path/indeed', '显存'.repeat(30), 'x'.repeat(200)],
    ];
    const lines = layoutTable(rows, width, 24).flat();
    expect(lines.filter((line) => cellWidth(line) > width)).toEqual([]);
    expect(lines.join('').replaceAll(/\s/g, '').match(/x/g)).toHaveLength(200);
  });

  it('loses nothing of a long word', () => {
    expect(foldText('abcdefghij klm', 4)).toEqual(['abcd', 'efgh', 'ij', 'klm']);
    expect(foldText('', 4)).toEqual([]);
    expect(foldText('volume:/workspace/checkpoints', 24)).toEqual(['volume:/workspace/', 'checkpoints']);
    expect(foldText('/home/torch/.cache', 12)).toEqual(['/home/torch/', '.cache']);
    expect(foldText('--/abcdef', 4)).toEqual(['--/', 'abcd', 'ef']);
  });
});
