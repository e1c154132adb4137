import { spanInFile } from '../../base/mapped-text.js';
import { joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { withoutCredentials } from '../../commands/python-package.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import type { Mend } from '../../findings/finding.js';
import { replaceText } from '../../findings/mend.js';
import type { Located } from '../../graph/node.js';
import type { DockerfileInstruction, DockerfileWord } from '../../syntax/dockerfile/dockerfile.js';
import { expandWord } from '../../syntax/dockerfile/expand-word.js';
import { splitPlainWords, splitQuotedWords } from '../../syntax/dockerfile/split-words.js';
import { readExpose } from './expose.js';
import { reportIncomplete } from './keywords.js';
import { expandInStage, placeIn, type Reading, type Stage, type StageCommand } from './stage.js';

type Setting = (reading: Reading, stage: Stage, instruction: DockerfileInstruction) => void;

/** Instructions that change what an image is when it runs, not what is in it. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  ARG: declareArgument,
  ENV: readEnvironment,
  EXPOSE: readExpose,
  VOLUME: readVolume,
  USER: (reading, stage, instruction) => {
    stage.user = expandedText(reading, stage, instruction);
  },
  WORKDIR: (reading, stage, instruction) => {
    const { value, place } = expandedText(reading, stage, instruction);
    const isWindows = /^[A-Za-z]:[\\/]/.test(value);
    stage.workdir = { value: isWindows ? value : joinPath(stage.workdir?.value ?? '/', value), place };
  },
  CMD: (reading, stage, instruction) => {
    stage.command = readCommand(reading, instruction);
  },
  ENTRYPOINT: (reading, stage, instruction) => {
    stage.entrypoint = readCommand(reading, instruction);
  },
  HEALTHCHECK: readHealthcheck,
  SHELL: (reading, stage, instruction) => {
    if (!instruction.exec) reportIncomplete(reading, instruction);
    stage.hasPosixShell = !/(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(instruction.exec?.[0]?.value ?? '');
  },
};

export function readSetting(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  SETTINGS[instruction.keyword]?.(reading, stage, instruction);
}

/** `ARG NAME=default`. Without a default it has the value of the ARG of that name above the first FROM. */
export function declareArgument(reading: Reading, stage: Stage | undefined, instruction: DockerfileInstruction): void {
  for (const word of splitQuotedWords(instruction.text, reading.escape)) {
    const [name, written] = splitPair(word.value);
    const variable = (other: string): string | undefined =>
      stage ? stage.variables.get(other) : reading.globals.get(other);
    const expanded = written === undefined ? undefined : expandWord(written, { escape: reading.escape, variable });
    const value = expanded?.reason === undefined ? expanded?.value : undefined;
    if (!stage) reading.globals.set(name, value);
    else if (written === undefined) setVariable(stage, name, reading.globals.get(name) ?? stage.variables.get(name));
    // An ENV of the same name wins over ARG, wherever it stands.
    else if (!stage.environment.has(name)) setVariable(stage, name, value);
  }
}

/** `ENV A=1 B="two words"`, and the old `ENV A one value`. */
function readEnvironment(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  const words = splitQuotedWords(instruction.text, reading.escape);
  const [first] = words;
  if (first && !first.value.includes('=')) {
    const from = instruction.text.text.slice(first.value.length).trim();
    if (from === '') reportIncomplete(reading, instruction);
    else setEnvironment(reading, stage, first.value, from, instruction.span);
    return;
  }
  // All values of one instruction see the variables as they were before it.
  const before = { ...stage, variables: new Map(stage.variables) };
  for (const { value, span } of words) {
    const [name, written] = splitPair(value);
    if (written !== undefined && name !== '') setEnvironment(reading, stage, name, written, span, before);
  }
  if (words.some(({ value }) => value.indexOf('=') < 1)) reportIncomplete(reading, instruction);
}

function setEnvironment(
  reading: Reading,
  stage: Stage,
  name: string,
  written: string,
  span: DockerfileWord['span'],
  before: Stage = stage,
): void {
  const { value, reason } = expandInStage(reading, before, written);
  const key = expandInStage(reading, before, name).value;
  setVariable(stage, key, reason === undefined ? value : undefined);
  stage.environment.delete(key);
  stage.environment.set(key, { name: key, value: withoutCredentials(value), place: placeIn(reading, span) });
}

function setVariable(stage: Stage, name: string, value: string | undefined): void {
  if (value === undefined) stage.variables.delete(name);
  else stage.variables.set(name, value);
}

function splitPair(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function readVolume(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  for (const word of instruction.exec ?? splitPlainWords(instruction.text)) {
    const { value } = expandInStage(reading, stage, word.value);
    if (!stage.volumes.has(value)) stage.volumes.set(value, { value, place: placeIn(reading, word.span) });
  }
}

function expandedText(reading: Reading, stage: Stage, { text }: DockerfileInstruction): Located<string> {
  const place = placeIn(reading, spanInFile(text, { start: 0, end: text.text.length }));
  return { value: expandInStage(reading, stage, text.text).value, place };
}

function readCommand(reading: Reading, instruction: DockerfileInstruction): StageCommand {
  const { exec, text } = instruction;
  const place = placeIn(reading, instruction.span);
  reportBrokenExec(reading, instruction);
  const words = exec ? exec.map(({ value }) => value) : ['/bin/sh', '-c', text.text];
  return { instruction, words: { value: words, place } };
}

/** A first word of a list: quoted, or plain up to a comma or the closing bracket. */
const LIST = /^\[\s*(?:'[^']*'|"[^"]*"|[\w./-]+)\s*(?:,|\]$)/;

/** `CMD ['a']` is not JSON. `RUN [ "$X" = 1 ] && y` is a command of the shell and no mistake. */
export function reportBrokenExec(reading: Reading, { keyword, exec, text, span }: DockerfileInstruction): void {
  const isList = LIST.test(text.text) || (keyword !== 'RUN' && /^\[\s*".*"\s*,?\s*\]$/.test(text.text));
  if (exec || !isList) return;
  const place = placeIn(reading, span);
  reading.problems.add(
    dockerfileFindings.invalidExecForm({ instruction: keyword }, place, quotesMend(text.text, place)),
  );
}

/** A list in single quotes and nothing else: the shell cannot run it, so the array is meant. */
function quotesMend(text: string, place: Place): Mend | undefined {
  if (!/^\[\s*'[^'"\\$`]*'(?:\s*,\s*'[^'"\\$`]*')*\s*\]$/.test(text)) return undefined;
  return {
    title: 'Write the array with double quotes',
    edits: [replaceText(place, text, text.replaceAll("'", '"'))],
    isCertain: true,
  };
}

/** `HEALTHCHECK --interval=5m CMD curl …`; NONE takes away what the base image says. */
function readHealthcheck(reading: Reading, stage: Stage, instruction: DockerfileInstruction): void {
  const { text } = instruction.text;
  const place = placeIn(reading, instruction.span);
  if (/^NONE$/i.test(text)) delete stage.healthcheck;
  else if (/^CMD\s/i.test(text)) stage.healthcheck = { value: text.slice(3).trim(), place };
  else reportIncomplete(reading, instruction);
}
