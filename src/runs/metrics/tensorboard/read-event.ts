import { visitFields, Wire } from '../../../syntax/protobuf/visit-fields.js';
import { readScalarTensor } from './read-tensor.js';

/** One record of an event file (`tensorflow/core/util/event.proto`). */
export interface EventRecord {
  /** Seconds since the epoch. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: readonly EventValue[];
  /** The message could not be read to its end. */
  readonly isBroken: boolean;
}

export interface EventValue {
  readonly tag: string;
  /** The one number of a scalar; undefined for texts, histograms, pictures. */
  readonly value: number | undefined;
  /** Said only with the first value of a tag: `scalars`, `text`, `hparams`. */
  readonly plugin: string | undefined;
  /** What the plugin keeps for itself. */
  readonly content: Uint8Array | undefined;
}

/** The key and wire type of `wall_time`, with which protobuf begins the message. */
export const FIRST_BYTE = 0x09;
const MOST_VALUES = 10_000;
const LONGEST_TAG = 4096;
const UTF8 = new TextDecoder();

/** The bytes of one record, looked at as numbers, too. */
interface Message {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function readEvent(bytes: Uint8Array): EventRecord {
  const message = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  let wallTime = Number.NaN;
  let step = 0;
  let isWhole = true;
  const values: EventValue[] = [];
  isWhole =
    visitFields(bytes, 0, bytes.length, (number, wire, value, start, end) => {
      if (number === 1 && wire === Wire.Fixed64) wallTime = message.view.getFloat64(start, true);
      else if (number === 2) step = value;
      else if (number === 5 && wire === Wire.Range) isWhole = readSummary(message, start, end, values) && isWhole;
    }) && isWhole;
  return { wallTime, step, values, isBroken: !isWhole };
}

function readSummary(message: Message, start: number, end: number, values: EventValue[]): boolean {
  let isWhole = true;
  const isRead = visitFields(message.bytes, start, end, (number, wire, _, from, to) => {
    if (number === 1 && wire === Wire.Range && values.length < MOST_VALUES)
      isWhole = readValue(message, from, to, values) && isWhole;
  });
  return isRead && isWhole;
}

function readValue({ bytes, view }: Message, start: number, end: number, values: EventValue[]): boolean {
  let tag = '';
  let value: number | undefined;
  let plugin: PluginData = NO_PLUGIN;
  const isRead = visitFields(bytes, start, end, (number, wire, _, from, to) => {
    if (number === 2 && wire === Wire.Fixed32) value = view.getFloat32(from, true);
    if (wire !== Wire.Range) return;
    if (number === 1) tag = readText(bytes, from, Math.min(to, from + LONGEST_TAG));
    else if (number === 8) value = readScalarTensor(bytes, from, to);
    else if (number === 9) plugin = readMetadata(bytes, from, to);
  });
  values.push({ tag, value, ...plugin });
  return isRead;
}

type PluginData = Pick<EventValue, 'plugin' | 'content'>;

const NO_PLUGIN: PluginData = { plugin: undefined, content: undefined };

/** `SummaryMetadata.plugin_data`. */
function readMetadata(bytes: Uint8Array, start: number, end: number): PluginData {
  let plugin: string | undefined;
  let content: Uint8Array | undefined;
  visitFields(bytes, start, end, (data, dataWire, _, dataStart, dataEnd) => {
    if (data !== 1 || dataWire !== Wire.Range) return;
    visitFields(bytes, dataStart, dataEnd, (number, wire, __, from, to) => {
      if (wire !== Wire.Range) return;
      if (number === 1) plugin = readText(bytes, from, Math.min(to, from + 200));
      else if (number === 2) content = bytes.slice(from, to);
    });
  });
  return { plugin, content };
}

/** Short texts of ASCII, which tags are, without the decoder. */
function readText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || end - start > 100) return UTF8.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
