import { baseNameOf } from '../base/paths.js';
import type { Host } from '../host/host.js';
import type { StudioOffer, StudioReading } from '../workflows/studio.js';
import { readAssets } from './assets.js';
import { LiveFolder } from './live-folder.js';
import { createSecrets } from './secrets.js';
import { startStudioServer } from './studio-server.js';

export interface StudioRequest {
  /** Absolute path of the folder to show. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly isWatched: boolean;
  /** Folder with the built page. */
  readonly assetsDirectory: string;
  readonly offer: StudioOffer;
  readonly read: () => Promise<StudioReading>;
  /** Ends what the readings hold on to. */
  readonly onStop?: () => void;
}

export interface RunningStudio {
  /** Address with the token, to open in a browser. */
  readonly url: string;
  readonly port: number;
  /** Why changes are not followed although that was asked for. */
  readonly watchProblem?: string;
  stop(): Promise<void>;
}

/** A folder on a local page: 1. it is read, 2. it is watched, 3. it is served. Ends when `stop` is called. */
export async function startStudio(host: Host, request: StudioRequest): Promise<RunningStudio> {
  const assets = readAssets(host, request.assetsDirectory);
  const folder = new LiveFolder(request.read);
  const watchProblem = request.isWatched ? folder.watch(host, request.folder) : undefined;
  await folder.refresh();
  const secrets = createSecrets();
  const facts = {
    folderName: baseNameOf(request.folder) || request.folder,
    offer: request.offer,
    drawingFrame: `/frame/${secrets.frameKey}/drawing-frame.html`,
  };
  const server = await startStudioServer({ folder, facts, assets }, secrets, request.port);
  return {
    url: server.url,
    port: server.port,
    ...(watchProblem === undefined ? {} : { watchProblem }),
    stop: async () => {
      folder.stop();
      request.onStop?.();
      await server.stop();
    },
  };
}
