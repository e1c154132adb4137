import { bytesSource } from '../../../base/byte-source.js';
import { createWireReader, type WireField, type WireReader } from '../../../syntax/protobuf/wire-reader.js';
import { readFloat } from './read-event.js';

export interface Setting {
  readonly name: string;
  readonly value: string | number | boolean;
}

const MOST_SETTINGS = 1000;

/**
 * Hyper-parameters of a run: `HParamsPluginData.session_start_info.hparams` (`tensorboard/plugins/hparams/plugin_data.proto`),
 * a map from name to `google.protobuf.Value`.
 */
export function readHparams(content: Uint8Array): Setting[] {
  const reader = createWireReader(bytesSource(content));
  const settings: Setting[] = [];
  for (const start of reader.fields()) {
    if (start.number !== 3 || !start.isRange) continue;
    for (const entry of reader.fields(start.start, start.end))
      if (entry.number === 1 && entry.isRange && settings.length < MOST_SETTINGS)
        settings.push(...readEntry(reader, entry));
  }
  return settings;
}

function readEntry(reader: WireReader, entry: WireField): Setting[] {
  let name = '';
  let value: Setting['value'] | undefined;
  for (const field of reader.fields(entry.start, entry.end)) {
    if (field.number === 1 && field.isRange) name = reader.text(field, 500);
    else if (field.number === 2 && field.isRange) value = readValue(reader, field);
  }
  return name === '' || value === undefined ? [] : [{ name, value }];
}

function readValue(reader: WireReader, message: WireField): Setting['value'] | undefined {
  for (const field of reader.fields(message.start, message.end)) {
    if (field.number === 2) return readFloat(reader, field);
    if (field.number === 3 && field.isRange) return reader.text(field, 500);
    if (field.number === 4) return field.value !== 0;
  }
  return undefined;
}
