import { extensionOf, joinPath } from '../base/paths.js';
import type { Host } from '../host/host.js';
import { HostError } from '../host/host.js';

export interface Asset {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** The built page. Only files that were there at the start can be asked for: a path is a key, never a path. */
export interface Assets {
  find(path: string): Asset | undefined;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export function openAssets(host: Host, directory: string): Assets {
  const known = new Set(listFiles(host, directory, ''));
  if (!known.has('index.html'))
    throw new HostError(directory, 'ENOENT', `the studio page is not built in ${directory}`);
  return {
    find: (path) => {
      const contentType = CONTENT_TYPES[extensionOf(path)];
      if (!known.has(path) || contentType === undefined) return undefined;
      return { contentType, content: host.readFile(joinPath(directory, path)) };
    },
  };
}

function listFiles(host: Host, directory: string, prefix: string): string[] {
  if (host.status(directory)?.kind !== 'directory') return [];
  return host.readDirectory(directory).flatMap(({ name, kind }) => {
    if (kind === 'directory') return listFiles(host, joinPath(directory, name), `${prefix}${name}/`);
    return kind === 'file' ? [`${prefix}${name}`] : [];
  });
}
