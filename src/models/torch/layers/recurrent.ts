import { isKind, makeTuple } from '../../../python/values/make.js';
import type { Value } from '../../../python/values/value.js';
import { type Dimension, multiplyDimensions, subtractDimensions } from '../dimension.js';
import type { Builder, Forward, Layer } from '../layer.js';
import { readPacked, repack } from '../packed-sequences.js';
import { isShapeKnown, isTensor } from '../tensor.js';
import { makeTensor } from '../world.js';
import { recurrentMembers } from './further-members.js';

const SIGNATURE =
  'input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0';

function stack(builder: Builder, gates: number): void {
  const [input, hidden] = [builder.dimension('input_size'), builder.dimension('hidden_size')];
  const projected =
    builder.call.has('proj_size') || builder.instance.attributes.has('proj_size') ? builder.dimension('proj_size') : 0;
  const directions = builder.flag('bidirectional') ? 2 : 1;
  const isBiased = builder.flag('bias');
  builder.set('bias', isBiased);
  builder.set('mode', builder.instance.cls.name);
  const rows = multiplyDimensions(hidden, gates);
  const state = projected === 0 ? hidden : projected;
  const layers = builder.call.int('num_layers');
  if (projected !== 0 && typeof projected === 'number' && typeof hidden === 'number' && projected >= hidden)
    builder.call.machine.raise('ValueError', 'proj_size has to be smaller than hidden_size');
  for (let layer = 0; layer < layers; layer += 1) {
    for (let direction = 0; direction < directions; direction += 1) {
      const tail = `_l${layer}${direction === 1 ? '_reverse' : ''}`;
      const below = layer === 0 ? input : multiplyDimensions(state, directions);
      builder.parameter(`weight_ih${tail}`, [rows, below]);
      builder.parameter(`weight_hh${tail}`, [rows, state]);
      if (isBiased) builder.parameter(`bias_ih${tail}`, [rows]);
      if (isBiased) builder.parameter(`bias_hh${tail}`, [rows]);
      if (projected !== 0) builder.parameter(`weight_hr${tail}`, [state, hidden]);
    }
  }
}

const forward: Forward = {
  signature: 'input, hx=None',
  run: ({ world, call, get, attribute, self }) => {
    const isLong = self.cls.mro.some(({ name }) => name === 'LSTM');
    const given = get('input');
    const found = readPacked(given);
    if (!found && !isTensor(given)) {
      const hidden = call.unknown('hidden state of a packed sequence');
      return makeTuple([
        isKind(given, 'unknown') ? given : call.unknown('output of a packed sequence'),
        isLong ? makeTuple([hidden, hidden]) : hidden,
      ]);
    }
    const { dtype, ...facts } = found ? call.facts(found.data) : call.ranked('input');
    if (!isShapeKnown(facts.shape)) return call.refuse(facts.shape.reason);
    const { shape } = facts;
    const length = (name: string): Dimension => call.dimension(attribute(name));
    const directions = attribute('bidirectional') === true ? 2 : 1;
    const projected = self.attributes.has('proj_size') ? length('proj_size') : 0;
    const hidden = length('hidden_size');
    const state = projected === 0 ? hidden : projected;
    if (shape.length !== 2 && (found !== undefined || shape.length !== 3))
      call.fail(`RNN: Expected input to be 2-D or 3-D but received ${shape.length}-D tensor`);
    const size = subtractDimensions(shape.at(-1) ?? 1, length('input_size'));
    if (typeof size === 'number' && size !== 0) call.fail('input.size(-1) must be equal to input_size');
    const at = attribute('batch_first') === true ? 0 : 1;
    const batch = found ? [found.packed.batch] : shape.length === 2 ? [] : [shape[at] ?? 1];
    const count = multiplyDimensions(length('num_layers'), directions);
    const tensor = (lengths: readonly Dimension[]): Value => makeTensor(world, { shape: lengths, dtype });
    const lengths = [...shape.slice(0, -1), multiplyDimensions(state, directions)];
    const output =
      found && isKind(given, 'instance') ? repack(world, given, { shape: lengths, dtype }) : tensor(lengths);
    const last = tensor([count, ...batch, state]);
    return makeTuple([output, isLong ? makeTuple([last, tensor([count, ...batch, hidden])]) : last]);
  },
};

function cell(name: string, gates: number, signature = 'input_size, hidden_size, bias=True'): Layer {
  return {
    name,
    file: 'rnn',
    base: 'RNNCellBase',
    signature,
    build: (builder) => {
      const hidden = builder.dimension('hidden_size');
      const rows = multiplyDimensions(hidden, gates);
      builder.parameter('weight_ih', [rows, builder.dimension('input_size')]);
      builder.parameter('weight_hh', [rows, hidden]);
      const isBiased = builder.flag('bias');
      builder.set('bias', isBiased);
      builder.parameter('bias_ih', isBiased ? [rows] : undefined);
      builder.parameter('bias_hh', isBiased ? [rows] : undefined);
    },
    forward: {
      signature: 'input, hx=None',
      run: ({ world, call, attribute }) => {
        const { shape, dtype } = call.ranked('input');
        const facts = { shape: [...shape.slice(0, -1), call.dimension(attribute('hidden_size'))], dtype };
        return gates === 4 ? makeTuple([makeTensor(world, facts), makeTensor(world, facts)]) : makeTensor(world, facts);
      },
    },
  };
}

export const RECURRENT: readonly Layer[] = [
  {
    name: 'RNNBase',
    file: 'rnn',
    signature: '*args, **kwargs',
    build: (builder) => void builder.call.refuse('RNNBase by itself'),
    members: recurrentMembers,
  },
  { name: 'LSTM', file: 'rnn', base: 'RNNBase', signature: SIGNATURE, build: (builder) => stack(builder, 4), forward },
  {
    name: 'GRU',
    file: 'rnn',
    base: 'RNNBase',
    signature: SIGNATURE.replace(', proj_size=0', ''),
    build: (builder) => stack(builder, 3),
    forward,
  },
  {
    name: 'RNN',
    file: 'rnn',
    base: 'RNNBase',
    signature:
      "input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, bidirectional=False",
    build: (builder) => stack(builder, 1),
    forward,
  },
  { name: 'RNNCellBase', file: 'rnn', signature: '*args, **kwargs' },
  cell('LSTMCell', 4),
  cell('GRUCell', 3),
  cell('RNNCell', 1, "input_size, hidden_size, bias=True, nonlinearity='tanh'"),
];
