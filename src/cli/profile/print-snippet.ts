import { visibleText } from '../../findings/render/escape.js';
import { type CommandContext, EXIT, type ExitStatus } from '../command.js';

/** Python on stdout, to be pasted or kept in a file; what a person has to know on stderr. */
export async function printSnippet(
  script: string | undefined,
  { host, print, say }: CommandContext,
): Promise<ExitStatus> {
  const { makeSnippet } = await import('../../workflows/profile/make-snippet.js');
  const { text, isPlaced } = makeSnippet(host, script);
  print(text.trimEnd());
  if (!isPlaced)
    say(
      `The loop of ${visibleText(script ?? '')} is in a library, or could not be followed: the comments say in words where the lines go. torchdock profile --wrapper prints a file that runs the script as it is.`,
    );
  return EXIT.ok;
}

/** The file that runs a script with the profiler, with nothing changed in it. */
export async function printWrapper({ print }: CommandContext): Promise<ExitStatus> {
  const { PROFILED_SCRIPT } = await import('../../runs/snippet/profiled-script.js');
  print(PROFILED_SCRIPT.trimEnd());
  return EXIT.ok;
}
