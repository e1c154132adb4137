import { writeJsonDocument } from '../../base/json-document.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import type { NotDone } from '../../workflows/life/world.js';
import { type CommandContext, EXIT, type ExitStatus } from '../command.js';
import { printFindings } from '../show-findings.js';
import { showResolution } from '../show-resolution.js';

/** Says why something was not done: what was said last, the findings, or the versions that do not fit. */
export function showNotDone(
  result: NotDone,
  { schema, isJson }: { readonly schema: string; readonly isJson: boolean },
  context: CommandContext,
): ExitStatus {
  if (result.kind === 'interrupted') {
    context.say('Interrupted; nothing half-made is left.');
    return EXIT.interrupted;
  }
  const { findings, sources, conflict, lines = [] } = result;
  if (isJson) {
    const records = findings.map(toFindingRecord);
    const reasons = conflict ? conflict.resolution.reasons : [];
    context.print(writeJsonDocument({ schema, result: 'refused', reasons, findings: records, output: lines }));
  } else {
    for (const line of lines) context.say(`  ${visibleText(line)}`);
    if (conflict) showResolution(conflict.resolution, conflict.request, context);
    else printFindings(findings, 'text', sources, context);
  }
  return result.because === 'environment' ? EXIT.environment : EXIT.findings;
}
