import { formatCount } from '../base/units.js';
import type { Mend } from '../findings/finding.js';
import { visibleText } from '../findings/render/escape.js';
import type { Fixed, FixedFile } from '../workflows/fix.js';

/** What was changed, file by file, then what was not and why, and what is only suggested; '' when there is nothing. */
export async function tellFixes(fixed: Fixed): Promise<string> {
  const changed = await Promise.all(fixed.files.map(tellFile));
  const refused = fixed.refused.map(
    ({ finding, reason }) =>
      `  ${visibleText(`${nameOf(finding.mend)} ${finding.code}: ${finding.mend.title} (${reason})`)}`,
  );
  const suggested = fixed.after.findings.flatMap(({ code, mend }) =>
    mend && !mend.isCertain ? [`  ${visibleText(`${nameOf(mend)} ${code}: ${mend.title}`)}`] : [],
  );
  return [
    ...changed,
    ...(refused.length > 0 ? [['Not mended:', ...refused].join('\n')] : []),
    ...(suggested.length > 0 ? [['For you to decide:', ...suggested].join('\n')] : []),
  ].join('\n\n');
}

/** `Mended 3 findings in 2 files.` */
export function countFixes({ files }: Fixed): string {
  const count = files.reduce((sum, { mended }) => sum + mended.length, 0);
  return count === 0
    ? 'Nothing was mended.'
    : `Mended ${formatCount(count, 'finding')} in ${formatCount(files.length, 'file')}.`;
}

/** One unified diff of all files, as `patch -p1` and `git apply` take it, byte for byte; '' when nothing would change. */
export async function writePatch(files: readonly FixedFile[]): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  return files
    .map(({ path, before, after }) =>
      createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      }),
    )
    .join('');
}

/** The patch as a terminal may show it. */
export function showPatch(patch: string): string {
  const shown = (line: string): string => line.replace(/\r$/, '').split('\t').map(visibleText).join('\t');
  return patch.split('\n').map(shown).join('\n');
}

/** The file, what was mended in it, and its lines that changed. */
async function tellFile({ path, before, after, mended }: FixedFile): Promise<string> {
  const { structuredPatch } = await import('diff');
  const shown = (text: string): string => text.replaceAll('\r\n', '\n');
  const { hunks } = structuredPatch(path, path, shown(before), shown(after), undefined, undefined, { context: 0 });
  return [
    visibleText(path),
    ...mended.map(({ code, mend }) => `  ${code}: ${visibleText(mend.title)}`),
    ...hunks.flatMap(({ oldStart, oldLines, newStart, lines }) => [
      `  @@ line ${oldLines > 0 ? oldStart : newStart} @@`,
      ...lines.filter((line) => !line.startsWith('\\')).map((line) => `  ${visibleText(line)}`),
    ]),
  ].join('\n');
}

function nameOf({ edits }: Mend): string {
  const place = edits[0]?.place;
  return place ? `${place.file}:${place.line}:${place.column}` : '';
}
