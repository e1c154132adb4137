import { writeJsonDocument } from '../../base/json-document.js';
import type { Finding } from '../finding.js';

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
}

/** The document `findings/1`. */
export function renderJson(findings: readonly Finding[]): string {
  return writeJsonDocument({ schema: 'findings/1', findings: findings.map(toFindingRecord) });
}

export function toFindingRecord({ code, severity, message, hint, place }: Finding): FindingRecord {
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
  };
}
