import type { Machine } from '../../python/machine.js';
import { type Bound, defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, Value } from '../../python/values/value.js';
import { type Call, createCall } from './call.js';
import type { Members, WorldOf } from './described.js';
import { addDimensions, type Dimension } from './dimension.js';
import { isTensor, readData, type TensorFacts, type TensorInstance } from './tensor.js';
import { freshSymbol, makeTensor, Obstacle, type World } from './world.js';

/** Sequences of one batch laid end to end, as a recurrent layer takes and gives them. */
export interface Packed {
  readonly kind: 'packed';
  readonly batch: Dimension;
  /** Of the longest. */
  readonly steps: Dimension;
}

const FIELDS = ['data', 'batch_sizes', 'sorted_indices', 'unsorted_indices'] as const;

/** A `PackedSequence` that somebody puts together from the parts of another is known by these. */
const PACKED_BY_SIZES = new WeakMap<TensorInstance, Packed>();

export function readPacked(value: Value): { readonly packed: Packed; readonly data: TensorInstance } | undefined {
  if (!isKind(value, 'instance') || value.cls.name !== 'PackedSequence') return undefined;
  const [data, sizes] = [value.attributes.get('data'), value.attributes.get('batch_sizes')];
  const packed = isTensor(sizes) ? PACKED_BY_SIZES.get(sizes) : undefined;
  return packed && isTensor(data) ? { packed, data } : undefined;
}

/** The same sequences with other features. */
export function repack(world: World, value: Instance, facts: TensorFacts): Value {
  const instance = world.machine.makeInstance(value.cls);
  for (const field of FIELDS) instance.attributes.set(field, value.attributes.get(field) ?? null);
  instance.attributes.set('data', makeTensor(world, facts));
  return instance;
}

function makePacked(world: World, cls: Value, packed: Packed, facts: TensorFacts, isSorted: boolean): Value {
  if (!isKind(cls, 'class')) return cls;
  const instance = world.machine.makeInstance(cls);
  const sizes = makeTensor(world, { shape: [packed.steps], dtype: 'int64' });
  PACKED_BY_SIZES.set(sizes, packed);
  const order = (): Value => (isSorted ? null : makeTensor(world, { shape: [packed.batch], dtype: 'int64' }));
  const values = [makeTensor(world, facts), sizes, order(), order()];
  for (const [at, field] of FIELDS.entries()) instance.attributes.set(field, values[at] ?? null);
  return instance;
}

/** Lengths that were given as numbers; undefined when only data tells them. */
function readLengths(value: Value): readonly number[] | undefined {
  if (isTensor(value)) return readData(value.state);
  const items = isKind(value, 'list') || isKind(value, 'tuple') ? value.items : [];
  const numbers = items.map((item) => (isTensor(item) ? readData(item.state)?.[0] : item));
  return numbers.length > 0 && numbers.every((item) => typeof item === 'number') ? numbers : undefined;
}

function pack(world: World, call: Call, cls: Value): Value {
  const { shape, dtype } = call.ranked('input');
  const isFirst = call.flag('batch_first');
  const batch = (isFirst ? shape[0] : shape[1]) ?? 1;
  const lengths = readLengths(call.raw('lengths'));
  const steps = lengths ? Math.max(...lengths) : freshSymbol(world);
  const total = lengths ? lengths.reduce((sum, length) => sum + length, 0) : freshSymbol(world);
  const facts = { shape: [total, ...shape.slice(2)], dtype };
  return makePacked(world, cls, { kind: 'packed', batch, steps }, facts, call.raw('enforce_sorted') !== false);
}

function pad(world: World, call: Call): Value {
  const found = readPacked(call.get('sequence'));
  if (!found) return makeTuple([call.machine.unknown('a padded sequence'), call.machine.unknown('its lengths')]);
  const { batch, steps } = found.packed;
  const { shape, dtype } = call.facts(found.data);
  if ('kind' in shape) return makeTuple([shape, shape]);
  const asked = call.raw('total_length');
  const length = asked === null ? steps : call.dimension(asked);
  const lead = call.flag('batch_first') ? [batch, length] : [length, batch];
  const padded = makeTensor(world, { shape: [...lead, ...shape.slice(1)], dtype });
  return makeTuple([padded, makeTensor(world, { shape: [batch], dtype: 'int64' })]);
}

interface Listed {
  readonly lengths: readonly number[];
  readonly rest: readonly Dimension[];
  readonly facts: TensorFacts;
}

/** Sequences that stand in a list, each a tensor of its own length. */
function readListed(call: Call): Listed {
  const tensors = call.tensors(call.get('sequences'));
  const [first] = tensors;
  if (!first || 'kind' in first.shape) return call.refuse('sequences whose lengths are not known');
  const lengths = tensors.map(({ shape }) => ('kind' in shape ? undefined : shape[0]));
  if (!lengths.every((length) => typeof length === 'number'))
    return call.refuse('sequences whose lengths are not known');
  return { lengths, rest: first.shape.slice(1), facts: first };
}

function padList(world: World, call: Call): Value {
  const { lengths, rest, facts } = readListed(call);
  const lead = [lengths.length, Math.max(...lengths)];
  const shape = [...(call.flag('batch_first') ? lead : lead.reverse()), ...rest];
  return makeTensor(world, { shape, dtype: facts.dtype });
}

function packList(world: World, call: Call, cls: Value): Value {
  const { lengths, rest, facts } = readListed(call);
  const total = lengths.reduce<Dimension>((sum, length) => addDimensions(sum, length), 0);
  const packed: Packed = { kind: 'packed', batch: lengths.length, steps: Math.max(...lengths) };
  const isSorted = call.raw('enforce_sorted') !== false;
  return makePacked(world, cls, packed, { shape: [total, ...rest], dtype: facts.dtype }, isSorted);
}

/** `torch.nn.utils.rnn` */
export function packedMembers(worldOf: WorldOf): Members {
  const asked = (name: string, signature: string, run: (world: World, call: Call, cls: Value) => Value): Value =>
    defineFunction({
      name,
      signature,
      run: (bound, machine) => {
        const world = worldOf(machine);
        const cls = machine.getAttribute(machine.import('torch.nn.utils.rnn'), 'PackedSequence');
        return attempt(() => run(world, createCall(world, bound), cls));
      },
    });
  const input = 'batch_first=False, enforce_sorted=True';
  return {
    pack_padded_sequence: asked('pack_padded_sequence', `input, lengths, ${input}`, pack),
    pad_packed_sequence: asked(
      'pad_packed_sequence',
      'sequence, batch_first=False, padding_value=0.0, total_length=None',
      pad,
    ),
    pad_sequence: asked('pad_sequence', 'sequences, batch_first=False, padding_value=0.0', padList),
    pack_sequence: asked('pack_sequence', 'sequences, enforce_sorted=True', packList),
    PackedSequence: packedClass,
  };
}

function attempt(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof Obstacle) return error.unknown;
    throw error;
  }
}

/** A named tuple; `to` and its like change no shape. */
function packedClass(machine: Machine): Class {
  const init = (bound: Bound): Value => {
    const self = bound.get('self');
    if (isKind(self, 'instance')) for (const field of FIELDS) self.attributes.set(field, bound.get(field));
    return null;
  };
  const same = defineRawFunction('to', (_machine, [self = null]) => self);
  const fields = (self: Value): Value =>
    makeTuple(FIELDS.map((field) => (isKind(self, 'instance') ? (self.attributes.get(field) ?? null) : null)));
  return defineClass(machine, {
    module: 'torch.nn.utils.rnn',
    name: 'PackedSequence',
    members: {
      __init__: defineFunction({
        name: '__init__',
        signature: 'self, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None',
        run: init,
      }),
      __getitem__: defineRawFunction('__getitem__', (own, [self = null, at = null]) => own.getItem(fields(self), at)),
      __iter__: defineRawFunction('__iter__', (own, [self = null]) => own.call(own.builtin('iter'), [fields(self)])),
      _replace: defineRawFunction('_replace', (own, [self = null], keywords) => {
        const given = FIELDS.map((field) => keywords?.get(field) ?? own.getAttribute(self, field));
        return isKind(self, 'instance') ? own.call(self.cls, given) : own.unknown('_replace');
      }),
      ...Object.fromEntries(['to', 'cpu', 'cuda', 'pin_memory', 'float', 'half', 'double'].map((name) => [name, same])),
    },
  });
}
