/** Something that listens on this machine. */
export interface Listener {
  /** `127.0.0.1`, `0.0.0.0`, `::1`, `::`, or another as the kernel has it. */
  readonly address: string;
  readonly port: number;
}

/** The state of a socket that waits for connections, in `/proc/net/tcp`. */
const LISTENING = '0A';

/** Reads `/proc/net/tcp` or `/proc/net/tcp6` (proc(5)): addresses are hexadecimal, in words of the machine's byte order. */
export function readListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+\S+\s+([0-9A-F]{2})\s/.exec(line);
    if (!match || match[3] !== LISTENING) return [];
    return [{ address: readAddress(match[1] ?? ''), port: Number.parseInt(match[2] ?? '', 16) }];
  });
}

/** Little-endian words, as on every machine that PyTorch has wheels for. */
function readAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse());
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  return Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  ).join(':');
}
