import { extensionOf, joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import { type FontFile, readFontFile } from './font-file.js';

const DIRECTORIES = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  '/System/Library/Fonts',
  '/Library/Fonts',
  'C:/Windows/Fonts',
];
const HOME_DIRECTORIES = ['.fonts', '.local/share/fonts', 'Library/Fonts'];

/** Enough for any system; a folder that holds more is not one of fonts. */
const MAX_FILES = 5000;
const MAX_DEPTH = 6;
const MAX_FONT_BYTES = 64 * 2 ** 20;

/** Which faces a text needs beside the upright regular one. */
export interface WantedFaces {
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMono: boolean;
}

export interface FoundFonts {
  readonly files: readonly FontFile[];
  /** Code points that no installed font has. */
  readonly missing: readonly number[];
}

/**
 * The fewest font files that draw the given characters, best first: reading a collection of Chinese fonts takes longer than
 * drawing most pictures, so it is read only for a text that needs it.
 */
export function findFonts(host: Host, codePoints: Iterable<number>, wanted: WantedFaces): FoundFonts {
  const paths = listFontPaths(host).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const files: FontFile[] = [];
  let missing = [...new Set(codePoints)].filter(isDrawn);
  for (const path of paths) {
    if (files.length > 0 && missing.length === 0) break;
    if (rank(path) >= LAST_RESORT && missing.length === 0) break;
    const font = isUpright(path) ? openFont(host, path) : undefined;
    if (!font) continue;
    const left = missing.filter((codePoint) => !font.has(codePoint));
    if (left.length === missing.length && files.length > 0) continue;
    missing = left;
    files.push(font);
  }
  return { files: [...files, ...siblings(host, paths, files, wanted)], missing };
}

/** Where ideographs, emoji and unusual scripts are: looked into only for what the common fonts lack. */
const LAST_RESORT = 50;

/** What people see in a browser comes first: the fonts that `FONT_FAMILY` names, in its order. */
const RANKS: readonly (readonly [RegExp, number])[] = [
  [/^arial[-_ ]?(regular)?\.ttf$/i, 0],
  [/^liberationsans-regular/i, 1],
  [/^helvetica/i, 2],
  [/^notosanscjk[-\w]*-regular/i, 10],
  [/^(sourcehansans|notosans(sc|cjksc))[-\w]*regular/i, 11],
  [/^(pingfang|msyh|hiragino|malgun|yugoth|wqy)/i, 12],
  [/^dejavusans\.ttf$/i, 20],
  [/^notosans-regular/i, 21],
  [/^(roboto|opensans|ubuntu|cantarell|freesans)[-\w]*(regular)?\./i, 22],
  [/^notosans[a-z]*-regular/i, 40],
  [/emoji/i, 45],
  [/mono|serif|narrow|condensed|light|thin|black|medium|math|semi|extra/i, 90],
];

function rank(path: string): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return RANKS.find(([pattern]) => pattern.test(name))?.[1] ?? LAST_RESORT;
}

function isUpright(path: string): boolean {
  return !/(bold|italic|oblique)[^/]*$/i.test(path);
}

/** The bold and slanted faces of the chosen families, and one of fixed width. */
function siblings(host: Host, paths: readonly string[], files: readonly FontFile[], wanted: WantedFaces): FontFile[] {
  const names = new Set<string>();
  for (const { path } of files) {
    const stem = path.replace(/(?:-?regular)?(\.\w+)$/i, '');
    for (const face of [wanted.isBold && 'bold', wanted.isItalic && 'italic', wanted.isItalic && 'oblique']) {
      if (face) names.add(`${stem}-${face}`.toLowerCase());
    }
  }
  const found = paths.filter((path) => names.has(path.replace(/\.\w+$/, '').toLowerCase()));
  const mono = wanted.isMono
    ? paths.find((path) => /(mono|courier)[-\w]*?(regular)?\.(ttf|otf)$/i.test(path) && isUpright(path))
    : undefined;
  return [...found, ...(mono ? [mono] : [])].map((path) => openFont(host, path)).filter((font) => font !== undefined);
}

function openFont(host: Host, path: string): FontFile | undefined {
  try {
    return readFontFile(path, host.readFile(path));
  } catch {
    return undefined; // gone or not readable: as if it were not installed
  }
}

function listFontPaths(host: Host): string[] {
  const home = host.environment['HOME'] ?? host.environment['USERPROFILE'];
  const roots = [...DIRECTORIES, ...(home ? HOME_DIRECTORIES.map((name) => joinPath(home, name)) : [])];
  const found: string[] = [];
  const visit = (directory: string, depth: number): void => {
    for (const entry of entriesOf(host, directory)) {
      const path = joinPath(directory, entry.name);
      if (entry.kind === 'directory' && depth < MAX_DEPTH) visit(path, depth + 1);
      const isFont = /^(?:ttf|otf|ttc|otc)$/.test(extensionOf(path));
      if (entry.kind !== 'directory' && isFont && found.length < MAX_FILES && isReasonable(host, path))
        found.push(path);
    }
  };
  for (const root of roots) if (host.status(root)?.kind === 'directory') visit(root, 0);
  return found;
}

function entriesOf(host: Host, directory: string): ReturnType<Host['readDirectory']> {
  try {
    return host.readDirectory(directory);
  } catch {
    return [];
  }
}

function isReasonable(host: Host, path: string): boolean {
  const status = host.status(path);
  return status?.kind === 'file' && status.sizeBytes <= MAX_FONT_BYTES;
}

/** Characters that leave ink: not spaces, controls, joiners, variation selectors. */
function isDrawn(codePoint: number): boolean {
  return !/^[\s\p{Cc}\p{Cf}\p{Cs}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u.test(String.fromCodePoint(codePoint));
}
