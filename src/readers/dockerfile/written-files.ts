import { joinPath } from '../../base/paths.js';
import type { ShellCommand, ShellRedirect } from '../../syntax/shell/command.js';
import type { StageCommandLine } from './shell-text.js';
import { placeIn, type Reading, type Stage } from './stage.js';

const SSH_CONFIGURATION = /sshd_config/;
const MAX_TEXT = 100_000;

/** Notes the files that RUN writes with `cat <<EOF`, `echo` and `printf`, and the port that it gives to sshd. */
export function noteWrittenFiles(reading: Reading, stage: Stage, commands: readonly StageCommandLine[]): void {
  for (const { shell } of commands) {
    if (!shell) continue;
    const target = shell.redirects.find(isOutput)?.target;
    if (target && !target.hasExpansion) noteFile(reading, stage, shell, target.value);
    const texts = [...shell.words, ...(target ? [target] : [])].map(({ value }) => value);
    if (texts.some((text) => SSH_CONFIGURATION.test(text))) notePort(reading, stage, shell);
  }
}

type FileRedirect = Extract<ShellRedirect, { readonly kind: 'file' }>;

function isOutput(redirect: ShellRedirect): redirect is FileRedirect {
  return redirect.kind === 'file' && redirect.operator.startsWith('>');
}

function noteFile(reading: Reading, stage: Stage, shell: ShellCommand, target: string): void {
  const path = joinPath(stage.workdir?.value ?? '/', target);
  const program = shell.words[0]?.value;
  const heredoc = shell.redirects.find((redirect) => redirect.kind === 'heredoc');
  if (program === 'cat' && heredoc) stage.files.push({ kind: 'heredoc', path, content: heredoc.content });
  if (program !== 'echo' && program !== 'printf') return;
  const isAppended = shell.redirects.some((redirect) => isOutput(redirect) && redirect.operator === '>>');
  const at = stage.echoedAt.get(path);
  const before = at === undefined ? undefined : stage.files[at];
  const start = isAppended && before?.kind === 'echoed' ? before.text : '';
  if (start.length > MAX_TEXT) return;
  const file = {
    kind: 'echoed',
    path,
    text: `${start}${writtenText(shell)}\n`,
    place: placeIn(reading, shell.span),
  } as const;
  if (at === undefined) stage.echoedAt.set(path, stage.files.push(file) - 1);
  else stage.files[at] = file;
}

/** What echo or printf writes; `\n` is a line end to the echo of `/bin/sh`, and to printf. */
function writtenText(shell: ShellCommand): string {
  const words = shell.words.slice(1).map(({ value }) => value);
  while (/^-[neE]+$/.test(words[0] ?? '')) words.shift();
  return words.join(' ').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}

/** `sed -i 's/#Port 22/Port 2222/' …/sshd_config`: the last one that is no comment. */
function notePort(reading: Reading, stage: Stage, shell: ShellCommand): void {
  const heredocs = shell.redirects.flatMap((redirect) =>
    redirect.kind === 'heredoc' ? [reading.source.text.slice(redirect.content.start, redirect.content.end)] : [],
  );
  const text = [...shell.words.map(({ value }) => value), ...heredocs].join('\n');
  const port = portInConfiguration(text);
  if (port !== undefined) stage.sshPort = port;
}

/** `Port 2222` of an sshd configuration, or of a command that writes one. */
export function portInConfiguration(text: string): number | undefined {
  const found = [...text.slice(0, MAX_TEXT).matchAll(/(?:^|[^#\w])Port[ \t=]+(\d{1,5})\b/g)].at(-1)?.[1];
  const port = Number(found);
  return port >= 1 && port <= 65535 ? port : undefined;
}
