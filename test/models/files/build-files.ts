import { crc32, deflateRawSync } from 'node:zlib';

/** Bytes of pickles and archives made by hand: what no honest program writes. */
export function bytesOf(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : typeof part === 'number' ? Buffer.from([part]) : part,
    ),
  );
}

export function unsigned(value: number, length: 2 | 4 | 8): Uint8Array {
  const bytes = Buffer.alloc(length);
  if (length === 2) bytes.writeUInt16LE(value);
  else if (length === 4) bytes.writeUInt32LE(value);
  else bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export interface MadeEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly isDeflated?: boolean;
  /** What the headers lie about. */
  readonly saidBytes?: number;
  readonly localName?: string;
  readonly headerOffset?: number;
  readonly flags?: number;
}

/** A ZIP archive. */
export function makeZip(entries: readonly MadeEntry[], said: { readonly count?: number } = {}): Uint8Array {
  const locals: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content as Uint8Array);
    const packed = entry.isDeflated ? deflateRawSync(content) : content;
    const sizes = bytesOf(
      unsigned(crc32(content), 4),
      unsigned(packed.length, 4),
      unsigned(entry.saidBytes ?? content.length, 4),
    );
    const method = unsigned(entry.isDeflated ? 8 : 0, 2);
    const flags = unsigned(entry.flags ?? 0, 2);
    const localName = entry.localName ?? entry.name;
    const local = bytesOf(
      'PK\x03\x04',
      unsigned(20, 2),
      flags,
      method,
      unsigned(0, 4),
      sizes,
      unsigned(localName.length, 2),
      unsigned(0, 2),
      localName,
      packed,
    );
    const offset = unsigned(entry.headerOffset ?? at, 4);
    central.push(
      bytesOf(
        'PK\x01\x02',
        unsigned(20, 2),
        unsigned(20, 2),
        flags,
        method,
        unsigned(0, 4),
        sizes,
        unsigned(entry.name.length, 2),
        unsigned(0, 2),
        unsigned(0, 2),
        unsigned(0, 8),
        offset,
        entry.name,
      ),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = bytesOf(...central);
  const count = unsigned(said.count ?? entries.length, 2);
  const end = bytesOf(
    'PK\x05\x06',
    unsigned(0, 4),
    count,
    count,
    unsigned(directory.length, 4),
    unsigned(at, 4),
    unsigned(0, 2),
  );
  return bytesOf(...locals, directory, end);
}

/** A file as torch.save makes it, around a pickle. */
export function makeTorchZip(pickle: Uint8Array, others: readonly MadeEntry[] = []): Uint8Array {
  return makeZip([{ name: 'evil/data.pkl', content: pickle }, { name: 'evil/version', content: '3\n' }, ...others]);
}

export function makeSafetensors(header: unknown, dataBytes = 0, text = JSON.stringify(header)): Uint8Array {
  return bytesOf(unsigned(Buffer.byteLength(text), 8), Buffer.from(text), Buffer.alloc(dataBytes));
}
