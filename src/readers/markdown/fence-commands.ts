import type { MappedText, TextPiece } from '../../base/mapped-text.js';
import type { MarkdownFence } from '../../syntax/markdown/document.js';

/** Languages of code that a shell reads; a session also shows what the commands print. */
const SCRIPT_LANGUAGES: ReadonlySet<string> = new Set(['sh', 'bash', 'shell', 'zsh', 'shellscript']);
const SESSION_LANGUAGES: ReadonlySet<string> = new Set([
  'console',
  'shell-session',
  'shellsession',
  'sh-session',
  'bash-session',
  'terminal',
]);

/** `$ `, `(env) $ `, `user@host:~/dir$ `, `% `, and the arrows of fancy prompts. */
const PROMPT = /^\s*(?:\([\w.-]{1,60}\)\s?)?(?:\[?[\w.-]{1,60}@[\w.-]{1,60}[^$#%\n]{0,120})?[$%❯➜]\s+/;
const ROOT_PROMPT = /^\s*(?:\[?[\w.-]{1,60}@[\w.-]{1,60}[^$#%\n]{0,120})?#\s+/;
const ENGINE = /^\s*(?:[A-Z_]{1,40}=\S{0,200}\s+)?(?:sudo\s+)?(?:docker|podman|nerdctl|nvidia-docker|buildah)\s/;

export interface FenceCommands {
  /** The commands only: no prompts, no output; each line still knows where it stands in the file. */
  readonly mapped: MappedText;
  /** True when the fence says that it is shell code, so that its syntax errors are errors. */
  readonly isDeclaredShell: boolean;
}

/** The commands that a fence shows; undefined when its language is another one. */
export function commandsOfFence(fence: MarkdownFence): FenceCommands | undefined {
  const language = /[a-z][a-z-]*/.exec(fence.language.slice(0, 60))?.[0] ?? '';
  const isSession = SESSION_LANGUAGES.has(language);
  const isScript = SCRIPT_LANGUAGES.has(language);
  if (!isSession && !isScript && fence.language !== '') return undefined;
  const lines = fence.code.split('\n').map((text) => text.replace(/\r$/, ''));
  const isPrompted =
    lines.some((line) => PROMPT.test(line)) || (isSession && lines.some((line) => ROOT_PROMPT.test(line)));
  const mapped = isPrompted
    ? pickLines(fence, lines, (line) => promptLength(line, isSession))
    : pickLines(fence, lines, (line) => (isScript || isSession || ENGINE.test(line) ? 0 : undefined));
  return { mapped, isDeclaredShell: isScript || isSession };
}

function promptLength(line: string, isSession: boolean): number | undefined {
  const prompt = PROMPT.exec(line) ?? (isSession ? ROOT_PROMPT.exec(line) : null);
  return prompt?.[0].length;
}

/** Puts the lines together that `skip` gives a number of characters to leave out of, with the lines that continue them. */
function pickLines(
  fence: MarkdownFence,
  lines: readonly string[],
  skip: (line: string) => number | undefined,
): MappedText {
  const texts: string[] = [];
  const pieces: TextPiece[] = [];
  let length = 0;
  let isContinued = false;
  for (const [index, line] of lines.entries()) {
    const skipped: number | undefined = isContinued ? (/^\s*> /.exec(line)?.[0].length ?? 0) : skip(line);
    isContinued = skipped !== undefined && line.endsWith('\\');
    if (skipped === undefined) continue;
    pieces.push({ start: length, offset: (fence.lineOffsets[index] ?? fence.contentSpan.start) + skipped });
    texts.push(line.slice(skipped));
    length += line.length - skipped + 1;
  }
  return { text: texts.join('\n'), pieces };
}
