import type { MountedFiles } from '../../commands/mounted-files.js';
import { openMountedFile } from '../../commands/mounted-files.js';
import type { VolumeMount } from '../../commands/mounts.js';
import { addStartedServices } from '../../commands/services.js';
import type { CommandLine, CommandWord } from '../../commands/word.js';
import type { ContainerFacts, Located } from '../../graph/node.js';
import type { ComposeScalar, ComposeValue } from './compose-value.js';
import { textsIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';
import { directoryFor } from './service-reading.js';
import { splitWords } from './split-words.js';

export interface ServiceCommand {
  readonly command?: Located<readonly string[]>;
  readonly entrypoint?: Located<string>;
}

/**
 * Reads `entrypoint:` and `command:` and adds the services that they start together. Scripts that the command names are
 * looked up in what is mounted.
 */
export function addServiceCommand(
  { builder, value, id, project, service, context }: ServiceReading,
  { environment, settings }: Pick<ContainerFacts, 'environment' | 'settings'>,
  mounts: readonly VolumeMount[],
): ServiceCommand {
  const entrypoint = readWords(valueIn(value, 'entrypoint'));
  const command = readWords(valueIn(value, 'command'));
  const words = [...(entrypoint?.words ?? []), ...(command?.words ?? [])];
  const place = command?.place ?? entrypoint?.place;
  const [first] = words;
  const variables = new Map(environment.map((variable) => [variable.name, variable.value]));
  const files: MountedFiles = {
    mounts,
    workdir: settings.find(({ name }) => name === 'workdir')?.value,
    directory: directoryFor(project, service.place),
    open: context.open,
  };
  // Options alone are for the entrypoint of the image, which is not known here.
  if (first && place && !first.value.startsWith('-'))
    addStartedServices(
      builder,
      id,
      { words, place },
      {
        variable: (name) => variables.get(name),
        openFile: (path) => openMountedFile(path, files),
        isMainCommand: true,
      },
    );
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
