import { bytesSource } from '../../../base/byte-source.js';
import { createWireReader, type WireField, type WireReader } from '../../../syntax/protobuf/wire-reader.js';
import { readScalarTensor } from './read-tensor.js';

/** One record of an event file (`tensorflow/core/util/event.proto`). */
export interface EventRecord {
  /** Seconds since the epoch. */
  readonly wallTime: number;
  readonly step: number;
  /** `brain.Event:2`, in the first record. */
  readonly version: string | undefined;
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

export function readEvent(bytes: Uint8Array): EventRecord {
  const reader = createWireReader(bytesSource(bytes));
  let wallTime = Number.NaN;
  let step = 0;
  let version: string | undefined;
  const values: EventValue[] = [];
  for (const field of reader.fields()) {
    if (field.number === 1) wallTime = readFloat(reader, field) ?? wallTime;
    else if (field.number === 2) step = field.value;
    else if (field.number === 3 && field.isRange) version = reader.text(field, 100);
    else if (field.number === 5 && field.isRange) readSummary(reader, field, values);
  }
  return { wallTime, step, version, values, isBroken: reader.problem() !== undefined };
}

function readSummary(reader: WireReader, summary: WireField, values: EventValue[]): void {
  for (const field of reader.fields(summary.start, summary.end))
    if (field.number === 1 && field.isRange && values.length < MOST_VALUES) values.push(readValue(reader, field));
}

function readValue(reader: WireReader, message: WireField): EventValue {
  let tag = '';
  let value: number | undefined;
  let plugin: PluginData = { plugin: undefined, content: undefined };
  for (const field of reader.fields(message.start, message.end)) {
    if (field.number === 1 && field.isRange) tag = reader.text(field);
    else if (field.number === 2) value = readFloat(reader, field);
    else if (field.number === 8 && field.isRange) value = readScalarTensor(reader, field);
    else if (field.number === 9 && field.isRange) plugin = readMetadata(reader, field);
  }
  return { tag, value, ...plugin };
}

type PluginData = Pick<EventValue, 'plugin' | 'content'>;

/** `SummaryMetadata.plugin_data`. */
function readMetadata(reader: WireReader, metadata: WireField): PluginData {
  let plugin: string | undefined;
  let content: Uint8Array | undefined;
  for (const data of reader.fields(metadata.start, metadata.end)) {
    if (data.number !== 1 || !data.isRange) continue;
    for (const field of reader.fields(data.start, data.end)) {
      if (field.number === 1 && field.isRange) plugin = reader.text(field, 200);
      else if (field.number === 2 && field.isRange)
        content = reader.source.read(field.start, field.end - field.start).slice();
    }
  }
  return { plugin, content };
}

/** Of a field of 4 or 8 bytes, as a floating point number. */
export function readFloat(reader: WireReader, { start, end, isRange }: WireField): number | undefined {
  const size = end - start;
  if (isRange || (size !== 4 && size !== 8)) return undefined;
  const bytes = reader.source.read(start, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}
