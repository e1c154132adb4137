import { describe, expect, it } from 'vitest';
import type { Natives } from '../../src/python/machine.js';
import { combineNatives, defineClass, defineFunction, defineModule } from '../../src/python/natives.js';
import { makeList } from '../../src/python/values/make.js';
import type { Instance, Value } from '../../src/python/values/value.js';
import { runText } from './in-memory.js';

function natives(): Natives {
  return combineNatives(
    defineModule('lib', {
      VERSION: '1.0',
      scale: defineFunction({
        name: 'scale',
        signature: "x, /, factor=2, *rest, mode='a', **more",
        run: (bound) =>
          makeList([bound.get('x'), bound.get('factor'), bound.get('mode'), bound.rest.length, bound.keywords.size]),
      }),
      where: (machine) => defineFunction({ name: 'where', signature: '', run: () => machine.callChain().length }),
      Cell: (machine) =>
        defineClass(machine, {
          module: 'lib',
          name: 'Cell',
          members: {
            __init__: defineFunction({
              name: '__init__',
              signature: 'self, size, bias=True',
              run: (bound) => {
                (bound.get('self') as Instance).state = bound.get('size');
                return null;
              },
            }),
            __setattr__: defineFunction({
              name: '__setattr__',
              signature: 'self, name, value',
              run: (bound) => {
                machine.setPlainAttribute(bound.get('self'), `set_${String(bound.get('name'))}`, bound.get('value'));
                return null;
              },
            }),
            __getattr__: defineFunction({
              name: '__getattr__',
              signature: 'self, name',
              run: (bound) => `no ${String(bound.get('name'))}`,
            }),
            __call__: defineFunction({
              name: '__call__',
              signature: 'self, *args, **kwargs',
              run: (bound) => machine.callMethod(bound.get('self'), 'forward', bound.rest, bound.keywords),
            }),
            __add__: defineFunction({
              name: '__add__',
              signature: 'self, other',
              run: (bound) => ['add', bound.get('other')].join(' '),
            }),
            __len__: defineFunction({
              name: '__len__',
              signature: 'self',
              run: (bound) => (bound.get('self') as Instance).state as Value,
            }),
            __deepcopy__: defineFunction({ name: '__deepcopy__', signature: 'self, memo', run: () => 'copied' }),
            __class_getitem__: defineFunction({
              name: '__class_getitem__',
              signature: 'cls, item',
              run: (bound) => bound.get('cls'),
            }),
          },
        }),
    }),
  );
}

describe('things from outside', () => {
  it('are used by Python protocol alone', () => {
    const { show, problems } = runText(
      `
import copy
import lib
from lib import Cell, scale
class Own(Cell):
    def __init__(self, size):
        super().__init__(size, bias=False)
        self.x = 5
    def forward(self, a, b=1): return (a, b)
o = Own(3)
`,
      { natives: natives() },
    );
    expect(problems).toEqual([]);
    expect(
      show(
        'o.set_x, o.zzz, o(1, b=2), o + 4, len(o), copy.deepcopy([o]), bool(Own(0)), isinstance(o, Cell), Cell[int] is Cell',
      ),
    ).toBe("(5, 'no zzz', (1, 2), 'add 4', 3, ['copied'], False, True, True)");
    expect(show('lib.VERSION, scale(1), scale(1, 3, 4, mode="b", q=1)')).toBe(
      "('1.0', [1, 2, 'a', 0, 0], [1, 3, 'b', 1, 1])",
    );
    expect(show('lib.nope.deeper')).toBe('? lib.nope.deeper is not known here');
  });

  it('raise what Python would raise for arguments that do not fit', () => {
    const { show } = runText('from lib import Cell, scale\n', { natives: natives() });
    expect(show('Cell()')).toBe("! TypeError: __init__() missing 1 required positional argument: 'size'");
    expect(show('Cell(1, True, 3)')).toBe(
      '! TypeError: __init__() takes from 2 to 3 positional arguments but 4 were given',
    );
    expect(show('Cell(1, size=2)')).toBe("! TypeError: __init__() got multiple values for argument 'size'");
    expect(show('Cell(1, kernel=2)')).toBe("! TypeError: __init__() got an unexpected keyword argument 'kernel'");
    expect(show('scale(x=1)')).toBe("! TypeError: scale() missing 1 required positional argument: 'x'");
  });

  it('know the line that made an object, and the way there', () => {
    const text =
      'from lib import Cell, where\ndef make():\n    return Cell(1)\ndef outer():\n    return make(), where()\n';
    const { interpreter, module } = runText(text, { natives: natives() });
    const outcome = interpreter.evaluate('outer()', module);
    if (outcome.kind !== 'value' || typeof outcome.value !== 'object' || outcome.value?.kind !== 'tuple')
      throw new Error('no tuple');
    const [cell, depth] = outcome.value.items;
    const { site } = cell as Instance;
    expect(text.slice(site?.start, site?.end)).toBe('Cell(1)');
    expect(depth).toBe(2);
  });
});
