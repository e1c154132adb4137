import type { Place } from '../../base/text.js';
import { portOf } from '../../commands/services/options.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import type { Mend } from '../../findings/finding.js';
import { replaceText } from '../../findings/mend.js';
import type { PortMapping } from '../../graph/node.js';
import type { DockerfileInstruction, DockerfileWord } from '../../syntax/dockerfile/dockerfile.js';
import { splitPlainWords } from '../../syntax/dockerfile/split-words.js';
import { expandInStage, placeIn, type Reading, type Stage } from './stage.js';

/** `EXPOSE 8888 2222/tcp 6006-6010 $PORT`: each port once. */
export function readExpose(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  for (const word of splitPlainWords(instruction.text)) {
    const { value, reason } = expandInStage(reading, stage, word.value);
    if (reason === undefined) for (const text of value.split(/\s+/)) exposePort(reading, stage, word, text);
    else {
      const place = placeIn(reading, word.span);
      reading.problems.add(dockerfileFindings.unresolved({ instruction: 'EXPOSE', text: word.value, reason }, place));
    }
  }
}

function exposePort(reading: Reading, stage: Stage, word: DockerfileWord, text: string): void {
  const place = placeIn(reading, word.span);
  const port = readPort(text);
  if (!port) {
    const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
    reading.problems.add(dockerfileFindings.invalidPort({ text: shown }, place, hostPortMend(text, place)));
    return;
  }
  const key = `${port.containerPort}+${port.count}/${port.protocol}`;
  if (!stage.ports.has(key)) stage.ports.set(key, { ...port, isPublished: false, place });
}

/** EXPOSE publishes nothing, so what stands before the port of the container was never used. */
function hostPortMend(text: string, place: Place): Mend | undefined {
  const inside = /^(?:[\d.]{1,15}:)?\d{1,5}:(\d{1,5}(?:\/(?:tcp|udp|sctp))?)$/.exec(text)?.[1];
  if (inside === undefined || !readPort(inside)) return undefined;
  return { title: `Expose ${inside}`, edits: [replaceText(place, text, inside)], isCertain: true };
}

function readPort(text: string): Pick<PortMapping, 'containerPort' | 'count' | 'protocol'> | undefined {
  const [, first, last, protocol = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  const from = portOf(first ?? '');
  const to = portOf(last ?? first ?? '');
  if (from === undefined || to === undefined || to < from) return undefined;
  return { containerPort: from, count: to - from + 1, protocol: protocol.toLowerCase() as PortMapping['protocol'] };
}
