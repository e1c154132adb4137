import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { readModel } from '../../src/workflows/model.js';

const NET = 'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = Layer(3)\n';
const LAYER =
  'from torch import nn\nclass Layer(nn.Linear):\n    def __init__(self, n):\n        super().__init__(n, 1)\n';

async function count(
  files: Readonly<Record<string, string>>,
  workingDirectory: string,
  target: string,
  sitePackages?: string,
): Promise<number | string> {
  const result = await readModel(createMemoryHost(files, workingDirectory), { target, sitePackages });
  if (result.kind === 'refused') return result.findings.map(({ message }) => message).join('; ');
  return result.kind === 'model' && result.model.unknown.length === 0
    ? result.model.parameters.total.value
    : result.kind;
}

/** Four parameters: of the layer that stands in another file. */
describe('a file gets its package from the folders above it', () => {
  const installed = {
    '/lib/packages/vision/__init__.py': 'from . import nets\n',
    '/lib/packages/vision/layers.py': LAYER,
    '/lib/packages/vision/nets/__init__.py': 'from .net import Net\n',
    '/lib/packages/vision/nets/net.py': `from torch import nn\nfrom ..layers import Layer\n${NET}`,
    '/home/x.py': '',
  };

  it.each([
    ['/home', '/lib/packages/vision/nets/net.py:Net'],
    ['/', 'lib/packages/vision/nets/net.py:Net'],
    ['/lib', 'packages/vision/nets/net.py'],
    ['/lib/packages', 'vision/nets/net.py'],
    ['/lib/packages/vision', 'nets/net.py'],
    ['/lib/packages/vision/nets', 'net.py:Net'],
    ['/lib/packages/vision/nets', '__init__.py:Net'],
  ])('from %s', async (folder, target) => {
    expect(await count(installed, folder, target)).toBe(4);
    expect(await count(installed, folder, target, '/lib/packages')).toBe(4);
  });

  it('is named from the working directory, and read once', async () => {
    const host = createMemoryHost(installed, '/lib/packages/vision/nets');
    const result = await readModel(host, { target: 'net.py:Net' });
    const paths = result.kind === 'model' ? result.sources.map(({ path }) => path) : [];
    expect(paths.sort()).toEqual(['../__init__.py', '../layers.py', '__init__.py', 'net.py']);
  });

  it.each([
    ['the repository', { '/r/pyproject.toml': '', '/r/lib/l.py': LAYER, '/r/nets/n.py': 'from lib.l import Layer\n' }],
    ['src', { '/r/setup.py': '', '/r/src/lib/l.py': LAYER, '/r/src/nets/n.py': 'from lib.l import Layer\n' }],
    ['src, by a script', { '/r/.git/HEAD': '', '/r/src/lib/l.py': LAYER, '/r/nets/n.py': 'from lib.l import Layer\n' }],
    ['what src is a part of', { '/r/.git/HEAD': '', '/r/src/l.py': LAYER, '/r/src/n.py': 'from src.l import Layer\n' }],
    [
      'a repository of parts',
      { '/r/.git/HEAD': '', '/r/l.py': LAYER, '/r/a/setup.py': '', '/r/a/n.py': 'from l import Layer\n' },
    ],
    ['dots alone', { '/r/.git/HEAD': '', '/r/lib/l.py': LAYER, '/r/nets/n.py': 'from ..lib.l import Layer\n' }],
    ['a dot alone', { '/r/lib/l.py': LAYER, '/r/lib/n.py': 'from .l import Layer\n' }],
  ])('finds %s', async (_, files: Readonly<Record<string, string>>) => {
    const file = Object.keys(files).find((path) => path.endsWith('/n.py')) ?? '';
    const all = { ...files, [file]: `from torch import nn\n${files[file]}${NET}`, '/elsewhere/x': '' };
    const folder = file.slice(0, file.lastIndexOf('/'));
    expect(await count(all, '/elsewhere', `${file}:Net`)).toBe(4);
    expect(await count(all, '/r', `${file.slice(3)}:Net`)).toBe(4);
    expect(await count(all, folder, 'n.py:Net')).toBe(4);
  });

  it('finds what lies in the working directory', async () => {
    const files = { '/w/lib/l.py': LAYER, '/w/nets/n.py': `from torch import nn\nfrom lib.l import Layer\n${NET}` };
    expect(await count(files, '/w', 'nets/n.py:Net')).toBe(4);
  });

  it('reads nothing beside a folder that is a package by its dots alone', async () => {
    const files = {
      '/r/nets/n.py': `from torch import nn\nfrom .l import Layer\n${NET}`,
      '/r/nets/l.py': `from secret import N\n${LAYER}`,
      '/r/secret.py': 'N = 1\n',
    };
    const host = createMemoryHost(files, '/elsewhere');
    const result = await readModel(host, { target: '/r/nets/n.py:Net' });
    expect(result.kind === 'model' && result.sources.map(({ path }) => path)).toEqual([
      '../r/nets/n.py',
      '../r/nets/l.py',
    ]);
  });

  it('knows that a module is there in machine code', async () => {
    const files = {
      '/r/p/__init__.py': '',
      '/r/p/_C.cpython-312-x86_64-linux-gnu.so': '',
      '/r/p/l.py': `from ._C import fast\nfrom . import _C\nW = _C.width()\n${LAYER}`,
      '/r/p/n.py': `from torch import nn\nfrom .l import Layer, W\n${NET}        self.b = nn.Linear(W, 1)\n`,
    };
    const result = await readModel(createMemoryHost(files, '/r'), { target: 'p/n.py:Net' });
    expect(result.kind === 'model' && result.model.parameters.total).toMatchObject({
      value: 5,
      unknown: [{ reason: 'p._C.width() is not known here' }, {}],
    });
  });

  it('follows a file whose package cannot be followed', async () => {
    const files = {
      '/r/p/__init__.py': 'raise ValueError(1)\n',
      '/r/p/l.py': LAYER,
      '/r/p/n.py': `from torch import nn\nfrom .l import Layer\n${NET}`,
    };
    expect(await count(files, '/r', 'p/n.py:Net')).toBe(4);
  });
});
