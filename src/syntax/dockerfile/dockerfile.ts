import type { MappedText } from '../../base/mapped-text.js';
import type { Span } from '../../base/text.js';

/** A Dockerfile as the builder reads it, before anything is looked up or expanded. */
export interface ParsedDockerfile {
  /** The character that continues lines and escapes; `# escape=` at the top may say it. */
  readonly escape: '\\' | '`';
  readonly instructions: readonly DockerfileInstruction[];
}

export interface DockerfileInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** `--from=builder`, in the order written. */
  readonly flags: readonly DockerfileFlag[];
  /** What follows, as one line: without continuation marks and the comments between them; trimmed. */
  readonly text: MappedText;
  /** The words of a JSON array (`CMD ["a", "b"]`), for instructions that take one; absent in the shell form. */
  readonly exec?: readonly DockerfileWord[];
  readonly heredocs: readonly DockerfileHeredoc[];
  /** From the keyword to the last character of the last line, here documents included. */
  readonly span: Span;
}

export interface DockerfileFlag {
  /** Without dashes. */
  readonly name: string;
  /** Absent in `--link`, '' in `--link=`. */
  readonly value?: string;
  readonly span: Span;
}

export interface DockerfileWord {
  readonly value: string;
  readonly span: Span;
}

export interface DockerfileHeredoc {
  readonly name: string;
  /** False when the name is quoted: variables in the text stay as they are. */
  readonly isExpanded: boolean;
  /** The text, with its last line end and with the tabs that `<<-` strips. */
  readonly content: Span;
  readonly isTerminated: boolean;
  /** Where `<<NAME` stands. */
  readonly operatorSpan: Span;
}
