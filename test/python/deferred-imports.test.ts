import { describe, expect, it } from 'vitest';
import { runFiles } from './in-memory.js';

/** `print` shows which files ran. */
function run(main: string, library: Readonly<Record<string, string>>) {
  const files = Object.entries(library).map(([name, text]) => [`lib/${name}`, text] as const);
  const given = 'import nothing\nunknown = nothing.value()\n';
  return runFiles(
    { 'main.py': main, 'given.py': given, ...Object.fromEntries(files) },
    { roots: ['.', 'lib'], libraries: ['lib'] },
  );
}

const part = (name: string, text = ''): string =>
  `__all__ = ["${name}"]\nprint("${name} runs")\n${text}\ndef ${name}(): return "${name}!"\n`;

const PACKAGE = {
  'pkg/__init__.py': 'from .one import *\nfrom .two import two\nfrom . import three\n',
  'pkg/one.py': part('one'),
  'pkg/two.py': part('two'),
  'pkg/three.py': part('three'),
};

describe('imports of libraries', () => {
  it('run only what is asked for', () => {
    const { interpreter, show } = run('import pkg\nx = pkg.two()\n', PACKAGE);
    expect(interpreter.printed.join('')).toBe('two runs\n');
    expect(show('x, pkg.two(), pkg.two(), pkg.three.three(), pkg.one()')).toBe(
      "('two!', 'two!', 'two!', 'three!', 'one!')",
    );
    expect(interpreter.printed.join('')).toBe('two runs\nthree runs\none runs\n');
    expect(interpreter.problems).toEqual([]);
  });

  it('run all of what the program itself is made of', () => {
    const { interpreter } = runFiles({ 'main.py': 'import pkg\n', ...PACKAGE }, { roots: ['.'], libraries: ['lib'] });
    expect(interpreter.printed.join('')).toBe('one runs\ntwo runs\nthree runs\n');
  });

  it('have their modules as attributes, asked for or not', () => {
    const { show, interpreter } = run('import pkg\n', PACKAGE);
    expect(show('pkg.two(), hasattr(pkg, "four"), pkg.__name__')).toBe("('two!', False, 'pkg')");
    const inner = run('import pkg\n', { ...PACKAGE, 'pkg/__init__.py': 'from .two import two as other\n' });
    expect(inner.show('pkg.two.two()')).toBe("'two!'");
    expect(interpreter.problems).toEqual([]);
  });

  it.each([
    ['a call', 'import torch\ntorch.set_default_dtype(torch.float64)\n'],
    ['a write to what another made', 'import outside\noutside.Linear.forward = None\n'],
    ['a write below a condition', 'import outside\nif True:\n    outside.flag = 1\n'],
    ['an exception', 'if False:\n    raise ImportError("x")\n'],
    ['an item of what another made', 'from .one import table\ntable["x"] = 1\n'],
    ['a decorator that nobody can read', 'import other\nregister = other.register\n@register\ndef f(): pass\n'],
  ])('run a file with %s where it stands', (_name, text) => {
    const library = {
      ...PACKAGE,
      'pkg/one.py': `${part('one')}table = {}\n`,
      'pkg/two.py': part('two', text),
      'other.py': 'def register(f): return f\n',
    };
    const { interpreter } = run('import pkg\n', library);
    expect(interpreter.printed.join('')).toContain('two runs');
    expect(interpreter.printed.join('')).not.toContain('three runs');
  });

  it('run a file that must run though it is imported by one that need not', () => {
    const { interpreter } = run('import pkg\n', {
      ...PACKAGE,
      'pkg/two.py': part('two', 'from . import patch'),
      'pkg/patch.py': 'import outside\nprint("patched")\noutside.flag = 1\n',
    });
    expect(interpreter.printed.join('')).toBe('patched\n');
  });

  it('fill a registry before it is read', () => {
    const registry = [
      'models = {}',
      'def register(f):',
      '    if f.__name__ in models: raise ValueError(f.__name__)',
      '    models[f.__name__] = f',
      '    return f',
      'def create(name): return models[name]()',
      'def other(): return 1',
    ].join('\n');
    const entered = (name: string): string =>
      `from .registry import register\n__all__ = ["${name}"]\nprint("${name} runs")\n@register\ndef ${name}(): return "${name}!"\n`;
    const library = {
      'pkg/__init__.py': 'from .one import *\nfrom .two import *\nfrom .registry import create, other\n',
      'pkg/registry.py': registry,
      'pkg/one.py': entered('one'),
      'pkg/two.py': entered('two'),
    };
    const named = run('import pkg\npkg.two()\npkg.other()\n', library);
    expect(named.interpreter.printed.join('')).toBe('two runs\n');
    expect(named.show('pkg.create("one"), sorted(pkg.registry.models)')).toBe("('one!', ['one', 'two'])");
    const asked = run('from pkg.registry import models\nimport pkg\nx = sorted(models)\n', library);
    expect(asked.show('x')).toBe("['one', 'two']");
    expect([...named.interpreter.problems, ...asked.interpreter.problems]).toEqual([]);
  });

  it('are done at once in a try, whose other way hangs on them', () => {
    const { show } = run('import pkg\n', {
      'pkg/__init__.py': 'try:\n    from .one import missing\nexcept ImportError:\n    missing = "none"\n',
      'pkg/one.py': part('one'),
    });
    expect(show('pkg.missing')).toBe("'none'");
  });

  it('keep a name that is first asked for in one of two possible ways', () => {
    const { show } = run(
      'from given import unknown\nimport pkg\nif unknown:\n    pkg.two()\n    pkg.x = 1\nelse:\n    pkg.x = 1\n',
      PACKAGE,
    );
    expect(show('pkg.two(), pkg.one(), pkg.x')).toBe("('two!', 'one!', 1)");
  });

  it('are all there for whoever takes all', () => {
    const { show } = run('from pkg import *\nimport pkg\n', { ...PACKAGE, 'pkg/one.py': 'a = 1\nb = 2\n' });
    expect(show('a, b, two(), three.three()')).toBe("(1, 2, 'two!', 'three!')");
    expect(show('sorted(k for k, v in vars(pkg).items() if not k.startswith("_") and v is not None)')).toContain(
      "'two'",
    );
  });

  it('give the name that was bound last', () => {
    const { show } = run('import pkg\n', {
      'pkg/__init__.py':
        'one = 0\nx = 0\nfrom .one import x\ny = 5\nfrom .one import y\ny = 6\nfrom .two import two as other\ntwo = 7\nfrom .two import two as again\n',
      'pkg/one.py': 'x = 1\ny = 2\n',
      'pkg/two.py': 'two = 3\n',
    });
    expect(show('pkg.x, pkg.y, pkg.one.y, pkg.other, pkg.two')).toBe('(1, 6, 2, 3, 7)');
  });
});
