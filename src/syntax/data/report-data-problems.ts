import type { SourceText } from '../../base/text.js';
import { placeOf } from '../../base/text.js';
import { dataFindings } from '../../findings/catalog/data.js';
import type { Finding } from '../../findings/finding.js';
import type { DataProblem } from './data-node.js';

const MAKERS = {
  syntax: dataFindings.syntaxError,
  'duplicate-key': dataFindings.duplicateKey,
  alias: dataFindings.badAlias,
  limit: dataFindings.beyondLimit,
} as const satisfies Record<NonNullable<DataProblem['kind']>, unknown>;

/** What a parser of `format` (`YAML`, `JSON`, `TOML`) found wrong, as findings with their place. */
export function reportDataProblems(source: SourceText, format: string, problems: readonly DataProblem[]): Finding[] {
  return problems.map(({ kind = 'syntax', message, span }) =>
    MAKERS[kind]({ format, problem: message }, placeOf(source, span)),
  );
}
