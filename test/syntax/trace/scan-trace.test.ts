import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_ID } from '../../../src/syntax/trace/events.js';
import { notesOf, realTrace, scan, seen } from './scan.js';

const KERNEL = '{"ph":"X","cat":"kernel","name":"k","pid":0,"tid":7,"ts":10,"dur":2,"args":{"correlation":5}}';
const OPERATOR =
  '{"ph":"X","cat":"cpu_op","name":"aten::add","pid":1,"tid":1,"ts":5.125,"dur":3.5,"args":{"External id":9}}';
const wrap = (...events: string[]) => `{"schemaVersion":1,"traceEvents":[${events.join(',\n')}],"traceName":"t"}`;

describe('what a trace says', () => {
  test('is kept in columns, in the order of the file', () => {
    const trace = scan(wrap(KERNEL, OPERATOR));
    expect(seen(trace)).toEqual([
      { name: 'k', category: 'kernel', thread: '7', start: 0, duration: 2000 },
      { name: 'aten::add', category: 'cpu_op', thread: '1', start: -4875, duration: 3500 },
    ]);
    expect([...trace.events.correlation]).toEqual([5, NO_ID]);
    expect([...trace.events.externalId]).toEqual([NO_ID, 9]);
    expect(trace.notes).toEqual([]);
    expect(Object.fromEntries(trace.metadata)).toEqual({ schemaVersion: 1, traceName: 't' });
  });

  test('may be a list without anything around it', () => {
    const trace = scan(`[${KERNEL}]`);
    expect(trace.form).toBe('array');
    expect(trace.events.count).toBe(1);
    expect(trace.notes).toEqual([]);
  });

  test('keeps nanoseconds of absolute microseconds that a float would lose', () => {
    const at = (ts: string) => `{"ph":"X","name":"k","ts":${ts},"dur":0.001}`;
    const { events } = scan(wrap(at('1712195495520023.272'), at('1712195495520023.273')));
    expect((events.start[1] as number) - (events.start[0] as number)).toBe(1);
    expect(BigInt(events.baseMicroseconds) * 1000n + BigInt(events.start[0] as number)).toBe(1712195495520023272n);
    expect([...events.duration]).toEqual([1, 1]);
  });

  test('has details only where an event says something of a device', () => {
    const { events } = scan(
      wrap(
        OPERATOR,
        '{"ph":"X","cat":"kernel","name":"k","ts":1,"dur":1,"args":{"device":1,"stream":7,"grid":[50,2,1],"block":[256,1,1],"blocks per SM":"inf","est. achieved occupancy %":8,"Collective name":"allreduce","In msg nelems":12}}',
      ),
    );
    expect([...events.detail]).toEqual([-1, 0]);
    const { details } = events;
    expect([details.device[0], details.stream[0], details.gridBlocks[0], details.blockThreads[0]]).toEqual([
      1, 7, 100, 256,
    ]);
    expect(details.blocksPerMultiprocessor[0]).toBeNaN();
    expect(details.occupancy[0]).toBe(8);
    expect(details.texts[details.label[0] as number]).toBe('allreduce');
  });

  test('tells names of processes and threads, and what is not kept', () => {
    const trace = scan(
      wrap(
        KERNEL,
        '{"ph":"M","name":"thread_name","pid":0,"tid":7,"ts":0,"args":{"name":"stream 7 7"}}',
        '{"ph":"s","id":5,"pid":1,"tid":1,"ts":1,"cat":"ac2g","name":"ac2g"}',
      ),
    );
    expect([...trace.threadNames.values()]).toEqual(['stream 7 7']);
    expect(Object.fromEntries(trace.notKept)).toEqual({ M: 1, s: 1 });
  });

  test('metadata may stand after the events, and its whole numbers stay exact', () => {
    const trace = scan(
      `{"traceEvents":[${KERNEL}],"distributedInfo":{"rank":3},"baseTimeNanoseconds":1712195495520023272}`,
    );
    expect(trace.metadata.get('distributedInfo')).toEqual({ rank: 3 });
    expect(trace.metadata.get('baseTimeNanoseconds')).toBe(1712195495520023272n);
  });
});

describe('what profilers get wrong', () => {
  const named = (name: string) => `{"ph":"X","name":"${name}","ts":1,"dur":1}`;

  test.each([
    ['control characters', named('a\nb\u0001'), 'a\nb\u0001', { 'control-character': 2 }],
    ['an unescaped quote', named('f("x")'), 'f("x")', { 'unescaped-quote': 2 }],
    ['a path of Windows', named('C:\\data\\new'), 'C:\\data\new', {}],
    ['an escape', named('\\u00e9\\"'), 'é"', {}],
  ])('%s', (_what, event, name, notes) => {
    const trace = scan(wrap(event, KERNEL));
    expect(seen(trace).map((one) => one.name)).toEqual([name, 'k']);
    expect(notesOf(trace)).toEqual(notes);
  });

  test('bytes that are not UTF-8', () => {
    const text = new TextEncoder().encode(wrap(named('a?b'), KERNEL));
    text[text.indexOf(0x3f)] = 0xff;
    const trace = scan(text);
    expect(seen(trace)[0]?.name).toBe('a\ufffdb');
    expect(notesOf(trace)).toEqual({ 'not-utf8': 1 });
  });

  test.each([
    ['N/A', Number.NaN],
    ['nan', Number.NaN],
    ['-inf', Number.NaN],
    ['"N/A"', Number.NaN],
    ['"12"', 12],
    ['1,5', 1.5],
    ['1.5e2', 150],
  ])('%s where a number should stand', (written, bytes) => {
    const { events, notes } = scan(
      wrap(`{"ph":"X","name":"c","ts":1,"dur":1,"args":{"bytes":${written},"stream":7}}`, KERNEL),
    );
    expect(events.count).toBe(2);
    expect(events.details.bytes[0]).toEqual(bytes);
    expect(events.details.stream[0]).toBe(7);
    expect(notes.length).toBe(Number.isNaN(bytes) || written.includes(',') ? 1 : 0);
  });

  test('times with a comma for their point', () => {
    const trace = scan(wrap('{"ph":"X","name":"k","ts":1712195495520023,272,"dur":1,5}'));
    expect(trace.events.start[0]).toBe(272);
    expect(trace.events.duration[0]).toBe(1500);
  });

  test('an event that cannot be read is left out, and told', () => {
    const trace = scan(wrap(KERNEL, '{"ph":X,Y,"name":1}', '{"ph":"X","name":"after","ts":1,"dur":1}', KERNEL));
    expect(seen(trace).map(({ name }) => name)).toEqual(['k', 'after', 'k']);
    expect(notesOf(trace)).toEqual({ 'unreadable-event': 1 });
  });

  test('an event whose clock is another is left out, also when it comes first', () => {
    const late = '{"ph":"X","name":"k","ts":1712195495520023,"dur":1}';
    const first = scan(wrap('{"ph":"X","name":"zero","ts":0,"dur":1}', late, late));
    expect(seen(first).map(({ name }) => name)).toEqual(['k', 'k']);
    expect(notesOf(first)).toEqual({ 'clock-jump': 1 });
    const last = scan(wrap(late, late, '{"ph":"X","name":"zero","ts":0,"dur":1}'));
    expect(seen(last).map(({ name }) => name)).toEqual(['k', 'k']);
  });

  test('a negative duration is none', () => {
    const trace = scan(wrap('{"ph":"X","name":"k","ts":5,"dur":-3}'));
    expect(trace.events.duration[0]).toBe(0);
    expect(notesOf(trace)).toEqual({ 'negative-duration': 1 });
  });

  test('a quote that is never closed does not take the rest of the file with it', () => {
    const rest = Array.from({ length: 300_000 }, () => KERNEL).join(',');
    const trace = scan(wrap(KERNEL, '{"ph":"X","name":"k","args":{"a":"x}', rest));
    expect(trace.events.count).toBeGreaterThan(299_990);
    expect(notesOf(trace)['unreadable-event']).toBe(1);
  });
});

describe('what is no trace', () => {
  test.each(['', ' ', 'hello', '\0\0\0', '12', '"text"', '{}', '{"a":1}', '{"traceEvents":{}}', '{"traceEvents":3}'])(
    '%j has no list of events',
    (text) => expect(scan(text)).toMatchObject({ form: 'none', events: { count: 0 } }),
  );

  test('a million brackets are no trace either', () => {
    for (const open of ['[', '{"a":', '{"traceEvents":[', '{"traceEvents":[{"args":{"x":[']) {
      const trace = scan(open.repeat(1_000_000), 1 << 16);
      expect(trace.events.count).toBe(0);
    }
  });
});

test('a trace cut at any byte yields the events that are whole before it', () => {
  const text = new TextEncoder().encode(wrap(KERNEL, OPERATOR, KERNEL));
  const ends = [KERNEL, OPERATOR, KERNEL].map(
    (_, index, all) => wrap(...all.slice(0, index + 1)).length - '],"traceName":"t"}'.length,
  );
  for (let length = 0; length < text.length; length += 1) {
    const trace = scan(text.slice(0, length));
    expect(trace.events.count).toBe(ends.filter((end) => end <= length).length);
    if (trace.form !== 'none' && length < text.length - 17) expect(notesOf(trace)).toEqual({ 'cut-short': 1 });
  }
});

test('where chunks end changes nothing', () => {
  const bytes = realTrace('hta-mi250-rocm62.json.gz');
  const whole = scan(bytes);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), (size) => {
      const pieces = scan(bytes, size);
      expect(pieces.events).toEqual(whole.events);
      expect(pieces.notes).toEqual(whole.notes);
      expect(pieces.metadata).toEqual(whole.metadata);
    }),
    { numRuns: 20 },
  );
});

test('any text that JSON can hold is read as JSON reads it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string({ unit: 'binary' }), ts: fc.nat(), dur: fc.nat(), more: fc.json() })),
      (events) => {
        const trace = scan(JSON.stringify({ traceEvents: events.map((event) => ({ ph: 'X', ...event })) }), 64);
        const base = events[0]?.ts ?? 0;
        expect(seen(trace).map(({ name, start, duration }) => ({ name, start, duration }))).toEqual(
          events.map(({ name, ts, dur }) => ({
            name: name.toWellFormed(),
            start: (ts - base) * 1000,
            duration: dur * 1000,
          })),
        );
      },
    ),
  );
});

test('random bytes are read to their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 300 }), (noise, at) => {
      const text = new TextEncoder().encode(wrap(KERNEL, OPERATOR, KERNEL));
      const spoiled = new Uint8Array(text.length + noise.length);
      spoiled.set(text.subarray(0, at));
      spoiled.set(noise, at);
      spoiled.set(text.subarray(at), at + noise.length);
      expect(scan(spoiled, 50).bytes).toBe(spoiled.length);
    }),
  );
});
