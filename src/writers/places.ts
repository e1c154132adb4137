import { relativePath } from '../base/paths.js';

/** `./data` for what lies in the folder, `../data` beside it; both absolute. */
export function pathFrom(folder: string, path: string): string {
  const relative = relativePath(folder, path);
  return relative.startsWith('..') ? relative : relative === '.' ? '.' : `./${relative}`;
}

/** True for the folder itself and for what lies in it; both absolute. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** A size as engines read it, in the largest unit that is whole: `8g`, `1536m`. */
export function engineSize(bytes: number): string {
  for (const [unit, factor] of [
    ['g', 2 ** 30],
    ['m', 2 ** 20],
    ['k', 2 ** 10],
  ] as const)
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  return `${bytes}b`;
}
