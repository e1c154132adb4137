import { joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import { normalizeBindSource, type VolumeMount } from './mounts.js';
import type { NamedFile } from './services/started.js';

/** What is needed to tell which file of the repository a path inside a container is. */
export interface MountedFiles {
  readonly mounts: readonly VolumeMount[];
  /** Where relative paths inside the container begin; absent when the image decides. */
  readonly workdir?: string | undefined;
  /** What bind sources are relative to. */
  readonly directory: string;
  readonly open: (path: string) => SourceText | undefined;
}

/** The file of the repository that a path inside the container is, when a bind mount brings it there. */
export function openMountedFile(
  path: string,
  { mounts, workdir, directory, open }: MountedFiles,
): NamedFile | undefined {
  if (!path.startsWith('/') && workdir === undefined) return undefined;
  const inside = joinPath(workdir ?? '/', path);
  for (const { type, source, target } of mounts) {
    const root = joinPath(target);
    if (type !== 'bind' || (inside !== root && !inside.startsWith(`${root}/`))) continue;
    const outside = joinPath(normalizeBindSource(source ?? '.', directory), `.${inside.slice(root.length)}`);
    const file = open(outside);
    if (file) return { path: outside, source: file, span: { start: 0, end: file.text.length } };
  }
  return undefined;
}
