/** What an event's key means to us; the numbers are slots of `EventReader`. Keys that are not here are skipped. */
export const Key = {
  None: 0,
  Phase: 1,
  Category: 2,
  Name: 3,
  Process: 4,
  Thread: 5,
  Start: 6,
  Duration: 7,
  Arguments: 8,
  Correlation: 9,
  ExternalId: 10,
  Sequence: 11,
  ForwardThread: 12,
  Device: 13,
  Stream: 14,
  Bytes: 15,
  Blocks: 16,
  Warps: 17,
  Occupancy: 18,
  BlockShape: 19,
  GridShape: 20,
  TotalAllocated: 21,
  TotalReserved: 22,
  DeviceType: 23,
  GroupSize: 24,
  Elements: 25,
  Label: 26,
  DataType: 27,
  ProcessGroup: 28,
  CallStack: 29,
  /** `name` within `args` of an `M` event: what a process or thread is called. */
  GivenName: 30,
} as const;
export type Key = (typeof Key)[keyof typeof Key];
export const KEY_COUNT = 31;

/** Keys of an event itself. */
const EVENT_KEYS: Readonly<Record<string, Key>> = {
  ph: Key.Phase,
  cat: Key.Category,
  name: Key.Name,
  pid: Key.Process,
  tid: Key.Thread,
  ts: Key.Start,
  dur: Key.Duration,
  args: Key.Arguments,
};

/** Keys within `args`, in the spelling of every era. */
const ARGUMENT_KEYS: Readonly<Record<string, Key>> = {
  correlation: Key.Correlation,
  'External id': Key.ExternalId,
  'external id': Key.ExternalId,
  'Sequence number': Key.Sequence,
  'Fwd thread id': Key.ForwardThread,
  device: Key.Device,
  'Device Id': Key.Device,
  stream: Key.Stream,
  bytes: Key.Bytes,
  Bytes: Key.Bytes,
  'blocks per SM': Key.Blocks,
  'warps per SM': Key.Warps,
  'est. achieved occupancy %': Key.Occupancy,
  block: Key.BlockShape,
  grid: Key.GridShape,
  'Total Allocated': Key.TotalAllocated,
  'Total Reserved': Key.TotalReserved,
  'Device Type': Key.DeviceType,
  'Group size': Key.GroupSize,
  'In msg nelems': Key.Elements,
  'Collective name': Key.Label,
  kernel_backend: Key.Label,
  dtype: Key.DataType,
  'Process Group Name': Key.ProcessGroup,
  'Call stack': Key.CallStack,
  name: Key.GivenName,
};

/** Finds a key among a fixed few by its bytes: one look at a table, one comparison. */
export interface KeyTable {
  /** `Key.None` when it is none of them. */
  find(bytes: Uint8Array, start: number, end: number): Key;
}

const SLOTS = 1024;

function makeKeyTable(keys: Readonly<Record<string, Key>>): KeyTable {
  const texts = Object.keys(keys).map((text) => new TextEncoder().encode(text));
  const values = Object.values(keys);
  const factor = findFactor(texts);
  const slots = new Int8Array(SLOTS).fill(-1);
  for (const [index, text] of texts.entries()) slots[slotOf(text, 0, text.length, factor)] = index;
  return {
    find: (bytes, start, end) => {
      const index = slots[slotOf(bytes, start, end, factor)] as number;
      if (index < 0) return Key.None;
      const text = texts[index] as Uint8Array;
      if (text.length !== end - start) return Key.None;
      for (let at = 0; at < text.length; at += 1) if (text[at] !== bytes[start + at]) return Key.None;
      return values[index] as Key;
    },
  };
}

function slotOf(bytes: Uint8Array, start: number, end: number, factor: number): number {
  const length = end - start;
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  return (Math.imul(first * 7 + last * 31 + length * 131, factor) >>> 7) & (SLOTS - 1);
}

/** The smallest odd factor with which no two of the keys share a slot. */
function findFactor(texts: readonly Uint8Array[]): number {
  for (let factor = 1; factor < 100_000; factor += 2) {
    const taken = new Set(texts.map((text) => slotOf(text, 0, text.length, factor)));
    if (taken.size === texts.length) return factor;
  }
  throw new Error('two keys of trace events look the same');
}

export const eventKeys = makeKeyTable(EVENT_KEYS);
export const argumentKeys = makeKeyTable(ARGUMENT_KEYS);
