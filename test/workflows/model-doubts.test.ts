import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { readModel } from '../../src/workflows/model.js';

/** What is said of `Net`: how many parameters, at least when something is not known, and why, with the line. */
async function tell(body: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const text = `import torch\nfrom torch import nn\n${body}`;
  const host = createMemoryHost({ '/w/net.py': text, ...files }, '/w');
  const result = await readModel(host, { target: 'net.py:Net', inputs: ['1,3'] });
  if (result.kind !== 'model') return result.kind === 'refused' ? (result.findings[0]?.message ?? '') : result.kind;
  const { total } = result.model.parameters;
  const reasons = total.unknown.map(({ reason, place }) => `${reason} (${place?.file}:${place?.line})`);
  return `${total.unknown.length > 0 ? '>= ' : ''}${total.value}${reasons.length > 0 ? `: ${reasons[0]}` : ''}`;
}

function net(...lines: readonly string[]): string {
  return `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 1)
        ${lines.join('\n        ')}
    def forward(self, x):
        return self.a(x)
`;
}

describe('a module that is given away', () => {
  it.each([
    ['ext.add_adapters(self)', 'it was given to ext.add_adapters(), which may have changed it (net.py:8)'],
    ['ext.wrap(model=self.a)', 'it was given to ext.wrap(), which may have changed it (net.py:8)'],
    [
      'layers = [self.a]; ext.extend(layers); self.b = nn.Sequential(*layers)',
      'it was given to ext.extend(), which may have changed it (net.py:8)',
    ],
    [
      'tool = ext.Tool(); tool.apply(self)',
      'it was given to something that is not known (ext.Tool() is not known here), which may have changed it (net.py:8)',
    ],
  ])('may be another afterwards: %s', async (line, reason) => {
    const said = await tell(`import ext\n${net(line)}`);
    expect(said.startsWith('>= 4: ')).toBe(true);
    expect(said).toContain(reason);
  });

  it.each([
    'logging.getLogger("x").info(self)',
    'wandb.watch(self)',
    'ext.log_model(self)',
    'ext.init_weights(self.a)',
    'ext.count_parameters(self)',
    'print(self)',
    'x = ext.interpolate(torch.zeros(2), [1, 2])',
    'ext.register(Net)',
  ])('is what it was where it is only looked at: %s', async (line) => {
    expect(await tell(`import ext, wandb, logging\n${net(line)}`)).toBe('4');
  });

  it('is the class that a registry was given', async () => {
    expect(await tell(`from ext import REGISTRY, build\n@REGISTRY.register_module("net")\n${net('pass')}`)).toBe('4');
  });
});

describe('a name that is not known', () => {
  it('makes the children doubtful', async () => {
    expect(await tell(`import ext\n${net('setattr(self, ext.NAME, nn.Linear(1, 1))')}`)).toBe(
      '>= 4: setattr with a name that is not known: ext.NAME (net.py:8)',
    );
  });

  it('makes the settings doubtful that it may stand for', async () => {
    const settings = `import json
class Settings:
    width = 8
    def __init__(self):
        self.depth = 2
        for key, value in json.load(open('/nowhere')).items():
            LINE
settings = Settings()
`;
    for (const line of [
      'setattr(self, key, value)',
      'self.__dict__[key] = value',
      'self.__dict__.update({key: value})',
    ]) {
      const text = settings.replace('LINE', line);
      expect(await tell(text + net('self.b = nn.Linear(settings.width, 1)'))).toMatch(/^>= \d: /);
      expect(await tell(text + net('self.b = nn.Linear(settings.depth, 1)'))).toMatch(/^>= \d: /);
    }
  });
});

describe('what cannot be followed outside of any class', () => {
  it('makes every count doubtful', async () => {
    const text = `import ext
sizes = [4]
def fill():
    for item in ext.items():
        yield item
    sizes[0] = 8
all_of_it = list(fill())
`;
    expect(await tell(text + net('self.b = nn.Linear(sizes[0], 1)'))).toMatch(/^>= 9: ext.items\(\) is not known here/);
  });

  it('is followed in both ways under try', async () => {
    const text = `import ext
def width():
    try:
        return int(ext.SIZE) and check() if ext.FLAG else 64
    except ValueError:
        return 32
def check(): raise ValueError
`;
    expect(await tell(text + net('self.b = nn.Linear(width(), 1)'))).toMatch(/^>= 5: /);
  });
});

describe('what is said of a library of Python', () => {
  it('has the place in the file of the program', async () => {
    expect(await tell(`import os\n${net('self.b = nn.Linear(int(os.environ["WIDTH"]), 1)')}`)).toMatch(
      /\(net\.py:8\)$/,
    );
    expect(await tell(`import os, random\n${net('self.b = nn.Linear(random.randint(1, 4), 1)')}`)).toMatch(
      /\(net\.py:8\)$/,
    );
  });
});
