import { describe, expect, it } from 'vitest';
import type { Diagram } from '../../../src/views/diagram.js';
import { drawPipeline } from '../../../src/views/pipeline/draw-pipeline.js';
import { writeMermaid } from '../../../src/writers/mermaid/write-mermaid.js';
import { expectGolden } from '../../setup/golden.js';
import { classifier, condition, doubt, element, flow, loop, pipelineOf, setting } from './sample-pipeline.js';

function firstLine(label: string): string {
  return label.split('\n')[0] ?? '';
}

function arrows({ nodes, edges }: Diagram): readonly string[] {
  const name = (id: string): string => firstLine(nodes.find((node) => node.id === id)?.label ?? id);
  const signs: Readonly<Record<string, string>> = { flow: '→', update: '⇒', data: '⇢' };
  return edges.map(({ from, to, kind }) => `${name(from)} ${signs[kind]} ${name(to)}`);
}

function boxOf({ nodes }: Diagram, id: string): readonly string[] {
  return nodes.find((node) => node.id === id)?.label.split('\n') ?? [];
}

describe('the picture of a pipeline', () => {
  it.each(['en', 'zh'] as const)('is as it was looked at, in %s and at each depth', (language) => {
    for (const depth of [1, 2, 3]) {
      const diagram = drawPipeline(classifier(), { language, depth });
      const notes = diagram.notes.map((note) => `%% note: ${note}\n`).join('');
      expectGolden(`fixtures/pipeline-view/classifier.${language}.${depth}.mmd`, writeMermaid(diagram) + notes);
    }
  });

  it('nests loops, with how often and which switch says so', () => {
    const { groups } = drawPipeline(classifier(), { language: 'en' });
    expect(groups.map(({ title, parent }) => [title, parent])).toEqual([
      ['Epoch × 90 (--epochs)', undefined],
      ['Step · for each batch', 'loop/epoch'],
      ['Evaluation · for each batch', 'loop/epoch'],
    ]);
  });

  it('leads a batch from the dataset to the step of the optimizer, and what changes what by thick arrows', () => {
    const found = arrows(drawPipeline(classifier(), { language: 'en' }));
    for (const way of [
      'Dataset · CIFAR10 → Transforms',
      'Transforms → Loader · DataLoader',
      'To device → Model · ResNet',
      'Model · ResNet → Loss · CrossEntropyLoss',
      'Loss · CrossEntropyLoss → Backward',
      'Backward → Clip gradients',
      'Clip gradients → Optimizer · SGD',
      'Optimizer · SGD ⇒ Model · ResNet',
      'Scheduler · StepLR ⇒ Optimizer · SGD',
      'Metric · Accuracy ⇢ Save checkpoint',
    ])
      expect(found).toContain(way);
  });

  it('puts helpers into one box and says so', () => {
    const diagram = drawPipeline(classifier(), { language: 'en' });
    expect(boxOf(diagram, 'logging')).toEqual(['Logging · print, add_scalar']);
    expect(boxOf(diagram, 'transforms:train')).toEqual([
      'Transforms',
      'RandomCrop 32',
      'Flip',
      'ToTensor',
      'Normalize',
      '2 more',
    ]);
    expect(boxOf(diagram, 'optimizer')).toContain('+ zero_grad');
    expect(diagram.notes).toContain('In one box each: Logging (2).');
    expect(diagram.notes).toContain('Not shown at this depth: Device.');
  });

  it('draws what hangs on a switch as optional and names the switch', () => {
    const diagram = drawPipeline(classifier(), { language: 'en' });
    const optional = diagram.nodes.filter(({ isOptional }) => isOptional);
    expect(optional.map(({ label }) => label.split('\n').at(-1))).toEqual(['if --seed', 'if --amp']);
    expect(writeMermaid(diagram)).toMatch(/class layer_seed,gpu_precision optional/);
  });

  it('takes a part that is switched off by enabled=False as one that hangs on the switch', () => {
    const off = element('precision', 5, { title: 'autocast', settings: [setting('enabled', false, '--amp')] });
    const [node] = drawPipeline(pipelineOf({ elements: [off] }), { language: 'en' }).nodes;
    expect(node).toMatchObject({ label: 'Precision · autocast\nif --amp', isOptional: true });
  });

  it('says the other way of a switch, and more than a switch in the words of the script', () => {
    const options = [{ name: '--cpu', value: { kind: 'known', value: false, text: 'False' }, isGiven: false }] as const;
    const line = (text: string): string | undefined =>
      drawPipeline(pipelineOf({ options, elements: [element('seed', 3, { conditions: [condition(text, false)] })] }), {
        language: 'en',
      }).nodes[0]?.label.split('\n')[1];
    expect(line('not args.cpu')).toBe('unless --cpu');
    expect(line('args.cpu is None')).toBe('unless --cpu');
    expect(line('not args.cpu is None')).toBe('if --cpu');
    expect(line('rank == 0')).toBe('if rank == 0');
  });

  it('shows an unknown value by its text and explains the sign', () => {
    const diagram = drawPipeline(classifier(), { language: 'en' });
    expect(boxOf(diagram, 'scheduler')).toContain('step_size ? config.step');
    expect(diagram.notes.join(' ')).toContain('After “?” stands the text of the script');
  });

  it('says of an element of which nothing is known why', () => {
    const strange = element('model', 4, { title: 'build', unknown: 'it is made from a name in a file' });
    const [node] = drawPipeline(pipelineOf({ elements: [strange] }), { language: 'en' }).nodes;
    expect(node?.kind).toBe('folded');
    expect(node?.label).toContain('not known: it is made from a name in a file');
  });

  it('names the first reasons why it could not be followed, and counts the rest', () => {
    const unknown = ['a', 'b', 'c', 'd', 'e'].map((reason) => ({ reason }));
    const { notes } = drawPipeline(pipelineOf({ elements: [element('seed', 3)], unknown }), { language: 'en' });
    expect(notes.slice(-4)).toEqual([
      'Could not be followed: a',
      'Could not be followed: b',
      'Could not be followed: c',
      '2 more parts are not known.',
    ]);
  });

  it('keeps to the main way at depth 1 and has a box for each thing at depth 3', () => {
    const roles = (depth: number): readonly unknown[] =>
      drawPipeline(classifier(), { language: 'en', depth }).nodes.flatMap(({ facts }) => facts['role'] ?? []);
    expect([...new Set(roles(1))].sort()).toEqual(['dataset', 'loader', 'loss', 'model', 'optimizer']);
    expect(roles(3).length).toBe(classifier().elements.length + 1);
  });

  it('stays readable: never more than 30 boxes by default, whatever the script holds', () => {
    const many = Array.from({ length: 120 }, (_, n) => element('dataset', n + 1, { id: `dataset:${n}` }));
    expect(drawPipeline(pipelineOf({ elements: many }), { language: 'en' }).nodes.length).toBeLessThanOrEqual(30);
  });

  it('merges what one place of the script gives on two ways, and tells the way with fewer conditions', () => {
    const spawned = condition('args.spawn', false);
    const elements = [
      element('loader', 7, { conditions: [spawned] }),
      element('loader', 7, { id: 'loader:2' }),
      element('model', 8, { id: 'model' }),
    ];
    const loops = [
      loop('step', 9, { id: 'step', over: 'loader', conditions: [spawned] }),
      loop('step', 9, { id: 'step:2', over: 'loader:2' }),
    ];
    const diagram = drawPipeline(pipelineOf({ elements, loops }), { language: 'en' });
    expect(diagram.groups.map(({ title }) => title)).toEqual(['Step · for each batch']);
    expect(arrows(diagram)).toEqual(['Loader · loader → Model · model']);
    expect(diagram.nodes.every(({ isOptional }) => isOptional === undefined)).toBe(true);
  });

  it('ties each of two models to its own optimizer', () => {
    const elements = ['a', 'b'].flatMap((name, n) => [
      element('model', 10 + n, { id: `model:${name}`, title: name }),
      element('optimizer', 20 + n, { id: `optimizer:${name}`, title: `Adam ${name}` }),
    ]);
    const flows = ['a', 'b'].map((name) => flow(`model:${name}`, `optimizer:${name}`));
    const found = arrows(drawPipeline(pipelineOf({ elements, flows, loops: [loop('step', 9)] }), { language: 'en' }));
    expect(found.filter((arrow) => arrow.includes('⇒'))).toEqual([
      'Optimizer · Adam a ⇒ Model · a',
      'Optimizer · Adam b ⇒ Model · b',
    ]);
  });

  it('survives loops and elements that name each other or nothing', () => {
    const elements = [element('model', 1, { loop: 'gone' }), element('loss', 2, { loop: 'step' })];
    const loops = [loop('step', 3, { parent: 'epoch' }), loop('epoch', 4, { parent: 'step', over: 'gone' })];
    const flows = [flow('gone', 'model'), flow('model', 'model'), flow('loss', 'gone', 'data')];
    const diagram = drawPipeline(pipelineOf({ elements, loops, flows }), { language: 'zh', depth: 3 });
    expect(diagram.nodes.length).toBeGreaterThanOrEqual(2);
  });

  it('carries all facts with places for JSON', () => {
    const diagram = drawPipeline(classifier(), { language: 'en', depth: 1 });
    expect(diagram.pipeline).toEqual(classifier());
    expect(diagram.nodes.find(({ id }) => id === 'optimizer')).toMatchObject({
      origin: { file: 'train.py', line: 13 },
      facts: { role: 'optimizer', settings: ['lr 0.1 (--lr)', 'momentum 0.9'], places: ['train.py:13'] },
    });
  });

  it('gives the same text for the same script', () => {
    const text = (): string => writeMermaid(drawPipeline(classifier(), { language: 'en' }));
    expect(text()).toBe(text());
  });

  it('says when there is nothing', () => {
    const { notes, nodes } = drawPipeline(pipelineOf({}), { language: 'en' });
    expect([nodes.length, notes]).toEqual([0, ['Nothing that trains was found in it.']]);
    expect(doubt('a', 'b').value.kind).toBe('unknown');
  });
});
