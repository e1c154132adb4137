/** What is asked of a font file: its names, and whether it has a glyph for a character. */
export interface FontFile {
  readonly path: string;
  /** As `font-family` names them: one, or one for each font of a collection. */
  readonly families: readonly string[];
  has(codePoint: number): boolean;
}

interface Table {
  readonly offset: number;
  readonly length: number;
}

/** Collections have about ten. */
const MAX_FONTS = 64;

/**
 * Reads the head of a TrueType or OpenType file, or of a collection, whose fonts have the same characters in those that
 * exist. Undefined when it is none, or is damaged. Source: OpenType 1.9, "cmap" and "name".
 */
export function readFontFile(path: string, bytes: Uint8Array): FontFile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const fonts = readStarts(view).map((start) => readTables(view, start));
    const map = fonts[0]?.get('cmap');
    const has = map && readCharacterMap(view, map.offset);
    const families = fonts.map((tables) => readFamily(view, tables.get('name'))).filter((family) => family !== '');
    return has && { path, families, has };
  } catch {
    return undefined; // an offset outside the file: not a font that anything could use
  }
}

/** Where the fonts of a file start: one at its beginning, or as a collection ('ttcf') lists them. */
function readStarts(view: DataView): number[] {
  if (view.getUint32(0) !== 0x74746366) return [0];
  const count = Math.min(view.getUint32(8), MAX_FONTS);
  return Array.from({ length: count }, (_, index) => view.getUint32(12 + index * 4));
}

function readTables(view: DataView, start: number): Map<string, Table> {
  const tables = new Map<string, Table>();
  const count = view.getUint16(start + 4);
  for (let index = 0; index < count; index += 1) {
    const at = start + 12 + index * 16;
    const tag = String.fromCharCode(
      view.getUint8(at),
      view.getUint8(at + 1),
      view.getUint8(at + 2),
      view.getUint8(at + 3),
    );
    tables.set(tag, { offset: view.getUint32(at + 8), length: view.getUint32(at + 12) });
  }
  return tables;
}

/** The fullest Unicode map: format 12 before format 4. */
function readCharacterMap(view: DataView, start: number): FontFile['has'] | undefined {
  let found: { readonly format: number; readonly at: number } | undefined;
  for (let index = 0; index < view.getUint16(start + 2); index += 1) {
    const at = start + view.getUint32(start + 8 + index * 8);
    const format = view.getUint16(at);
    const platform = view.getUint16(start + 4 + index * 8);
    if ((platform === 0 || platform === 3) && (format === 12 || format === 4) && format > (found?.format ?? 0)) {
      found = { format, at };
    }
  }
  if (!found) return undefined;
  const { at } = found;
  return found.format === 12
    ? (codePoint) => inGroups(view, at, codePoint)
    : (codePoint) => inSegments(view, at, codePoint);
}

function inGroups(view: DataView, at: number, codePoint: number): boolean {
  let low = 0;
  let high = view.getUint32(at + 12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = at + 16 + middle * 12;
    if (codePoint < view.getUint32(group)) high = middle - 1;
    else if (codePoint > view.getUint32(group + 4)) low = middle + 1;
    else return view.getUint32(group + 8) + codePoint - view.getUint32(group) !== 0;
  }
  return false;
}

function inSegments(view: DataView, at: number, codePoint: number): boolean {
  const twice = view.getUint16(at + 6);
  if (codePoint >= 0xffff) return false;
  for (let segment = 0; segment < twice; segment += 2) {
    if (codePoint > view.getUint16(at + 14 + segment)) continue;
    const start = view.getUint16(at + 16 + twice + segment);
    if (codePoint < start) return false;
    const rangeAt = at + 16 + 3 * twice + segment;
    const range = view.getUint16(rangeAt);
    return range === 0 || view.getUint16(rangeAt + range + (codePoint - start) * 2) !== 0;
  }
  return false;
}

/** Name 16 (typographic family) before name 1, as Windows wrote it (UTF-16). */
function readFamily(view: DataView, table: Table | undefined): string {
  if (!table) return '';
  const names = new Map<number, string>();
  const strings = table.offset + view.getUint16(table.offset + 4);
  for (let index = 0; index < view.getUint16(table.offset + 2); index += 1) {
    const at = table.offset + 6 + index * 12;
    const id = view.getUint16(at + 6);
    const isEnglish = view.getUint16(at) === 3 && view.getUint16(at + 4) === 0x409;
    if (!isEnglish || (id !== 1 && id !== 16)) continue;
    let text = '';
    const start = strings + view.getUint16(at + 10);
    for (let byte = 0; byte < view.getUint16(at + 8); byte += 2)
      text += String.fromCharCode(view.getUint16(start + byte));
    names.set(id, text);
  }
  return names.get(16) ?? names.get(1) ?? '';
}
