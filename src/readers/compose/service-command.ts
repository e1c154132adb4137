import { addStartedServices } from '../../commands/services.js';
import type { CommandLine, CommandWord } from '../../commands/word.js';
import type { Located } from '../../graph/node.js';
import type { ComposeScalar, ComposeValue } from './compose-value.js';
import { textsIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';
import { splitWords } from './split-words.js';

export interface ServiceCommand {
  readonly command?: Located<readonly string[]>;
  readonly entrypoint?: Located<string>;
}

/** Reads `entrypoint:` and `command:` and adds the services that they start together. */
export function addServiceCommand({ builder, value, id }: ServiceReading): ServiceCommand {
  const entrypoint = readWords(valueIn(value, 'entrypoint'));
  const command = readWords(valueIn(value, 'command'));
  const words = [...(entrypoint?.words ?? []), ...(command?.words ?? [])];
  const place = command?.place ?? entrypoint?.place;
  if (words.length > 0 && place) addStartedServices(builder, id, { words, place });
  const textsOf = (line: CommandLine): readonly string[] => line.words.map((word) => word.value);
  return {
    ...(command ? { command: { value: textsOf(command), place: command.place } } : {}),
    ...(entrypoint ? { entrypoint: { value: textsOf(entrypoint).join(' '), place: entrypoint.place } } : {}),
  };
}

/** Undefined when there are no words: an empty entrypoint only takes away that of the image. */
function readWords(value: ComposeValue | undefined): CommandLine | undefined {
  if (!value || value.kind === 'map') return undefined;
  const scalars = value.kind === 'list' ? textsIn(value) : splitWords(value.text).map((text) => ({ ...value, text }));
  return scalars.length === 0 ? undefined : { words: scalars.map(toWord), place: value.place };
}

function toWord({ text, unresolved, place }: ComposeScalar): CommandWord {
  return { value: text, hasExpansion: unresolved.length > 0 && text.includes('$'), place };
}
