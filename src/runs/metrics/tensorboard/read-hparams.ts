import { visitFields, Wire } from '../../../syntax/protobuf/visit-fields.js';

export interface Setting {
  readonly name: string;
  readonly value: string | number | boolean;
}

const MOST_SETTINGS = 1000;
const LONGEST_TEXT = 500;

/**
 * Hyper-parameters of a run: `HParamsPluginData.session_start_info.hparams` (`tensorboard/plugins/hparams/plugin_data.proto`),
 * a map from name to `google.protobuf.Value`.
 */
export function readHparams(content: Uint8Array): Setting[] {
  const settings: Setting[] = [];
  visitFields(content, 0, content.length, (data, dataWire, _, dataStart, dataEnd) => {
    if (data !== 3 || dataWire !== Wire.Range) return;
    visitFields(content, dataStart, dataEnd, (number, wire, __, start, end) => {
      if (number === 1 && wire === Wire.Range && settings.length < MOST_SETTINGS)
        settings.push(...readEntry(content, start, end));
    });
  });
  return settings;
}

function readEntry(bytes: Uint8Array, start: number, end: number): Setting[] {
  let name = '';
  let value: Setting['value'] | undefined;
  visitFields(bytes, start, end, (number, wire, _, from, to) => {
    if (wire !== Wire.Range) return;
    if (number === 1) name = readText(bytes, from, to);
    else if (number === 2) value = readValue(bytes, from, to);
  });
  return name === '' || value === undefined ? [] : [{ name, value }];
}

function readValue(bytes: Uint8Array, start: number, end: number): Setting['value'] | undefined {
  let value: Setting['value'] | undefined;
  visitFields(bytes, start, end, (number, wire, whole, from, to) => {
    if (number === 2 && wire === Wire.Fixed64)
      value = new DataView(bytes.buffer, bytes.byteOffset + from, 8).getFloat64(0, true);
    else if (number === 3 && wire === Wire.Range) value = readText(bytes, from, to);
    else if (number === 4) value = whole !== 0;
  });
  return value;
}

function readText(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + LONGEST_TEXT)));
}
