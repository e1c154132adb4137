import { writeJsonDocument } from '../../base/json-document.js';
import type { Finding, IgnoredFinding, Mend } from '../finding.js';
import type { FindingsContext } from './format.js';

/** A finding in `findings/1`: flat, every key always there, `null` for what is not known. */
export interface FindingRecord {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly hint: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly mend: MendRecord | null;
}

/** How the finding can be mended; `check --fix` does it when it is certain.  */
interface MendRecord {
  readonly title: string;
  readonly isCertain: boolean;
  readonly edits: readonly EditRecord[];
}

/** What stands from the line and column up to the end is replaced. */
interface EditRecord {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly newText: string;
}

/** The document `findings/1`. */
export function renderJson(
  findings: readonly Finding[],
  { ignored = [] }: Pick<FindingsContext, 'ignored'> = {},
): string {
  return writeJsonDocument({
    schema: 'findings/1',
    findings: findings.map(toFindingRecord),
    ignored: ignored.map(toIgnoredRecord),
  });
}

function toIgnoredRecord({ finding, reason, comment }: IgnoredFinding): object {
  return { ...toFindingRecord(finding), reason: reason ?? null, ignoredBy: { file: comment.file, line: comment.line } };
}

export function toFindingRecord({ code, severity, message, hint, place, mend }: Finding): FindingRecord {
  return {
    code,
    severity,
    message,
    hint: hint ?? null,
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    endLine: place?.endLine ?? null,
    endColumn: place?.endColumn ?? null,
    mend: mend ? toMendRecord(mend) : null,
  };
}

function toMendRecord({ title, isCertain, edits }: Mend): MendRecord {
  return { title, isCertain, edits: edits.map(({ place, newText }) => ({ ...place, newText })) };
}
