import { showBytes, showDuration, showPercent, showValue } from '../../base/show-numbers.js';
import type { Evidence } from '../../runs/report/run-report.js';

/** The number of an evidence with its unit. */
export function showEvidence({ value, unit }: Pick<Evidence, 'value' | 'unit'>): string {
  switch (unit) {
    case '%':
      return showPercent(value / 100);
    case 'ns':
      return showDuration(value);
    case 's':
      return showDuration(value * 1e9);
    case 'bytes':
      return showBytes(value);
    case 'count':
      return showValue(value);
  }
}
