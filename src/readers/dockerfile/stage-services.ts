import type { StartContext } from '../../commands/services/started.js';
import { addServicesOf } from '../../commands/services.js';
import type { CommandLine, CommandWord } from '../../commands/word.js';
import { listImageFolder, openInImage } from './image-files.js';
import { commandsOf } from './shell-text.js';
import { placeIn, type Reading, type Stage, type StageCommand } from './stage.js';
import { portInConfiguration } from './written-files.js';

/** What a container of the stage starts: ENTRYPOINT and CMD together, through the scripts that they name. */
export function addStageServices(reading: Reading, stage: Stage): void {
  const lines = startedLines(reading, stage);
  if (lines.length === 0) return;
  const sshPort = sshPortOf(reading, stage);
  const context: StartContext = {
    variable: (name) => (stage.environment.has(name) ? stage.variables.get(name) : undefined),
    openFile: (path) => openInImage(reading, stage, path),
    listFolder: (folder) => listImageFolder(stage, folder),
    ...(sshPort === undefined ? {} : { sshPort }),
    isMainCommand: true,
  };
  addServicesOf(reading.builder, stage.id, lines, context);
}

/** Dockerfile reference, "Understand how CMD and ENTRYPOINT interact". */
function startedLines(reading: Reading, stage: Stage): readonly CommandLine[] {
  const { entrypoint, command } = stage;
  if (!entrypoint) return command ? linesOf(reading, stage, command) : [];
  // An ENTRYPOINT in shell form takes no arguments.
  if (!command || !entrypoint.instruction.exec) return linesOf(reading, stage, entrypoint);
  const [line] = linesOf(reading, stage, entrypoint);
  return line
    ? [{ ...line, words: [...line.words, ...argumentsOf(reading, command)] }]
    : linesOf(reading, stage, command);
}

function linesOf(reading: Reading, stage: Stage, { instruction }: StageCommand): CommandLine[] {
  return commandsOf(reading, stage, instruction).commands.map(({ line }) => line);
}

function argumentsOf(reading: Reading, { instruction, words }: StageCommand): CommandWord[] {
  if (instruction.exec)
    return instruction.exec.map(({ value, span }) => ({ value, hasExpansion: false, place: placeIn(reading, span) }));
  return words.value.map((value) => ({ value, hasExpansion: false, place: words.place }));
}

function sshPortOf(reading: Reading, stage: Stage): number | undefined {
  const file = openInImage(reading, stage, '/etc/ssh/sshd_config');
  const copied = file?.path === undefined ? undefined : file.source.text;
  return stage.sshPort ?? (copied === undefined ? undefined : portInConfiguration(copied));
}
