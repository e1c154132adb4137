import { describe, expect, it } from 'vitest';
import type { Diagram } from '../../../src/views/diagram.js';
import { drawModel } from '../../../src/views/model/draw-model.js';
import { writeMermaid } from '../../../src/writers/mermaid/write-mermaid.js';
import { block, layer, modelOf, Tape, transformer } from './sample-model.js';

function lines(diagram: Diagram): readonly string[] {
  return diagram.nodes.map(({ label }) => label.replaceAll('\n', ' | '));
}

function arrows({ nodes, edges }: Diagram): readonly string[] {
  const name = (id: string): string => nodes.find((node) => node.id === id)?.label.split('\n')[0] ?? id;
  return edges.map(({ from, to, kind }) => `${name(from)} ${kind === 'flow' ? '→' : '⇢'} ${name(to)}`);
}

describe('the picture of a model', () => {
  it('draws a repeated block once, open, with the sum and the way past it', () => {
    const diagram = drawModel(transformer(12), { language: 'en' });
    expect(diagram.groups.map(({ title }) => title)).toEqual(['12 × Block · h.0–11 · 3.26 K']);
    expect(arrows(diagram)).toEqual([
      'idx → Embedding',
      'Embedding → in',
      'in → LayerNorm',
      'LayerNorm → MultiheadAttention',
      'in ⇢ +',
      'MultiheadAttention → +',
      '+ → Linear',
      'Linear → output',
    ]);
    expect(diagram.notes).toContain('Drawn once: 12 × Block (h.0–11).');
  });

  it('keeps a block closed at depth 1, with the parameters of all rounds', () => {
    const diagram = drawModel(transformer(3), { language: 'en', depth: 1 });
    expect(lines(diagram)).toContain('3 × Block | h.0–2 · 816 · 34 %');
  });

  it('gives the same text for the same model, and other text for another', () => {
    const once = writeMermaid(drawModel(transformer(3), { language: 'en' }));
    expect(writeMermaid(drawModel(transformer(3), { language: 'en' }))).toBe(once);
    expect(writeMermaid(drawModel(transformer(4), { language: 'en' }))).not.toBe(once);
  });

  it('does not fold blocks of which one is wanted from outside', () => {
    const tape = new Tape();
    const first = tape.layer('down.0', tape.input('x', 1, 3, 8, 8), 1, 3, 8, 8);
    const second = tape.layer('down.1', first, 1, 3, 8, 8);
    const deep = tape.layer('deep', second, 1, 3, 8, 8);
    tape.output('output', tape.operation('cat', [first, deep], 1, 6, 8, 8));
    const parts = [
      block('down', 'ModuleList', layer('0', 'Conv2d', 27), layer('1', 'Conv2d', 27)),
      layer('deep', 'Linear', 9),
    ];
    expect(arrows(drawModel(modelOf('Skip', parts, tape), { language: 'en' }))).toEqual([
      'x → Conv2d',
      'Conv2d → Conv2d',
      'Conv2d → Linear',
      'Conv2d ⇢ concat',
      'Linear → concat',
      'concat → output',
    ]);
  });

  it('folds what alternates as a pattern', () => {
    const tape = new Tape();
    let x = tape.input('x', 1, 4, 8);
    const parts = Array.from({ length: 6 }, (_, at) => {
      x = tape.layer(`blocks.${at}`, x, 1, 4, 8);
      return layer(String(at), at % 2 === 0 ? 'WindowBlock' : 'ShiftedBlock', 64);
    });
    tape.output('output', x);
    const diagram = drawModel(modelOf('Swin', [block('blocks', 'Sequential', ...parts)], tape), { language: 'en' });
    expect(diagram.groups.map(({ title }) => title)).toEqual(['3 × blocks.0–5']);
    expect(lines(diagram).slice(1, 3)).toEqual([
      'WindowBlock | blocks.0 · 64 · 17 %',
      'ShiftedBlock | blocks.1 · 64 · 17 %',
    ]);
  });

  it('writes norms and activations into the box before them, and shows no views and drop-outs', () => {
    const tape = new Tape();
    const conv = tape.layer('conv', tape.input('x', 1, 3, 8, 8), 1, 4, 8, 8);
    const normed = tape.operation('relu', [tape.layer('bn', conv, 1, 4, 8, 8)], 1, 4, 8, 8);
    const flat = tape.operation('flatten', [tape.layer('drop', normed, 1, 4, 8, 8)], 1, 256);
    tape.output('output', tape.layer('fc', flat, 1, 10));
    const parts = [
      layer('conv', 'Conv2d', 108),
      layer('bn', 'BatchNorm2d', 8),
      layer('drop', 'Dropout'),
      layer('fc', 'Linear', 2560),
    ];
    const diagram = drawModel(modelOf('Net', parts, tape), { language: 'en' });
    expect(lines(diagram)).toEqual([
      'x | 1×3×8×8',
      'Conv2d | + BatchNorm2d + ReLU | conv · 116 · 4 %',
      'Linear | fc · 2.56 K · 96 %',
      'output | 1×10',
    ]);
    expect(diagram.edges.map(({ label }) => label)).toEqual([undefined, '1×256', '1×10']);
  });

  it('ties two calls of one module, and takes many together', () => {
    const shared = (calls: number): Diagram => {
      const tape = new Tape();
      const results = Array.from({ length: calls }, (_, at) => tape.layer('encoder', tape.input(`x${at}`, 1, 8), 1, 4));
      tape.output('output', tape.operation('cat', results, 1, 4 * calls));
      return drawModel(modelOf('Shared', [layer('encoder', 'Linear', 32)], tape), { language: 'en' });
    };
    expect(shared(2).edges.filter(({ label }) => label === 'same weights')).toHaveLength(1);
    expect(lines(shared(3))).toContain('Linear | encoder · called 3 times | 32 · 100 %');
  });

  it('names the parameter that a view of it brings into an operation', () => {
    const tape = new Tape();
    const tokens = tape.layer('embed', tape.input('x', 1, 4), 1, 4, 8);
    const joined = tape.operation('cat', [tape.read('expand', 'cls_token', 1, 1, 8), tokens], 1, 5, 8);
    tape.output('output', joined);
    const diagram = drawModel(modelOf('ViT', [layer('embed', 'Linear', 32)], tape), { language: 'en' });
    expect(lines(diagram)).toContain('concat | cls_token');
  });

  it('lets arrows end at the border of a block that takes one tensor, and begin there', () => {
    const text = writeMermaid(drawModel(transformer(12), { language: 'en' }));
    expect(text).toMatch(/embedding_wte -->\S* group_h_0_inside\n/);
    expect(text).toMatch(/group_h_0_inside --> linear_head\n/);
    expect(text).toMatch(/port_\S+ -\.-> operation_/);
    expect(text).not.toMatch(/embedding_wte -\.?->\S* (?:normalization|operation)_/);
  });

  it('lets arrows go straight to the boxes of a block that takes several tensors', () => {
    const tape = new Tape();
    const [a, b] = [tape.input('a', 1, 8), tape.input('b', 1, 4)];
    const out = tape.block('join', () => {
      const left = tape.layer('join.left', a, 1, 2);
      return tape.operation('cat', [left, tape.layer('join.right', b, 1, 2)], 1, 4);
    });
    tape.output('output', out);
    const inner = [layer('left', 'Linear', 16), layer('right', 'Linear', 8)];
    const diagram = drawModel(modelOf('Net', [block('join', 'Join', ...inner)], tape), { language: 'en', depth: 2 });
    expect(diagram.groups).toHaveLength(1);
    expect(diagram.edges.filter(({ enters, leaves }) => enters ?? leaves)).toEqual([]);
  });

  it('says of a block that is drawn twice that its weights are the same', () => {
    const tape = new Tape();
    const encode = (x: string): string =>
      tape.block('encoder', () => tape.layer('encoder.b', tape.layer('encoder.a', x, 1, 4), 1, 2));
    const both = ['left', 'right'].map((name) => encode(tape.input(name, 1, 8)));
    tape.output('output', tape.operation('cat', both, 1, 4));
    const encoder = block('encoder', 'Encoder', layer('a', 'Linear', 32), layer('b', 'Linear', 8));
    const diagram = drawModel(modelOf('Siamese', [encoder], tape), { language: 'en' });
    expect(diagram.groups.map(({ title }) => title)).toEqual([
      'Encoder · encoder · 40',
      'Encoder · encoder · same weights · 40',
    ]);
    expect(diagram.edges.filter(({ kind }) => kind === 'depends')).toEqual([]);
  });

  it('opens one block of each class as an example where there is room', () => {
    const tape = new Tape();
    let x = tape.input('x', 1, 8);
    const parts = Array.from({ length: 9 }, (_, at) => {
      x = tape.block(`stage${at}`, () =>
        ['a', 'b', 'c', 'd'].reduce((y, name) => tape.layer(`stage${at}.${name}`, y, 1, 8 + at), x),
      );
      return block(`stage${at}`, 'Stage', ...['a', 'b', 'c', 'd'].map((name) => layer(name, 'Linear', 8 + at)));
    });
    tape.output('output', x);
    const diagram = drawModel(modelOf('Net', parts, tape), { language: 'en' });
    expect(diagram.groups.map(({ id }) => id)).toEqual(['stage0/inside']);
  });

  it('says that it has the tree only, and what is not known', () => {
    const model = modelOf('Net', [layer('conv', 'Conv2d', 108), layer('fc', 'Linear', 10)]);
    const part = {
      path: 'fc',
      reason: 'WIDTH is not set',
      place: { file: 'net.py', line: 9, column: 1, endLine: 9, endColumn: 2 },
    };
    const total = { value: 118, unknown: [part] };
    const diagram = drawModel(
      { ...model, parameters: { total, trainable: total }, unknown: [part] },
      { language: 'en' },
    );
    expect(diagram.edges).toEqual([]);
    expect(diagram.notes).toEqual([
      'Parameters: ~ 118 counted, perhaps more or fewer.',
      'How data flows is not known: nobody followed it; these are the modules only.',
      'Not known: fc: WIDTH is not set (net.py:9)',
    ]);
    const only = { value: 118, unknown: [{ ...part, onlyAdds: true as const }] };
    const bounded = drawModel(
      { ...model, parameters: { total: only, trainable: only }, unknown: only.unknown },
      { language: 'en' },
    );
    expect(bounded.notes[0]).toBe('Parameters: ≥ 118.');
  });

  it('names what is ours in Chinese', () => {
    const { notes } = drawModel(transformer(3), { language: 'zh' });
    expect(notes).toEqual(['参数：2,416。', '重复的模块只画一次：3 × Block (h.0–2)。']);
  });

  it('gives every box the place it comes from', () => {
    const { nodes } = drawModel(transformer(3), { language: 'en' });
    expect(
      nodes.filter(({ kind, origin }) => kind !== 'tensor' && kind !== 'operation' && origin === undefined),
    ).toEqual([]);
  });
});
