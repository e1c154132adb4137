import type { MappedText } from '../../base/mapped-text.js';
import { sliceSource, spanInFile } from '../../base/mapped-text.js';
import { execCommandLine, toCommandLine } from '../../commands/command-line.js';
import type { CommandLine } from '../../commands/word.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import type { ShellCommand } from '../../syntax/shell/command.js';
import type { ParsedShell } from '../../syntax/shell/parse-shell.js';
import { parseMappedShell } from '../../syntax/shell/parse-shell.js';
import { placeIn, type Reading, type Stage } from './stage.js';

/** A command of an instruction, with what the shell does beside it. */
export interface StageCommandLine {
  readonly line: CommandLine;
  /** Absent in the exec form. */
  readonly shell?: ShellCommand;
}

const SHELLS = /(?:^|\/)(?:sh|bash|dash|ash|zsh|ksh)$/;

/** The commands of RUN, CMD or ENTRYPOINT in order, and the variables that its shell text sets. */
export function commandsOf(
  reading: Reading,
  stage: Stage,
  instruction: DockerfileInstruction,
): { readonly commands: readonly StageCommandLine[]; readonly assignments: ParsedShell['assignments'] } {
  const { exec, text } = instruction;
  if (exec) {
    const words = exec.map(({ value, span }) => ({ value, place: placeIn(reading, span) }));
    const line = execCommandLine(words, placeIn(reading, instruction.span));
    return { commands: line ? [{ line }] : [], assignments: [] };
  }
  if (!stage.hasPosixShell) return { commands: [], assignments: [] };
  const whole = spanInFile(text, { start: 0, end: text.text.length });
  const parsed = parseShellText(reading, shellText(reading, instruction));
  const [problem] = parsed.problems;
  if (problem && !instruction.heredocs.some(({ isTerminated }) => !isTerminated)) {
    const { keyword } = instruction;
    const span = problem.span.end > problem.span.start ? problem.span : whole;
    reading.problems.add(
      dockerfileFindings.shellSyntax({ instruction: keyword, problem: problem.message }, placeIn(reading, span)),
    );
  }
  const commands = parsed.commands.map((shell) => ({ shell, line: toCommandLine(reading.source, shell) }));
  return { commands, assignments: parsed.assignments };
}

/** What the shell gets: the line and, behind it, the here documents; or the here document that is the script. */
function shellText(reading: Reading, { text, heredocs, span }: DockerfileInstruction): MappedText {
  const [first] = heredocs;
  if (!first) return text;
  if (heredocs.length === 1 && /^<<-?\S+$/.test(text.text)) {
    const script = reading.source.text.slice(first.content.start, first.content.end);
    return isShellScript(script) ? sliceSource(reading.source, first.content) : { text: '', pieces: [] };
  }
  return {
    text: `${text.text}\n${reading.source.text.slice(first.content.start, span.end)}\n`,
    pieces: [...text.pieces, { start: text.text.length + 1, offset: first.content.start }],
  };
}

function isShellScript(script: string): boolean {
  const [, interpreter = '/bin/sh'] = /^\s*#!\s*(\S+(?:[ \t]+\w+)?)/.exec(script.slice(0, 500)) ?? [];
  return SHELLS.test(interpreter.replace(/^\S*\/env[ \t]+/, ''));
}

/** Parses shell text, and the here documents in it that are handed to a shell (`bash <<EOF`). */
function parseShellText(reading: Reading, mapped: MappedText): ParsedShell {
  const outer = parseMappedShell(mapped);
  const inner = outer.commands.flatMap((command) => {
    if (!SHELLS.test(command.words[0]?.value ?? '')) return [];
    return command.redirects.flatMap((redirect) =>
      redirect.kind === 'heredoc' ? [parseMappedShell(sliceSource(reading.source, redirect.content))] : [],
    );
  });
  return {
    commands: [...outer.commands, ...inner.flatMap((parsed) => parsed.commands)],
    assignments: [...outer.assignments, ...inner.flatMap((parsed) => parsed.assignments)],
    problems: [...outer.problems, ...inner.flatMap((parsed) => parsed.problems)],
  };
}
