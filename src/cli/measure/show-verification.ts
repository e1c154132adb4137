import picocolors from 'picocolors';
import { writeJsonDocument } from '../../base/json-document.js';
import { formatCount } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import { type Check, type CheckFamily, entryOf } from '../../environment/measure/check.js';
import { type Difference, verifyFindings } from '../../findings/catalog/verify.js';
import type { Finding, FindingMaker } from '../../findings/finding.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import type { Verified } from '../../workflows/verify.js';
import type { CommandContext } from '../command.js';
import { readableWidth } from '../help/columns.js';
import { layoutTable } from './layout-table.js';

const MAKERS: Readonly<Record<CheckFamily, FindingMaker<Difference>>> = verifyFindings;

/** Marks differ in shape; colour only helps. */
function markOf(ok: Check['ok']): string {
  return ok === null ? '–' : ok ? '✓' : '✗';
}

/** What a check that failed means, as a finding. */
function toFinding(check: Check): Finding {
  return MAKERS[entryOf(check).family](check);
}

/** The table for a person, and below it what the failures mean. */
export function showVerification({ checks, plan, engine }: Verified, { host, print, say }: CommandContext): void {
  const { bold, green, red, dim } = picocolors.createColors(host.terminal.hasColor);
  const width = readableWidth(host.terminal.columns);
  const paint = (ok: Check['ok']) => (ok === null ? dim : ok ? green : red);
  const rows = checks.map(({ ok, name, expected, measured }) =>
    [markOf(ok), name, expected, measured].map((cell) => visibleText(cell)),
  );
  const head = ['', '', 'expected', 'measured'];
  const [title = [], ...lines] = layoutTable([head, ...rows], width, 24);
  print(
    [
      `${bold(visibleText(plan.project.name))} (${engine.kind} ${visibleText(engine.version)}, ${visibleText(plan.accelerator)})`,
      ...title.map((line) => dim(line)),
      ...lines.flatMap((row, at) => row.map((line) => paintMark(line, paint(checks[at]?.ok ?? null)))),
    ].join('\n'),
  );
  const wrong = checks.filter(({ ok }) => ok === false);
  for (const { code, hint = '' } of uniqueFindings(wrong)) say(wrapText(`${code}: ${hint}`, width).join('\n'));
  say(wrapText(describeCounts(checks), width).join('\n'));
}

function paintMark(line: string, paint: (text: string) => string): string {
  return /^[✓✗–]/.test(line) ? `${paint(line.slice(0, 1))}${line.slice(1)}` : line;
}

function uniqueFindings(checks: readonly Check[]): readonly Finding[] {
  return [...new Map(checks.map((check) => [entryOf(check).family, toFinding(check)])).values()];
}

function describeCounts(checks: readonly Check[]): string {
  const count = (ok: Check['ok']): number => checks.filter((check) => check.ok === ok).length;
  const wrong = count(false);
  const first = checks.find(({ ok }) => ok === false);
  const end = first ? ` torchdock explain ${toFinding(first).code} says more.` : '';
  return `${count(true)} of ${formatCount(checks.length, 'check')} as asked for, ${wrong} not, ${count(null)} not measured here.${end}`;
}

/** The document `verification/1`. `ok` is null where nothing could be measured; `code` is there where it is false. */
export function toVerificationDocument({ checks, plan, engine, findings }: Verified): string {
  return writeJsonDocument({
    schema: 'verification/1',
    result: 'measured',
    name: plan.project.name,
    engine: { kind: engine.kind, version: engine.version },
    accelerator: plan.accelerator,
    container: plan.container.name,
    checks: checks.map((check) => ({
      name: check.name,
      expected: check.expected,
      measured: check.measured,
      ok: check.ok,
      ...(check.ok === false ? { code: toFinding(check).code } : {}),
    })),
    findings: findings.map(toFindingRecord),
  });
}

/** The same document where nothing could be looked at: no plan, or no engine. */
export function toRefusedDocument(findings: readonly Finding[]): string {
  return writeJsonDocument({
    schema: 'verification/1',
    result: 'refused',
    checks: [],
    findings: findings.map(toFindingRecord),
  });
}
