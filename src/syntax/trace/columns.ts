import type { TraceDetails, TraceEvents } from './events.js';

const ROWS = 1 << 17;
const FIRST_ROWS = 1 << 11;

/** The columns of `TraceEvents`, and those of `TraceDetails`, that have a value a row. */
export type EventColumns = Pick<
  TraceEvents,
  | 'phase'
  | 'name'
  | 'category'
  | 'thread'
  | 'start'
  | 'duration'
  | 'correlation'
  | 'externalId'
  | 'sequence'
  | 'forwardThread'
  | 'callStack'
  | 'detail'
>;
export type DetailColumns = Omit<TraceDetails, 'count' | 'texts'>;

/**
 * Columns that grow page by page, so that nothing is copied while they grow. A row is written by setting `page.COLUMN[row]` for
 * each column, after `row = nextRow()`: each of these is one store into an array of one kind.
 */
export class GrowingColumns<Columns extends EventColumns | DetailColumns> {
  page: Columns;
  count = 0;
  private readonly pages: Columns[] = [];
  private row = 0;
  private rows = FIRST_ROWS;

  constructor(private readonly make: (rows: number) => Columns) {
    this.page = make(this.rows);
    this.pages.push(this.page);
  }

  nextRow(): number {
    if (this.row === this.rows) {
      this.rows = ROWS;
      this.page = this.make(ROWS);
      this.pages.push(this.page);
      this.row = 0;
    }
    this.count += 1;
    this.row += 1;
    return this.row - 1;
  }

  /** One array a column, without the first rows; the pages are given up, column by column, so that none is held twice. */
  finish(without = 0): Columns {
    const length = this.count - without;
    const whole = this.make(0);
    for (const name of Object.keys(whole) as (keyof Columns)[]) {
      const { constructor: Kind } = whole[name] as { constructor: new (rows: number) => Uint8Array };
      const column = new Kind(length);
      let at = -without;
      for (const page of this.pages) {
        const part = page[name] as Uint8Array;
        const from = Math.max(0, -at);
        const to = Math.min(part.length, length - at);
        if (to > from) column.set(part.subarray(from, to), at + from);
        at += part.length;
        page[name] = new Kind(0) as Columns[keyof Columns];
      }
      whole[name] = column as Columns[keyof Columns];
    }
    return whole;
  }
}

export function makeEventColumns(rows: number): EventColumns {
  return {
    phase: new Uint8Array(rows),
    name: new Uint32Array(rows),
    category: new Uint16Array(rows),
    thread: new Uint32Array(rows),
    start: new Float64Array(rows),
    duration: new Float64Array(rows),
    correlation: new Uint32Array(rows),
    externalId: new Uint32Array(rows),
    sequence: new Uint32Array(rows),
    forwardThread: new Uint32Array(rows),
    callStack: new Uint32Array(rows),
    detail: new Int32Array(rows),
  };
}

export function makeDetailColumns(rows: number): DetailColumns {
  const numbers = () => new Float64Array(rows);
  return {
    device: numbers(),
    stream: numbers(),
    bytes: numbers(),
    blocksPerMultiprocessor: numbers(),
    warpsPerMultiprocessor: numbers(),
    occupancy: numbers(),
    blockThreads: numbers(),
    gridBlocks: numbers(),
    totalAllocated: numbers(),
    totalReserved: numbers(),
    deviceType: numbers(),
    groupSize: numbers(),
    elements: numbers(),
    label: new Int32Array(rows),
    dataType: new Int32Array(rows),
    processGroup: new Int32Array(rows),
  };
}
