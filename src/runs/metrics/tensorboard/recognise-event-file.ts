import { HEADER_BYTES, readRecordLength } from '../../../syntax/tfrecord/read-records.js';
import { FIRST_BYTE } from './read-event.js';

/**
 * Whether bytes begin a file of events: a frame whose length fits its checksum, and in it a message that begins with the time
 * of an event, which no other message in TFRecords does.
 */
export function beginsEventFile(head: Uint8Array): boolean {
  const length = readRecordLength(head);
  return length !== undefined && length >= 9 && head[HEADER_BYTES] === FIRST_BYTE;
}
