import { joinPath } from '../../base/paths.js';
import { withoutCredentials } from '../../commands/python-package.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import { splitQuotedWords } from '../../syntax/dockerfile/split-words.js';
import { resolveCopySource } from './copies-from.js';
import { reportIncomplete } from './keywords.js';
import { addLayer } from './layers.js';
import { expandInStage, placeIn, type Reading, type Stage } from './stage.js';

/** COPY and ADD. */
export function addFileLayer(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  const words = instruction.exec ?? splitQuotedWords(instruction.text, reading.escape);
  const values = words.map((word) => expandInStage(reading, stage, word.value).value);
  const destination = values.pop();
  if (destination === undefined || values.length === 0) {
    reportIncomplete(reading, instruction);
    return;
  }
  const sources = values.filter((value) => !/^\d*<</.test(value));
  const from = instruction.flags.find((flag) => flag.name === 'from');
  const isRemote = sources.some((source) => /^(?:https?|git|ssh):\/\/|^git@/.test(source));
  const shown = values.map((value) =>
    value.includes('://') ? withoutCredentials(value).replace(/[?#].*$/, '') : value,
  );
  const layer = addLayer(reading, stage, instruction, {
    purpose: isRemote ? 'download' : 'copy',
    summary: copySummary(instruction.keyword, from?.value, shown, destination),
  });
  const target = joinPath(stage.workdir?.value ?? '/', destination);
  const isDirectory = destination.endsWith('/') || destination === '.' || values.length > 1;
  for (const heredoc of instruction.heredocs) {
    const path = isDirectory ? joinPath(target, heredoc.name) : target;
    stage.files.push({ kind: 'heredoc', path, content: heredoc.content });
  }
  if (from?.value === undefined) {
    if (sources.length > 0) stage.files.push({ kind: 'copied', sources, destination: target, isDirectory });
    return;
  }
  const place = placeIn(reading, from.span);
  const source = resolveCopySource(reading, stage, from.value, place);
  if (!source) return;
  reading.builder.addEdge('copies-from', layer, source.id, place, { sources, destination });
  if (source.stage)
    stage.files.push({ kind: 'from-stage', stage: source.stage, sources, destination: target, isDirectory });
}

const MOST_SHOWN = 3;

/** `COPY a b /x`, `COPY --from=builder /opt/venv /opt/venv`. */
function copySummary(
  keyword: string,
  from: string | undefined,
  sources: readonly string[],
  destination: string,
): string {
  const more = sources.length > MOST_SHOWN ? [`+${sources.length - MOST_SHOWN}`] : [];
  const flag = from === undefined ? [] : [`--from=${from}`];
  return [keyword, ...flag, ...sources.slice(0, MOST_SHOWN), ...more, destination].join(' ').slice(0, 200);
}
