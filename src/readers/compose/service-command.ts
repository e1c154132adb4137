import { addStartedServices } from '../../commands/services.js';
import type { CommandWord } from '../../commands/word.js';
import type { Located } from '../../graph/node.js';
import type { ComposeScalar } from './compose-value.js';
import { textsIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';
import { splitWords } from './split-words.js';

export interface ServiceCommand {
  readonly command?: Located<readonly string[]>;
  readonly entrypoint?: Located<string>;
}

/** Reads `entrypoint:` and `command:` and adds the services that they start together. */
export function addServiceCommand({ builder, value, id }: ServiceReading): ServiceCommand {
  const entrypoint = wordsOf(valueIn(value, 'entrypoint'));
  const command = wordsOf(valueIn(value, 'command'));
  const words = [...(entrypoint ?? []), ...(command ?? [])];
  const [first] = words;
  if (first) addStartedServices(builder, id, { words, place: first.place });
  const commandPlace = command?.[0]?.place;
  const entrypointPlace = entrypoint?.[0]?.place;
  return {
    ...(command && commandPlace ? { command: { value: command.map((word) => word.value), place: commandPlace } } : {}),
    ...(entrypoint && entrypointPlace
      ? { entrypoint: { value: entrypoint.map((word) => word.value).join(' '), place: entrypointPlace } }
      : {}),
  };
}

function wordsOf(value: ReturnType<typeof valueIn>): readonly CommandWord[] | undefined {
  if (!value || value.kind === 'map') return undefined;
  const scalars = value.kind === 'list' ? textsIn(value) : splitWords(value.text).map((text) => ({ ...value, text }));
  return scalars.map(toWord);
}

function toWord({ text, unresolved, place }: ComposeScalar): CommandWord {
  return { value: text, hasExpansion: unresolved.length > 0 && text.includes('$'), place };
}
