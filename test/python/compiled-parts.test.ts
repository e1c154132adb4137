import { expect, it } from 'vitest';
import { runFiles } from './in-memory.js';

const FILES = {
  'main.py': 'import quick\nfrom quick import speed\n',
  'site/quick/__init__.py': 'from . import _fast\nfrom .core import table\nspeed = 7\n',
};

it('takes for compiled what the sources of an installed library have not', () => {
  const { show, problems } = runFiles(FILES, { roots: ['.', 'site'], libraries: ['site'] });
  expect(problems).toEqual([]);
  expect(show('speed')).toBe('7');
  expect(show('quick._fast.run()')).toMatch(/^\? quick\._fast/);
});

it('raises what Python raises where the sources are all there is', () => {
  const { problems } = runFiles(FILES, { roots: ['.', 'site'] });
  expect(problems[0]?.reason).toMatch(/ImportError|ModuleNotFoundError/);
});

it('knows the file of a class', () => {
  const { show } = runFiles({
    'main.py': 'import inspect\nfrom models.net import Net\n',
    'models/__init__.py': '',
    'models/net.py': 'class Net: pass\n',
  });
  expect(show('inspect.getsourcefile(Net).split("/")[-2:]')).toBe("['models', 'net.py']");
});
