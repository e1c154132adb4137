import { DrawingError } from '../drawing/drawing-error.js';
import { visibleText } from '../findings/render/escape.js';
import { HostError } from '../host/host.js';
import type { CommandContext, ExitStatus } from './command.js';
import { EXIT } from './command.js';
import { UsageError } from './usage-error.js';

/** The system's words for what people meet most, in the words of people. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than may be written',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ELOOP: 'too many symbolic links',
  ENXIO: 'nobody reads from it',
  EIO: 'the device failed',
  ENAMETOOLONG: 'the name is too long',
  ENOTEMPTY: 'it is a folder that is not empty',
  EADDRINUSE: 'the address is already in use',
};

/** Says on stderr why a command line failed, and gives the exit status that belongs to it. */
export function reportFailure(error: unknown, argv: readonly string[], context: CommandContext): ExitStatus {
  if (error instanceof UsageError) return reportUsage(error, argv, context);
  if (error instanceof HostError) return reportHost(error, context);
  if (error instanceof DrawingError) return reportDrawing(error, context);
  return reportBug(error, argv, context);
}

function reportUsage(error: UsageError, argv: readonly string[], context: CommandContext): ExitStatus {
  const command = context.commands.find(({ name }) => name === argv.find((word) => !word.startsWith('-')));
  context.say(`torchdock: ${visibleText(error.message)}`);
  if (error.hint !== undefined) context.say(visibleText(error.hint));
  context.say(`See torchdock ${command ? `${command.name} ` : ''}--help.`);
  return EXIT.usage;
}

function reportHost(error: HostError, context: CommandContext): ExitStatus {
  const reason = REASONS[error.code];
  context.say(
    `torchdock: ${visibleText(error.path)}: ${reason ? `${reason} (${error.code})` : visibleText(error.message)}`,
  );
  return EXIT.environment;
}

/** In the words of a finding, without its frame: the renderers are not loaded for what nearly never happens. */
function reportDrawing({ finding }: DrawingError, context: CommandContext): ExitStatus {
  context.say(`${finding.severity} ${finding.code}: ${visibleText(finding.message)}`);
  if (finding.hint !== undefined) context.say(`  help: ${visibleText(finding.hint)}`);
  return EXIT.findings;
}

function reportBug(error: unknown, argv: readonly string[], context: CommandContext): ExitStatus {
  const isDebug = Boolean(context.host.environment['TORCHDOCK_DEBUG']);
  const message = error instanceof Error ? error.message : String(error);
  context.say(`torchdock: internal error: ${visibleText(message)}`);
  context.say('This is a fault of torchdock, not of your files. Please report it together with this command line:');
  context.say(`  torchdock ${argv.map((word) => visibleText(JSON.stringify(word))).join(' ')}`);
  if (isDebug && error instanceof Error && error.stack) context.say(error.stack);
  if (!isDebug) context.say('TORCHDOCK_DEBUG=1 shows where it happened.');
  return EXIT.bug;
}
