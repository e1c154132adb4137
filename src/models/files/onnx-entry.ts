import type { WireField, WireReader } from '../../syntax/protobuf/wire-reader.js';

/** Key and value of a StringStringEntryProto. */
export function readEntry(wire: WireReader, message: WireField): readonly [key: string, value: string] {
  let key = '';
  let value = '';
  for (const field of wire.fields(message.start, message.end)) {
    if (field.number === 1) key = wire.text(field);
    else if (field.number === 2) value = wire.text(field);
  }
  return [key, value];
}
