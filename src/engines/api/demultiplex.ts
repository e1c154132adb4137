import { StringDecoder } from 'node:string_decoder';

const HEADER_BYTES = 8;

/**
 * Takes apart what a container without a terminal says: frames of one byte for the stream (1 stdout, 2 stderr), three of
 * nothing, four for the length, then text. Characters that are cut by a frame are put together again.
 */
export function createDemultiplexer(onText: (text: string, stream: 'stdout' | 'stderr') => void): {
  write(chunk: Uint8Array): void;
  end(): void;
} {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  let waiting = Buffer.alloc(0);
  const tell = (text: string, stream: 'stdout' | 'stderr'): void => {
    if (text !== '') onText(text, stream);
  };
  return {
    write: (chunk) => {
      waiting = waiting.length === 0 ? Buffer.from(chunk) : Buffer.concat([waiting, chunk]);
      while (waiting.length >= HEADER_BYTES) {
        const end = HEADER_BYTES + waiting.readUInt32BE(4);
        if (waiting.length < end) return;
        const stream = waiting[0] === 2 ? 'stderr' : 'stdout';
        tell(decoders[stream].write(waiting.subarray(HEADER_BYTES, end)), stream);
        waiting = waiting.subarray(end);
      }
    },
    end: () => {
      tell(decoders.stdout.end(), 'stdout');
      tell(decoders.stderr.end(), 'stderr');
    },
  };
}
