import { placeOf } from '../../base/text.js';
import type { Condition } from '../pipeline.js';
import { sourceTextOf } from '../recognise/show-value.js';
import { type RecordedScope, walkScopes } from '../record/program.js';

/** What must hold for what stands in a scope, outermost first. */
export function conditionsOf(scope: RecordedScope): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const item of walkScopes(scope)) {
    if (item.kind !== 'way') continue;
    const text = sourceTextOf(item.implied ?? item.site);
    conditions.unshift({
      text: item.truth ? text : negate(text),
      holds: item.isTaken,
      place: placeOf(item.site.source, item.site),
    });
  }
  return conditions;
}

function negate(text: string): string {
  if (/^not [\w.]+$/.test(text)) return text.slice(4);
  return /^[\w.()]+$/.test(text) ? `not ${text}` : `not (${text})`;
}
