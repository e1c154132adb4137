import { fileURLToPath } from 'node:url';
import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { HostError } from '../../host/host.js';
import { startStudio } from '../../server/start-studio.js';
import { createRunDesk } from '../../workflows/studio/run-desk.js';
import { offerStudio, readForStudio } from '../../workflows/studio.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { wholeNumberOption } from '../options.js';
import { UsageError } from '../usage-error.js';

export const studio: Command = {
  name: 'studio',
  summary: 'Show the folder on a local page that follows the files',
  description:
    'Serves one page on 127.0.0.1: every view that can be drawn, the findings, and for each box the file and the lines it ' +
    'comes from. The page is redrawn when a file changes. The printed address carries a token; without it nothing is ' +
    'answered. Ctrl-C stops it. To reach it on another machine, forward the port: ssh -L 8123:127.0.0.1:PORT host.',
  arguments: [{ name: '[directory]', description: 'The folder to show (default: the current one)' }],
  options: [
    {
      flags: '--port <number>',
      description: 'Port to listen on, or the next free one above it; 0 takes any free one',
      defaultValue: '0',
    },
    { flags: '--no-watch', description: 'Do not follow changes (for folders with very many files)' },
  ],
  examples: [
    { command: 'torchdock studio', says: 'The current folder.' },
    { command: 'torchdock studio examples/resnet50 --port 8123', says: 'Another folder, on a port of your choice.' },
  ],
  run: async ([directory], options, { host, print, say }) => {
    const folder = chooseFolder(host, typeof directory === 'string' ? directory : '.');
    const port = wholeNumberOption(options, 'port') ?? 0;
    if (port > 65_535) throw new UsageError(`option '--port' wants at most 65535, not '${port}'`);
    const desk = createRunDesk(host);
    const running = await startStudio(host, {
      folder,
      port,
      isWatched: options['watch'] !== false,
      assetsDirectory: fileURLToPath(new URL('./ui/', import.meta.url)),
      offer: offerStudio(),
      read: () => readForStudio(host, folder, desk),
      onStop: () => desk.close(),
    });
    if (port !== 0 && running.port !== port) say(`Port ${port} is taken; using ${running.port}.`);
    if (running.watchProblem !== undefined) say(`Changes are not followed: ${running.watchProblem}`);
    print(`Studio: ${running.url}`);
    say('Open it in a browser. Ctrl-C stops it.');
    // Ends by signal only (see `run-command-line.ts`).
    return new Promise<typeof EXIT.interrupted>(() => undefined);
  },
};

function chooseFolder(host: Host, directory: string): string {
  const folder = joinPath(host.workingDirectory, directory);
  const found = host.status(folder);
  if (!found) throw new HostError(folder, 'ENOENT', `${directory} does not exist`);
  if (found.kind !== 'directory') throw new HostError(folder, 'ENOTDIR', `${directory} is not a folder`);
  return folder;
}
