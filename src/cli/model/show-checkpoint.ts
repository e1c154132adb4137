import { writeJsonDocument } from '../../base/json-document.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import {
  type CheckpointResult,
  type ComparedCheckpoint,
  showSizes,
} from '../../workflows/model/compare-with-checkpoint.js';
import { type CommandContext, EXIT, type ExitStatus } from '../command.js';
import { printFindings } from '../show-findings.js';

/** Names of one kind that are shown; `--json` has them all. */
const MOST_SHOWN = 12;

/** What fits and what does not, then the findings; or one document `checkpoint/1`. */
export function showCheckpoint(result: CheckpointResult, isJson: boolean, context: CommandContext): ExitStatus {
  const { findings, sources } = result;
  const status = result.kind === 'refused' || findings.some(({ severity }) => severity === 'error');
  if (isJson) {
    const compared = result.kind === 'compared' ? checkpointRecord(result.compared) : {};
    context.print(writeJsonDocument({ schema: 'checkpoint/1', ...compared, findings: findings.map(toFindingRecord) }));
  } else {
    if (result.kind === 'compared') context.print(listDifferences(result.compared));
    if (findings.length > 0) context.print('');
    if (findings.length > 0) printFindings(findings, 'text', sources, context);
  }
  return status ? EXIT.findings : EXIT.ok;
}

function checkpointRecord({ model, path, comparison, filledIn }: ComparedCheckpoint): object {
  const { section, filePrefix, modelPrefix, matched, missing, unexpected, misshaped } = comparison;
  return {
    model: model.name,
    checkpoint: path,
    section,
    filePrefix,
    modelPrefix,
    matched,
    missing,
    unexpected,
    misshaped: misshaped.map(({ name, expected, found }) => ({
      name,
      expected: expected.map((size) => size ?? null),
      found,
    })),
    filledIn,
  };
}

function listDifferences({ model, path, comparison, filledIn }: ComparedCheckpoint): string {
  const { section, matched, missing, unexpected, misshaped } = comparison;
  const wanted = matched + missing.length + misshaped.length;
  const isOther = matched + misshaped.length === 0;
  const shapes = misshaped.map(
    ({ name, expected, found }) =>
      `${name}  ${showSizes(expected)} in the model, ${showSizes(found)} in the checkpoint`,
  );
  const lines = [
    `${matched} of the ${wanted} tensors of ${visibleText(model.name)} fit those of ${visibleText(path)}.`,
    ...(section === '' || isOther
      ? []
      : [`They are in its part ${visibleText(section)}: checkpoint[${JSON.stringify(section)}].`]),
    ...(filledIn.length === 0 || isOther ? [] : [`Loading makes ${filledIn.length} num_batches_tracked itself.`]),
    ...(isOther
      ? []
      : [
          ...listRows('Only in the model', missing),
          ...listRows('Only in the checkpoint', unexpected),
          ...listRows('Of another shape', shapes),
        ]),
  ];
  return lines.join('\n');
}

function listRows(title: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_SHOWN).map((row) => `  ${visibleText(row)}`);
  const more = rows.length - shown.length;
  return ['', `${title} (${rows.length})`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}
