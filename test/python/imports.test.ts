import { describe, expect, it } from 'vitest';
import { runFiles } from './in-memory.js';

describe('imports', () => {
  it('runs parents first, once, and finds relative names', () => {
    const { printed, show, problems } = runFiles({
      'main.py':
        'import pkg.sub.leaf\nfrom pkg import leaf_value, sub\nfrom pkg.sub.leaf import up as u\nimport pkg.sub.leaf as again\n',
      'pkg/__init__.py': 'print("pkg")\nfrom .sub.leaf import VALUE as leaf_value\n',
      'pkg/sub/__init__.py': 'print("sub")\nfrom . import other\n',
      'pkg/sub/leaf.py':
        'print("leaf")\nfrom .. import base\nfrom ..base import B\nfrom .other import O\nVALUE = 7\nup = (B, O, base.B)\n',
      'pkg/sub/other.py': 'print("other")\nO = "o"\n',
      'pkg/base.py': 'print("base")\nB = "b"\n',
    });
    expect(problems).toEqual([]);
    expect(printed).toBe('pkg\nsub\nother\nleaf\nbase\n');
    expect(show('leaf_value, u, pkg.sub.leaf.VALUE, again is pkg.sub.leaf, sub.other.O')).toBe(
      "(7, ('b', 'o', 'b'), 7, True, 'o')",
    );
  });

  it('follows circles as CPython does', () => {
    const { show, problems } = runFiles({
      'main.py': 'import a\n',
      'a.py': 'import b\nX = 1\ndef f(): return b.Y\n',
      'b.py': 'import a\nY = 2\ndef g(): return a.X\n',
    });
    expect(problems).toEqual([]);
    expect(show('a.f(), a.b.g()')).toBe('(2, 1)');
  });

  it('knows star imports, __all__, lazy modules and folders without __init__', () => {
    const { show, problems } = runFiles({
      'main.py': 'from a import *\nfrom b import *\nimport lazy\nfrom space.inner import S\n',
      'a.py': 'x, _hidden, y = 1, 2, 3\n',
      'b.py': '__all__ = ["_shown", "z"]\n_shown, z, notall = 4, 5, 6\n',
      'lazy.py':
        'def __getattr__(name):\n    if name == "Model":\n        from impl import Model\n        return Model\n    raise AttributeError(name)\n',
      'impl.py': 'class Model:\n    n = 9\n',
      'space/inner.py': 'S = "space"\n',
    });
    expect(problems).toEqual([]);
    expect(show("x, y, _shown, z, lazy.Model.n, S, '_hidden' in globals(), 'notall' in globals()")).toBe(
      "(1, 3, 4, 5, 9, 'space', False, False)",
    );
    expect(show('lazy.nope')).toBe('! AttributeError: nope');
  });

  it('raises for what a package of the repository has not', () => {
    const { show } = runFiles({
      'main.py':
        'import pkg\ntry:\n    from pkg import nope\nexcept ImportError as e:\n    got = str(e)\ntry:\n    import pkg.missing\nexcept ImportError as e:\n    lost = str(e)\n',
      'pkg/__init__.py': '',
    });
    expect(show('got, lost')).toBe(
      `("cannot import name 'nope' from 'pkg' (pkg/__init__.py)", "No module named 'pkg.missing'")`,
    );
  });

  it('keeps the names of what is not in reach', () => {
    const { show, problems, interpreter, module } = runFiles({
      'main.py':
        'import wandb\nfrom timm.layers import DropPath as D\nrun = wandb.init(project="x")\nclass Own(D):\n    def f(self): return 1\no = Own(0.1)\n',
    });
    expect(problems).toEqual([]);
    expect(interpreter.evaluate('D', module)).toMatchObject({
      value: { kind: 'external', path: 'timm.layers.DropPath' },
    });
    expect([show('run'), show('o.f()'), show('o.whatever'), show('isinstance(o, D)')]).toEqual([
      '? wandb.init() is not known here',
      '1',
      '? timm.layers.DropPath is not known here',
      '? timm.layers.DropPath is not known here',
    ]);
  });

  it('does not run what is for type checkers and scripts', () => {
    const { show, problems } = runFiles({
      'main.py':
        'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import boom\nran = False\nif __name__ == "__main__":\n    ran = True\n',
      'boom.py': 'raise ValueError("boom")\n',
    });
    expect(problems).toEqual([]);
    expect(show('ran')).toBe('False');
  });

  it('finds packages in src and in a folder of libraries, a script its neighbours', () => {
    const files = {
      'src/lib/__init__.py': 'L = 1\n',
      'site-packages/ext/__init__.py': 'from .deep import E\n',
      'site-packages/ext/deep.py': 'E = 2\n',
      'main.py': 'import lib, ext\n',
    };
    expect(runFiles(files, { roots: ['.', 'src', 'site-packages'] }).show('lib.L, ext.E')).toBe('(1, 2)');
  });
});
