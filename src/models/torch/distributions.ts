import type { Machine } from '../../python/machine.js';
import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeFloat, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, Value } from '../../python/values/value.js';
import type { Described, Members, WorldOf } from './described.js';
import { isTensor } from './tensor.js';

type Method = (machine: Machine, self: Instance, values: readonly Value[]) => Value;

function torch(machine: Machine, name: string, ...values: readonly Value[]): Value {
  return machine.call(machine.getAttribute(machine.import('torch'), name), values);
}

/** What is not among the methods is not known, rather than not there. */
function defineDistribution(
  machine: Machine,
  name: string,
  init: string,
  build: Method,
  methods: Readonly<Record<string, Method>>,
  getters: Readonly<Record<string, Method>>,
): Class {
  const raw = (key: string, run: Method): Value =>
    defineRawFunction(key, (machine, [self = null, ...values], keywords) =>
      isKind(self, 'instance')
        ? run(machine, self, [...values, ...(keywords?.values() ?? [])])
        : machine.unknown(`${name}.${key}`),
    );
  const members: Record<string, Value> = {
    __init__: defineFunction({
      name: '__init__',
      signature: `self, ${init}, validate_args=None`,
      run: (bound, machine) => {
        const self = bound.get('self');
        const values = init.split(', ').map((part) => bound.get(part.split('=')[0] ?? ''));
        if (isKind(self, 'instance')) build(machine, self, values);
        return null;
      },
    }),
    __getattr__: raw('__getattr__', (machine, _, [key = '']) =>
      machine.unknown(`${name}.${String(key)} is not followed`),
    ),
  };
  for (const [key, run] of Object.entries(methods)) members[key] = raw(key, run);
  for (const [key, run] of Object.entries(getters))
    members[key] = { kind: 'property', getter: raw(key, run), setter: null, deleter: null, cachedAs: undefined };
  return defineClass(machine, { module: `torch.distributions.${name.toLowerCase()}`, name, members });
}

const part = (machine: Machine, self: Instance, name: string): Value => machine.getAttribute(self, name);

/** `rsample(shape)`: as torch computes it, so that the picture shows where a sample comes from. */
const sampleNormal: Method = (machine, self, [extra]) => {
  const [loc, scale] = [part(machine, self, 'loc'), part(machine, self, 'scale')];
  const shape = part(machine, self, 'batch_shape');
  const whole = extra === undefined ? shape : machine.binary('+', makeTuple(itemsOf(machine, extra)), shape);
  return machine.binary('+', loc, machine.binary('*', torch(machine, 'randn', whole), scale));
};

function itemsOf(machine: Machine, value: Value): readonly Value[] {
  const items = machine.listItems(value);
  return 'kind' in items ? [items] : items;
}

function normalClass(worldOf: WorldOf, machine: Machine): Class {
  const build: Method = (machine, self, [loc = null, scale = null]) => {
    const world = worldOf(machine);
    world.quiet += 1;
    const both = machine.binary('+', loc, scale);
    world.quiet -= 1;
    machine.setPlainAttribute(self, 'loc', loc);
    machine.setPlainAttribute(self, 'scale', scale);
    const shape = isTensor(both) ? machine.getAttribute(both, 'shape') : machine.unknown('the shape of a distribution');
    machine.setPlainAttribute(self, 'batch_shape', shape);
    return null;
  };
  const spread = (machine: Machine, self: Instance, value: Value): Value =>
    machine.callMethod(value, 'expand', [part(machine, self, 'batch_shape')]);
  const methods: Record<string, Method> = {
    sample: sampleNormal,
    rsample: sampleNormal,
    log_prob: (machine, self, [value = null]) => {
      const scale = part(machine, self, 'scale');
      const far = machine.binary('/', machine.binary('-', value, part(machine, self, 'loc')), scale);
      return machine.binary(
        '-',
        machine.binary('*', makeFloat(-0.5), machine.binary('*', far, far)),
        torch(machine, 'log', scale),
      );
    },
    entropy: (machine, self) =>
      spread(machine, self, machine.binary('+', torch(machine, 'log', part(machine, self, 'scale')), makeFloat(1.419))),
  };
  const getters: Record<string, Method> = {
    mean: (machine, self) => spread(machine, self, part(machine, self, 'loc')),
    stddev: (machine, self) => spread(machine, self, part(machine, self, 'scale')),
    variance: (machine, self) => {
      const scale = part(machine, self, 'scale');
      return spread(machine, self, machine.binary('*', scale, scale));
    },
  };
  return defineDistribution(machine, 'Normal', 'loc, scale', build, methods, getters);
}

function categoricalClass(machine: Machine): Class {
  const build: Method = (machine, self, [probs = null, logits = null]) => {
    const isGiven = probs !== null;
    machine.setPlainAttribute(
      self,
      'logits',
      isGiven ? torch(machine, 'log', probs) : torch(machine, 'log_softmax', logits, -1),
    );
    machine.setPlainAttribute(self, 'probs', isGiven ? probs : torch(machine, 'softmax', logits, -1));
    return null;
  };
  const methods: Record<string, Method> = {
    sample: (machine, self, [extra]) =>
      extra === undefined
        ? torch(machine, 'argmax', part(machine, self, 'probs'), -1)
        : machine.unknown('many samples of a Categorical'),
    log_prob: (machine, self, [value = null]) => {
      const logits = part(machine, self, 'logits');
      const ranks = [value, logits].map((tensor) => machine.callMethod(tensor, 'dim', []));
      const isEach = typeof ranks[0] === 'number' && ranks[1] === ranks[0] + 1;
      if (!isEach) return machine.unknown('log_prob of a Categorical, of other values');
      const index = machine.callMethod(value, 'unsqueeze', [-1]);
      return machine.callMethod(machine.callMethod(logits, 'gather', [-1, index]), 'squeeze', [-1]);
    },
    entropy: (machine, self) => {
      const product = machine.binary('*', part(machine, self, 'logits'), part(machine, self, 'probs'));
      return machine.callMethod(machine.callMethod(product, 'sum', [-1]), 'neg', []);
    },
  };
  return defineDistribution(machine, 'Categorical', 'probs=None, logits=None', build, methods, {});
}

/** The distributions that models sample from in `forward`; others stay unknown. */
export function describeDistributions(worldOf: WorldOf): readonly Described[] {
  let normal: Class | undefined;
  let categorical: Class | undefined;
  const members: Members = {
    Normal: (machine) => (normal ??= normalClass(worldOf, machine)),
    Categorical: (machine) => (categorical ??= categoricalClass(machine)),
  };
  return [
    [
      'torch.distributions',
      members,
      (name, machine) =>
        /^(?:normal|categorical)$/.test(name) ? machine.import(`torch.distributions.${name}`) : undefined,
    ],
    ['torch.distributions.normal', members],
    ['torch.distributions.categorical', members],
  ];
}
