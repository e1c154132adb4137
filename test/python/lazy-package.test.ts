import { expect, it } from 'vitest';
import { runFiles } from './in-memory.js';

const LAZY = (imports: string): string =>
  `import sys\nfrom typing import TYPE_CHECKING\nimport machinery\nif TYPE_CHECKING:\n${imports}else:\n    sys.modules[__name__] = machinery.Lazy(__name__, globals()['__file__'])\n`;

const FILES = {
  'zoo/__init__.py': LAZY('    from .kinds import *\n    from .tools import keeper as guard\n'),
  'zoo/kinds/__init__.py': LAZY('    from .ape import *\n    from .bear import *\n'),
  'zoo/kinds/ape/__init__.py': LAZY('    from .modeling_ape import *\n'),
  'zoo/kinds/ape/modeling_ape.py': 'class ApeModel:\n    legs = 2\n',
  'zoo/kinds/bear/__init__.py': LAZY('    from .modeling_bear import *\n'),
  'zoo/kinds/bear/modeling_bear.py': "print('bear is loaded')\nclass BearModel:\n    legs = 4\n",
  'zoo/tools.py': 'def keeper():\n    return "Ann"\n',
};

it('looks up the parts of a package that loads them when they are asked for, and loads no others', () => {
  const files = { ...FILES, 'main.py': 'import zoo\nfrom zoo import ApeModel, guard\n' };
  const { show, printed, problems } = runFiles(files);
  expect(problems).toEqual([]);
  expect(show('(ApeModel.legs, guard(), zoo.guard())')).toBe("(2, 'Ann', 'Ann')");
  expect(printed).toBe('');
  expect(show('zoo.BearModel.legs')).toBe('4');
  expect(show('zoo.kinds.bear.BearModel.legs')).toBe('4');
  expect(show('zoo.Cat')).toMatch(/AttributeError/);
});
