import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { makeOverview } from '../../../src/workflows/overview.js';
import { findTrainings } from '../../../src/workflows/training/find-trainings.js';

const TRAIN = `import torch
from torch import nn
def main():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(10, 4)), batch_size=4)
    for epoch in range(2):
        for (x,) in loader:
            model(x).sum().backward()
            optimizer.step()
if __name__ == '__main__':
    main()
`;

function hostOf(files: Readonly<Record<string, string>>): ReturnType<typeof createMemoryHost> {
  return createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])));
}

function trainingsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return findTrainings(hostOf(files), '/work', '/work', []).map(({ file, arguments: words, startedBy }) =>
    [startedBy?.launcher ?? '-', file, ...words, startedBy ? `@${startedBy.place.file}:${startedBy.place.line}` : '']
      .join(' ')
      .trim(),
  );
}

describe('findTrainings', () => {
  it.each([
    [
      'a README',
      'README.md',
      '# Use\n\n```bash\npip install torch\npython3 train.py --lr 0.1\n```\n',
      'python train.py --lr 0.1 @README.md:5',
    ],
    [
      'a session in a README',
      'README.md',
      '```console\n$ torchrun --nproc-per-node 4 train.py\n```\n',
      'torchrun train.py @README.md:2',
    ],
    [
      'a makefile',
      'Makefile',
      'LR = 0.2\ntrain:\n\tpython train.py --lr $(LR)\n',
      'python train.py --lr 0.2 @Makefile:3',
    ],
    [
      'a shell script',
      'run/go.sh',
      'cd ..\naccelerate launch train.py --fast\n',
      'accelerate train.py --fast @run/go.sh:2',
    ],
    [
      'pyproject.toml',
      'pyproject.toml',
      '[project.scripts]\nmy-train = "train:main"\n',
      'my-train train.py @pyproject.toml:2',
    ],
  ])('takes the command and its words from %s', (_name, path, text, expected) => {
    expect(trainingsOf({ [path]: text, 'train.py': TRAIN })).toEqual([expected]);
  });

  it('names a command once that two files say, and after the commands the scripts that nobody starts', () => {
    const command = '```sh\npython train.py\n```\n';
    expect(trainingsOf({ 'README.md': command, 'README.zh.md': command, 'train.py': TRAIN, 'b.py': TRAIN })).toEqual([
      'python train.py @README.md:2',
      '- b.py',
    ]);
  });

  it.each([
    ['a module that only defines a model', 'import torch\nfrom torch import nn\nclass Net(nn.Module): pass\n'],
    ['a script without torch', 'optimizer = 1\nif __name__ == "__main__": train()\n'],
  ])('leaves out %s', (_name, text) => {
    expect(trainingsOf({ 'a.py': text })).toEqual([]);
  });

  it('leaves out a script that is started for something else', () => {
    const readme = '```sh\npython export.py\npython main.py\n```\n';
    const files = { 'README.md': readme, 'export.py': 'import torch\n', 'main.py': 'from train import main\n' };
    expect(trainingsOf(files)).toEqual(['python main.py @README.md:3']);
  });
});

describe('the overview', () => {
  it('says of each script what it trains, with the arguments of its command', async () => {
    const files = { 'README.md': '```sh\ndocker ps\npython train.py\n```\n', 'train.py': TRAIN };
    const { trainings, views } = await makeOverview(hostOf(files), { paths: ['.'] });
    expect(trainings).toMatchObject([
      {
        file: 'train.py',
        startedBy: { launcher: 'python', place: { file: 'README.md', line: 3 } },
        summary: { epochs: '2', optimizer: 'SGD lr 0.1' },
      },
    ]);
    expect(views.find(({ name }) => name === 'pipeline')).toMatchObject({ canBeDrawn: true });
  });

  it('lists no script that trains nothing after all', async () => {
    const text = 'import torch\nif __name__ == "__main__":\n    print("optimizer")\n';
    const { trainings } = await makeOverview(hostOf({ 'train.py': text }), { paths: ['.'] });
    expect(trainings).toEqual([]);
  });
});
