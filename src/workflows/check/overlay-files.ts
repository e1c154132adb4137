import type { Host } from '../../host/host.js';

/** A world in which some files say something else than on the disk. Nothing is written. */
export interface Overlay {
  readonly host: Host;
  /** What a file (absolute path) is made to say; undefined when it says what is on the disk. */
  get(path: string): string | undefined;
  set(path: string, text: string | undefined): void;
}

export function overlayFiles(host: Host): Overlay {
  // By what a path leads to: a link to a changed file shows the change.
  const texts = new Map<string, Uint8Array>();
  const find = (path: string): Uint8Array | undefined => (texts.size > 0 ? texts.get(host.realPath(path)) : undefined);
  return {
    host: {
      ...host,
      readFile: (path, mostBytes) => find(path)?.subarray(0, mostBytes) ?? host.readFile(path, mostBytes),
      status: (path) => {
        const status = host.status(path);
        const text = find(path);
        return status && text ? { ...status, sizeBytes: text.length } : status;
      },
      writeFile: () => {
        throw new Error('an overlay is not written');
      },
    },
    get: (path) => {
      const text = find(path);
      return text && new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
    },
    set: (path, text) => {
      if (text === undefined) texts.delete(host.realPath(path));
      else texts.set(host.realPath(path), new TextEncoder().encode(text));
    },
  };
}
