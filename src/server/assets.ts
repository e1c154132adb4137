import { extensionOf, joinPath } from '../base/paths.js';
import type { Host } from '../host/host.js';
import { HostError } from '../host/host.js';

export interface Asset {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** The built page, by path. It is read once at the start: a path is looked up, never opened. */
export type Assets = ReadonlyMap<string, Asset>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export function readAssets(host: Host, directory: string): Assets {
  const assets = new Map<string, Asset>();
  for (const path of listFiles(host, directory, '')) {
    const contentType = CONTENT_TYPES[extensionOf(path)];
    if (contentType !== undefined) assets.set(path, { contentType, content: host.readFile(joinPath(directory, path)) });
  }
  if (!assets.has('index.html'))
    throw new HostError(directory, 'ENOENT', `the studio page is not built in ${directory}`);
  return assets;
}

function listFiles(host: Host, directory: string, prefix: string): string[] {
  if (host.status(directory)?.kind !== 'directory') return [];
  return host.readDirectory(directory).flatMap(({ name, kind }) => {
    if (kind === 'directory') return listFiles(host, joinPath(directory, name), `${prefix}${name}/`);
    return kind === 'file' ? [`${prefix}${name}`] : [];
  });
}
