const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that the bytes between two quotes mean; what is wrong in them is kept as it can be shown. */
export function decodeText(bytes: Uint8Array, onBadBytes?: () => void): string {
  const text = decode(bytes, onBadBytes);
  return text.includes('\\') ? text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, unescape) : text;
}

function decode(bytes: Uint8Array, onBadBytes?: () => void): string {
  try {
    return strict.decode(bytes);
  } catch {
    onBadBytes?.();
    return utf8.decode(bytes);
  }
}

const SHORT: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** An escape that JSON does not know (`\d` of a path that was not escaped) stays as it is written. */
function unescape(whole: string, code: string | undefined, letter: string | undefined): string {
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return (letter === undefined ? undefined : SHORT[letter]) ?? whole;
}
