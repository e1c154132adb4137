import { closestWord } from '../../base/suggest.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import { placeIn, type Reading } from './stage.js';

/** Every instruction (Dockerfile reference, as of 2026-11) and what has to follow it. */
const EXPECTED: Readonly<Record<string, string>> = {
  ADD: 'a source and a destination',
  ARG: 'a name',
  CMD: 'a command',
  COPY: 'a source and a destination',
  ENTRYPOINT: 'a command',
  ENV: 'NAME=value',
  EXPOSE: 'a port',
  FROM: 'an image, and AS before the name of the stage',
  HEALTHCHECK: 'CMD and a command, or NONE',
  LABEL: 'name=value',
  MAINTAINER: 'a name',
  ONBUILD: 'an instruction',
  RUN: 'a command',
  SHELL: 'a JSON array',
  STOPSIGNAL: 'a signal',
  USER: 'a user',
  VOLUME: 'a path',
  WORKDIR: 'a path',
};

/** Nobody writes a longer instruction; here documents do not count. */
const MAX_LENGTH = 500_000;

/** True when the instruction exists and has arguments that can be read; otherwise there is a finding that says so. */
export function isUsable(reading: Reading, instruction: DockerfileInstruction): boolean {
  const { keyword, text, heredocs } = instruction;
  if (!Object.hasOwn(EXPECTED, keyword)) {
    const suggestion = closestWord(keyword.slice(0, 20), Object.keys(EXPECTED));
    const shown = JSON.stringify(keyword.length > 30 ? `${keyword.slice(0, 29)}…` : keyword).slice(1, -1);
    reading.problems.add(
      dockerfileFindings.unknownInstruction({ keyword: shown, suggestion }, placeIn(reading, instruction.keywordSpan)),
    );
    return false;
  }
  for (const { name, isTerminated, operatorSpan } of heredocs)
    if (!isTerminated)
      reading.problems.add(dockerfileFindings.unterminatedHeredoc({ name }, placeIn(reading, operatorSpan)));
  if (text.text === '') reportIncomplete(reading, instruction);
  const length = text.text.length;
  if (length > MAX_LENGTH)
    reading.problems.add(dockerfileFindings.tooLong({ keyword, length }, placeIn(reading, instruction.keywordSpan)));
  return length > 0 && length <= MAX_LENGTH;
}

export function reportIncomplete(reading: Reading, { keyword, span }: DockerfileInstruction): void {
  const expected = EXPECTED[keyword] ?? 'arguments';
  reading.problems.add(dockerfileFindings.incomplete({ keyword, expected }, placeIn(reading, span)));
}
