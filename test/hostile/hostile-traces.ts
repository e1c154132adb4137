import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A file that somebody names to `profile`, and what must come of it. */
export interface HostileTrace {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly status: 0 | 1;
  /** In what is printed, lines joined. */
  readonly says: readonly RegExp[];
}

type Event = Readonly<Record<string, unknown>>;

const MANY = 200_000;
const DEEP = 1_000_000;

const operator = (index: number, more: Event = {}): Event => ({
  ph: 'X',
  cat: 'cpu_op',
  name: 'aten::add',
  pid: 1,
  tid: 1,
  ts: 100 + index * 10,
  dur: 5,
  ...more,
});

const kernel = (index: number, more: Event = {}): Event => ({
  ph: 'X',
  cat: 'kernel',
  name: `kernel${index % 7}`,
  pid: 0,
  tid: 7,
  ts: 50 + index * 10,
  dur: 8,
  args: { device: 0, stream: 7, correlation: index },
  ...more,
});

const launch = (index: number, correlation = index): Event =>
  operator(index, { cat: 'cuda_runtime', name: 'cudaLaunchKernel', dur: 2, args: { correlation } });

const step = (index: number, more: Event = {}): Event =>
  operator(index, { cat: 'user_annotation', name: `ProfilerStep#${index}`, dur: 9, ...more });

export function traceOf(events: readonly Event[], beside: Event = {}): string {
  return JSON.stringify({ ...beside, traceEvents: events });
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const ONE = JSON.stringify(kernel(1));
const TEN = traceOf(times(10, (index) => operator(index)));
const IN_PLACE = /Operators on the host|GPU kernels/;

/** Of everything that is wrong alone: what is whole beside it is still told. */
export const HOSTILE_TRACES: readonly HostileTrace[] = [
  ...nothings(),
  ...packed(),
  ...nested(),
  ...untimely(),
  ...numerous(),
  ...encoded(),
  ...named(),
];

function nothings(): HostileTrace[] {
  const empty = { status: 1, says: [/TRC-01: .*it is empty/] } as const;
  return [
    { name: 'empty.json', content: '', ...empty },
    { name: 'empty.json.gz', content: '', ...empty },
    { name: 'empty.log', content: '', status: 1, says: [/LOG-02/] },
    { name: 'blank.json', content: ' \n'.repeat(1000), status: 1, says: [/LOG-02/] },
    { name: 'zeros.json', content: new Uint8Array(3_000_000), status: 1, says: [/TRC-01: .*no text/] },
    { name: 'binary.json', content: randomBytes(300_000), status: 1, says: [/error TRC-01/] },
    { name: 'brace.json', content: '{', status: 1, says: [/TRC-01/] },
    { name: 'bracket.json', content: '[', status: 1, says: [/TRC-01/] },
    { name: 'object.json', content: '{}', status: 1, says: [/TRC-01: .*without a list of events/] },
    { name: 'none.json', content: '{"traceEvents":[]}', status: 1, says: [/TRC-01: .*without events/] },
    {
      name: 'timeless.json',
      content: traceOf(times(9, (index) => operator(index, { ts: undefined }))),
      status: 1,
      says: [/TRC-01/],
    },
  ];
}

/** Text that packs a thousand to one. */
function bomb(head: string, unit: string): Uint8Array {
  const megabyte = unit.repeat(Math.ceil(2 ** 20 / unit.length));
  return gzipSync(head + megabyte.repeat(200), { level: 9 });
}

function packed(): HostileTrace[] {
  const whole = gzipSync(traceOf(times(40_000, (index) => kernel(index, { name: randomBytes(9).toString('hex') }))));
  const damaged = Uint8Array.from(whole);
  damaged.fill(0x55, whole.length / 2, whole.length / 2 + 64);
  const exploding = { status: 1, says: [/TRC-05: .*not read to its end/] } as const;
  return [
    {
      name: 'cut.json.gz',
      content: whole.subarray(0, whole.length / 2),
      status: 0,
      says: [/TRC-04/, /TRC-03/, IN_PLACE],
    },
    { name: 'damaged.json.gz', content: damaged, status: 0, says: [/TRC-0[346]/, IN_PLACE] },
    {
      name: 'tail.json.gz',
      content: Buffer.concat([whole, Buffer.from('rest')]),
      status: 0,
      says: [/TRC-04/, IN_PLACE],
    },
    { name: 'head.json.gz', content: whole.subarray(0, 12), status: 1, says: [/TRC-01: .*cannot be unpacked/] },
    { name: 'twice.json.gz', content: gzipSync(whole), status: 1, says: [/TRC-01/] },
    { name: 'bomb-zeros.json.gz', content: bomb('', '\0'), ...exploding },
    { name: 'bomb-blanks.json.gz', content: bomb('{"traceEvents":[', ' '), ...exploding },
    {
      name: 'bomb-events.json.gz',
      content: bomb('{"traceEvents":[', `${ONE},`),
      status: 1,
      says: [/TRC-05/, IN_PLACE],
    },
    { name: 'bomb-metadata.json.gz', content: bomb('{"a":[', '1,'), ...exploding },
    { name: 'bomb-brackets.json.gz', content: bomb('{"traceEvents":[', '['), ...exploding },
    { name: 'bomb-name.json.gz', content: bomb('{"traceEvents":[{"ph":"X","name":"', 'a'), ...exploding },
    { name: 'bomb-key.json.gz', content: bomb('{"a"', ' '), ...exploding },
    { name: 'bomb-gap.json.gz', content: bomb(`{"traceEvents":[1}`, ' '), ...exploding },
  ];
}

function nested(): HostileTrace[] {
  const list = '['.repeat(DEEP) + ']'.repeat(DEEP);
  const object = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;
  const told = { status: 0, says: [IN_PLACE] } as const;
  return [
    { name: 'deep-top.json', content: '['.repeat(DEEP), status: 1, says: [/TRC-01/] },
    {
      name: 'deep-args.json',
      content: `{"traceEvents":[{"ph":"X","name":"a","ts":1,"dur":1,"args":{"x":${list}}},${ONE}]}`,
      ...told,
    },
    {
      name: 'deep-object.json',
      content: `{"traceEvents":[{"ph":"X","name":"a","ts":1,"dur":1,"args":${object}},${ONE}]}`,
      ...told,
    },
    { name: 'deep-before.json', content: `{"deep":${list},"traceEvents":[${ONE}]}`, ...told },
    { name: 'deep-after.json', content: `{"traceEvents":[${ONE}],"deep":${'{"a":'.repeat(DEEP)}`, ...told },
    {
      name: 'deep-event.json',
      content: `{"traceEvents":[${list},${ONE},${ONE}]}`,
      status: 0,
      says: [/TRC-06/, IN_PLACE],
    },
    {
      name: 'one-line.json',
      content: `{"traceEvents":[{"ph":"X","name":"${'a'.repeat(200_000_000)}","ts":1},${ONE}]}`,
      status: 0,
      says: [/TRC-06/, IN_PLACE],
    },
    { name: 'one-line.log', content: `loss ${'a'.repeat(200_000_000)}`, status: 1, says: [/LOG-01/] },
    {
      name: 'quote.json',
      content: `{"traceEvents":[{"ph":"X","name":"a,"ts":1,"dur":1},${ONE}]}`,
      status: 0,
      says: [/TRC-07/, IN_PLACE],
    },
    {
      name: 'open.json',
      content: `{"traceEvents":[${ONE},{"ph":"X","name":"a${' b'.repeat(10_000_000)}`,
      status: 0,
      says: [/TRC-06/, /TRC-03/, IN_PLACE],
    },
  ];
}

function untimely(): HostileTrace[] {
  const odd = ['1e400', '-0', '12345678901234567890', '1e3', '5e-324', '"5"', '[1]', 'true', '0x10', '1.', '.5', '--1'];
  const events = odd.map((ts, index) => `{"ph":"X","name":"a","pid":1,"tid":1,"ts":${ts},"dur":${odd.at(-index)}}`);
  return [
    {
      name: 'negative.json',
      content: traceOf(times(9, (index) => operator(index, { dur: -5 }))),
      status: 0,
      says: [/TRC-09 .*negative duration/],
    },
    {
      name: 'endless.json',
      content: traceOf(times(9, (index) => kernel(index, { dur: 2 ** 53 }))),
      status: 0,
      says: [/TRC-09 .*more than a hundred days, taken as 0/],
    },
    {
      name: 'early.json',
      content: traceOf([...times(99, (index) => launch(index)), ...times(99, (index) => kernel(index))]),
      status: 0,
      says: [/TRC-12/, IN_PLACE],
    },
    {
      name: 'jump.json',
      content: traceOf(times(99, (index) => operator(index, index < 50 ? {} : { ts: 1e15 }))),
      status: 0,
      says: [/TRC-09 .*from the others, left out: 49/, IN_PLACE],
    },
    {
      name: 'odd.json',
      content: `{"traceEvents":[${ONE},${events.join(',')},${ONE}]}`,
      status: 0,
      says: [/TRC-0[689]/, IN_PLACE],
    },
  ];
}

function numerous(): HostileTrace[] {
  const told = { status: 0, says: [IN_PLACE] } as const;
  const many = (make: (index: number) => Event, count = MANY): string => traceOf(times(count, make));
  return [
    { name: 'names.json', content: many((index) => kernel(index, { name: `kernel ${index}` })), ...told },
    {
      name: 'more-names.json',
      content: many((index) => operator(index, { name: `name ${index}` }), 300_000),
      status: 0,
      says: [/TRC-19 .*names/],
    },
    {
      name: 'threads.json',
      content: many((index) => operator(index, { tid: index })),
      status: 0,
      says: [/TRC-19 134465 events are of more threads/],
    },
    { name: 'processes.json', content: many((index) => operator(index, { pid: index })), status: 0, says: [/TRC-19/] },
    {
      name: 'streams.json',
      content: many((index) => kernel(index, { tid: index, args: { device: index, stream: index } })),
      ...told,
    },
    {
      name: 'categories.json',
      content: many((index) => operator(index, { cat: `c${index}` })),
      status: 0,
      says: [/Where/],
    },
    { name: 'at-once.json', content: many((index) => kernel(0, { dur: index % 1000 })), ...told },
    { name: 'within.json', content: many((index) => operator(0, { ts: index, dur: 2 * (MANY - index) })), ...told },
    {
      name: 'kernels-within.json',
      content: many((index) => kernel(0, { ts: index, dur: 2 * (MANY - index) })),
      ...told,
    },
    {
      name: 'correlated.json',
      content: traceOf([
        ...times(MANY / 2, (index) => launch(index, 5)),
        ...times(MANY / 2, (index) => kernel(index, { args: { correlation: 5 } })),
      ]),
      ...told,
    },
    { name: 'steps.json', content: many((index) => step(index)), status: 0, says: [/10000 steps/, /TRC-18/] },
    {
      name: 'steps-over-steps.json',
      content: traceOf([
        ...times(10_000, (index) => step(index, { ts: index, dur: 100_000 })),
        ...times(10_000, (index) => kernel(index)),
      ]),
      ...told,
    },
  ];
}

function encoded(): HostileTrace[] {
  const told = { status: 0, says: [/Operators on the host +50\.0 µs/] } as const;
  const spaced = JSON.stringify(JSON.parse(TEN), null, 1);
  return [
    { name: 'crlf.json', content: spaced.replaceAll('\n', '\r\n'), ...told },
    { name: 'cr.json', content: spaced.replaceAll('\n', '\r'), ...told },
    { name: 'mark.json', content: `\ufeff${spaced}`, ...told },
    { name: 'utf16.json', content: Buffer.from(`\ufeff${spaced}`, 'utf16le'), ...told },
    { name: 'utf16be.json', content: Buffer.from(`\ufeff${spaced}`, 'utf16le').swap16(), ...told },
  ];
}

/** Names that would steer a terminal. */
function named(): HostileTrace[] {
  const evil = '\u001b[2J\u0007\u202e\u009b31m\n::error::x';
  const beside = {
    deviceProperties: [{ id: 0, name: evil }],
    [evil]: 1,
    distributedInfo: { rank: -1e300, world_size: evil },
  };
  const events = [
    step(1, { name: `ProfilerStep#${evil}`, dur: 500 }),
    ...times(9, (index) => kernel(index, { name: evil })),
  ];
  return [
    { name: 'evil.json', content: traceOf(events, beside), status: 0, says: [IN_PLACE] },
    {
      name: 'evil-raw.json',
      content: traceOf(events, beside).replaceAll('\\u001b', '\u001b').replaceAll('\\u0007', '\u0007'),
      status: 0,
      says: [/TRC-07/, IN_PLACE],
    },
    {
      name: 'evil.csv',
      content: `step,lo${evil.split('\n')[0]}ss\n${times(50, (index) => `${index},${index}`).join('\n')}\n`,
      status: 0,
      says: [/51 of 51 lines/],
    },
  ];
}
