import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { createNodeHost } from '../../../src/host/node-host.js';
import { readPipeline } from '../../../src/workflows/pipeline.js';
import { makeSnippet } from '../../../src/workflows/profile/make-snippet.js';
import { placeSnippet } from '../../../src/workflows/profile/place-snippet.js';

function placesOf(script: string) {
  const { pipeline, sources } = readPipeline(createNodeHost(), { target: script });
  return placeSnippet(pipeline, sources);
}

const SCRIPT = `import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(9):
\toptimizer.zero_grad()
\tmodel(torch.randn(4, 2)).sum().backward()
\toptimizer.step()
`;

describe('the lines that make a trace', () => {
  it('say in words where they go when no script is named', () => {
    const { text, isPlaced } = makeSnippet(createMemoryHost({}), undefined);
    expect(isPlaced).toBe(true);
    expect(text).toContain('\ndef start_profiler(model');
    expect(text).toContain('# 3. As the last line of the loop over the batches:\n#\n#     prof.step()\n');
  });

  it('name loop, model and lines of a script', () => {
    expect(placesOf('examples/resnet50/train.py')).toEqual({
      script: 'examples/resnet50/train.py',
      file: 'examples/resnet50/train.py',
      importsEnd: 16,
      model: {
        variable: 'model',
        file: 'examples/resnet50/train.py',
        side: 'before',
        line: 104,
        text: 'for epoch in range(first_epoch, arguments.epochs):',
        indent: '    ',
      },
      loop: { line: 39, endLine: 46, text: 'for images, labels in loader:', indent: '        ' },
    });
  });

  it('are imported from where the loop is', () => {
    const places = placesOf('fixtures/pipeline/modules-and-functions/train.py');
    expect(places?.file).toBe('fixtures/pipeline/modules-and-functions/engine.py');
    expect(places?.model).toMatchObject({
      file: 'fixtures/pipeline/modules-and-functions/train.py',
      variable: 'model',
      side: 'after',
      importedFrom: 'engine',
    });
  });

  it.each([
    ['imagenet-ddp/main.py', 'model', 124, 154],
    // One of two optimizers is made in a branch: both come before the loop.
    ['reference-engine/train.py', 'model', 142, 36],
    ['distillation/train.py', 'student', 26, 37],
    ['k-fold/train.py', 'model', 25, 31],
  ])('go before the loop of %s', (script, variable, before, end) => {
    const places = placesOf(`fixtures/pipeline/${script}`);
    expect(places?.model).toMatchObject({ variable, side: 'before', line: before });
    expect(places?.loop.endLine).toBe(end);
  });

  it.each(['hf-trainer', 'lightning-module', 'ultralytics-yolo'])(
    'claim no place where a library loops: %s',
    (name) => {
      const { text, isPlaced } = makeSnippet(createNodeHost(), `fixtures/pipeline/${name}/train.py`);
      expect(isPlaced).toBe(false);
      expect(text).toContain('# 2. Once, after the model and its optimizer are made:');
    },
  );

  it('keep the tabs of a script, and let no name of a file become code', () => {
    const name = 'a\nimport os; os.abort()  #\u202e.py';
    const { text, isPlaced } = makeSnippet(createMemoryHost({ [`/work/${name}`]: SCRIPT }, '/work'), name);
    expect(isPlaced).toBe(true);
    expect(text).toContain('\n#\tprof.step()\n');
    expect(text).not.toContain('\nimport os; os.abort()');
    expect(text).not.toContain('\u202e');
  });
});
