/**
 * What BuildKit tells while it builds: `StatusResponse` of moby/buildkit (api/services/control/control.proto), as it comes
 * through Docker's API. Only what is shown is decoded; fields that are not known are skipped, as protobuf wants it.
 * dockerode has a decoder too, but it reads a .proto file beside itself at run time and brings protobufjs (3 MB) for it.
 */
export interface Trace {
  readonly vertexes: readonly Vertex[];
  readonly logs: readonly VertexLog[];
}

/** One step of a build. */
export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly isCached: boolean;
  readonly isStarted: boolean;
  readonly isCompleted: boolean;
  readonly error: string;
}

export interface VertexLog {
  readonly vertex: string;
  readonly bytes: Uint8Array;
}

/** Text and messages are bytes, flags are numbers. */
type Field = readonly [number: number, value: Uint8Array | number];

export function readTrace(base64: string): Trace {
  const fields = readFields(Buffer.from(base64, 'base64'));
  return {
    vertexes: messagesOf(fields, 1).map(readVertex),
    logs: messagesOf(fields, 3).map((log) => ({ vertex: textOf(log, 1), bytes: bytesOf(log, 4) })),
  };
}

function readVertex(fields: readonly Field[]): Vertex {
  return {
    digest: textOf(fields, 1),
    name: textOf(fields, 3),
    isCached: fields.some(([number, value]) => number === 4 && value === 1),
    isStarted: fields.some(([number]) => number === 5),
    isCompleted: fields.some(([number]) => number === 6),
    error: textOf(fields, 7),
  };
}

function messagesOf(fields: readonly Field[], wanted: number): Field[][] {
  return fields.flatMap(([number, value]) =>
    number === wanted && value instanceof Uint8Array ? [readFields(value)] : [],
  );
}

function bytesOf(fields: readonly Field[], wanted: number): Uint8Array {
  const found = fields.find(([number, value]) => number === wanted && value instanceof Uint8Array)?.[1];
  return found instanceof Uint8Array ? found : new Uint8Array();
}

function textOf(fields: readonly Field[], wanted: number): string {
  return Buffer.from(bytesOf(fields, wanted)).toString('utf8');
}

/** The fields of one message; what is cut off or of an unknown type ends the reading. */
function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readNumber = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = readNumber();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) fields.push([number, readNumber()]);
    else if (key % 8 === 1) at += 8;
    else if (key % 8 === 5) at += 4;
    else if (key % 8 === 2) {
      const length = readNumber();
      if (at + length > bytes.length) break;
      fields.push([number, bytes.subarray(at, at + length)]);
      at += length;
    } else break;
  }
  return fields;
}
