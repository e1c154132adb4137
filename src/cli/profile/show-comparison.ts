import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import { showDuration } from '../../base/show-numbers.js';
import { wrapText } from '../../base/wrap.js';
import { visibleText } from '../../findings/render/escape.js';
import type { RunComparison } from '../../runs/compare/compare-runs.js';
import { labelKernels } from '../../views/run/short-kernel.js';
import { VERDICT_WORDS, word } from '../../views/run/words.js';
import type { CommandContext } from '../command.js';
import { readableWidth } from '../help/columns.js';
import { cutToCells } from './cut-to-cells.js';
import { RUN_SENTENCES } from './sentences.js';
import { ANATOMY, type ShowOptions } from './show-run.js';

/** What a change brought: a step before and now, and where the difference is. */
export function showComparison(
  comparison: RunComparison,
  { language, top }: ShowOptions,
  { host, print }: CommandContext,
): void {
  const { bold, green, red } = picocolors.createColors(host.terminal.hasColor);
  const says = RUN_SENTENCES[language];
  const width = readableWidth(host.terminal.columns);
  const { before, after, changePercent, parts, solved, appeared } = comparison;
  const percent = changePercent === undefined ? undefined : signedPercent(changePercent);
  const paint = (text: string, isBetter: boolean): string => (isBetter ? green(text) : red(text));
  print(
    [
      '',
      ...wrapText(
        says.compared(VERDICT_WORDS[before.verdict][language], VERDICT_WORDS[after.verdict][language]),
        width,
      ).map((line) => bold(line)),
      before.stepNs === undefined || after.stepNs === undefined
        ? `  ${says.noStep}`
        : `  ${paint(says.stepChange(showDuration(before.stepNs), showDuration(after.stepNs), percent), after.stepNs <= before.stepNs)}`,
      ...alignRows(
        parts.map(({ part, beforeNs, afterNs }) => ({
          name: word(ANATOMY.find(([key]) => key === part)?.[1] ?? 'otherClass', language),
          beforeNs,
          afterNs,
        })),
      ),
      ...(solved.length > 0 ? indented(says.solved(solved), width) : []),
      ...(appeared.length > 0 ? indented(says.appeared(appeared), width) : []),
      ...changedKernels(comparison, top, width, bold(says.changedKernels)),
    ].join('\n'),
  );
}

function indented(text: string, width: number): string[] {
  return wrapText(text, width - 2).map((line) => `  ${line}`);
}

function changedKernels({ kernels }: RunComparison, top: number, width: number, title: string): string[] {
  const shown = kernels.filter(({ beforeNs, afterNs }) => beforeNs !== afterNs).slice(0, top);
  if (shown.length === 0) return [];
  const labels = labelKernels(shown.map(({ name }) => name));
  return [
    '',
    title,
    ...alignRows(
      shown.map(({ beforeNs, afterNs }, index) => ({
        name: cutToCells(visibleText(labels[index] ?? ''), Math.max(20, width - 42)),
        beforeNs,
        afterNs,
      })),
    ),
  ];
}

/** Name, before, now, and the difference with its sign. */
function alignRows(
  rows: readonly { readonly name: string; readonly beforeNs: number; readonly afterNs: number }[],
): string[] {
  const left = Math.max(0, ...rows.map(({ name }) => cellWidth(name)));
  return rows.map(({ name, beforeNs, afterNs }) => {
    const change = afterNs - beforeNs;
    const signed = `${change > 0 ? '+' : change < 0 ? '−' : ''}${showDuration(Math.abs(change))}`;
    return `  ${name}${' '.repeat(left - cellWidth(name))} ${showDuration(beforeNs).padStart(10)} → ${showDuration(afterNs).padStart(10)}  ${signed.padStart(11)}`;
  });
}

function signedPercent(percent: number): string {
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent).toFixed(1)} %`;
}
