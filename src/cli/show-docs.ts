import type { BlockState } from '../blocks/refresh-blocks.js';
import { visibleText } from '../findings/render/escape.js';
import type { Docs, DocsFile, DocsRequest } from '../workflows/docs.js';
import { quoteIfNeeded } from './completion/escape.js';

/** What was done with a block, or is to be done, by the state in which it was found. */
const WORDS: Readonly<Record<BlockState, Readonly<Record<DocsRequest['mode'], string>>>> = {
  fresh: { write: 'up to date', check: 'up to date', preview: 'up to date' },
  stale: { write: 'refreshed', check: 'out of date', preview: 'would be refreshed' },
  missing: { write: 'drawn', check: 'has no picture yet', preview: 'would be drawn' },
  edited: {
    write: 'edited by hand, left alone',
    check: 'edited by hand',
    preview: 'edited by hand, would be left alone',
  },
  broken: { write: 'broken, left alone', check: 'broken', preview: 'broken, would be left alone' },
  undrawn: { write: 'cannot be drawn, left alone', check: 'cannot be drawn', preview: 'cannot be drawn' },
};

const FORCED: Readonly<Record<DocsRequest['mode'], string>> = {
  write: 'edited by hand, overwritten',
  check: 'edited by hand',
  preview: 'edited by hand, would be overwritten',
};

/** The report of the blocks for people: each file with its blocks, what changed in words, and the diff if asked for. */
export async function tellDocs(
  { files }: Docs,
  request: DocsRequest,
  { showsDiff }: { readonly showsDiff: boolean },
): Promise<string> {
  const withBlocks = files.filter(({ blocks }) => blocks.length > 0);
  const told = withBlocks.flatMap((file) => tellFile(file, request));
  const changed = withBlocks.filter(({ before, after }) => before !== after);
  const diffs = showsDiff ? await Promise.all(changed.map(diffOf)) : [];
  const isDue = request.mode === 'check' && changed.length > 0;
  const names = changed.map(({ path }) => visibleText(quoteIfNeeded(path))).join(' ');
  const remedy = isDue ? [`To mend it: torchdock docs ${names}`] : [];
  return [told.join('\n'), ...diffs, ...remedy].filter((part) => part !== '').join('\n\n');
}

function tellFile({ path, blocks }: DocsFile, { mode, force }: DocsRequest): readonly string[] {
  return [
    visibleText(path),
    ...blocks.flatMap(({ id, state, changes }) => [
      `  ${visibleText(id)}: ${force && state === 'edited' ? FORCED[mode] : WORDS[state][mode]}`,
      ...changes.map((change) => `    ${visibleText(change)}`),
    ]),
  ];
}

/** Loaded late: most runs change nothing. */
async function diffOf({ path, before, after }: DocsFile): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const shown = (text: string): string => text.replaceAll('\r\n', '\n');
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, shown(before), shown(after), undefined, undefined, {
    context: 3,
  });
  return patch.trimEnd().split('\n').slice(1).map(visibleLine).join('\n');
}

function visibleLine(line: string): string {
  return line.split('\t').map(visibleText).join('\t');
}
