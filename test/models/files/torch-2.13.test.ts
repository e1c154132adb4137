import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelFile } from '../../../src/models/files/model-file.js';
import { readFromDisk } from './read-file.js';

/** Files of a newer torch than Debian's, made by `make.py` beside them. */
const FOLDER = 'fixtures/model-files/torch-2.13';
const FACTS = JSON.parse(readFileSync(`${FOLDER}/facts.json`, 'utf8')) as {
  readonly tensors: Readonly<Record<string, number[]>>;
  readonly parameters: number;
  readonly buffers: number;
  readonly optimizer: number;
};

function read(name: string): ModelFile {
  return readFromDisk(`${FOLDER}/${name}`);
}

function shapesOf({ tensors }: ModelFile): Record<string, number[]> {
  const model = tensors.filter(({ role }) => role !== 'optimizer');
  return Object.fromEntries(model.map(({ name, shape }) => [name, [...shape]]));
}

describe('torch 2.13', () => {
  it.each(['state.pt', 'half.pt', 'script.pt', 'weights.safetensors', 'net.pt2', 'checkpoint/.metadata'])(
    '%s',
    (name) => {
      const file = read(name);
      expect(file.problems).toEqual([]);
      expect(shapesOf(file)).toEqual(FACTS.tensors);
      const kind = ['script.pt', 'net.pt2'].includes(name) ? 'exact' : 'estimated';
      expect(file.totals.parameters).toMatchObject({ kind, value: FACTS.parameters });
      expect(file.totals.buffers).toMatchObject({ kind, value: FACTS.buffers });
    },
  );

  it('half.pt is of bfloat16', () => {
    expect(new Set(read('half.pt').tensors.map(({ dtype }) => dtype))).toEqual(new Set(['bfloat16', 'int64']));
  });

  it('a distributed checkpoint keeps the optimizer apart', () => {
    const { totals, tensors } = read('checkpoint/.metadata');
    expect(totals.optimizer).toBe(FACTS.optimizer);
    expect(new Set(tensors.map(({ section }) => section))).toEqual(new Set(['model', 'optimizer']));
  });
});

describe('torch.export', () => {
  it('has the graph, with names for what is not fixed, and the modules of each node', () => {
    const { graph, metadata, producer } = read('net.pt2');
    expect(producer).toBe('torch.export, torch 2.13.0+cpu');
    expect(metadata).toContainEqual({ key: 'schema', value: '8.20' });
    expect(graph?.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [expect.stringMatching(/^s\d+$/), 3, 8, 8] }]);
    expect(graph?.nodes.map(({ operator }) => operator)).toContain('aten.batch_norm.default');
    expect(graph?.nodes[2]?.scope.map(({ path }) => path)).toEqual(['', 'layers', 'layers.0', 'layers.0.bn']);
  });

  it('says no path of the machine that exported it', () => {
    const { graph, ...file } = read('net.pt2');
    const told = JSON.stringify([file, graph, [...(graph?.values ?? [])]]);
    expect(told).not.toMatch(/\/project|site-packages|\.py\b|stack_trace/);
  });

  it('counts tied weights once, and constants apart', () => {
    const { totals, tensors } = read('tied.pt2');
    expect(totals).toMatchObject({ parameters: { kind: 'exact', value: 40 }, buffers: { kind: 'exact', value: 3 } });
    expect(totals.tied).toEqual([['embed.weight', 'head.weight']]);
    expect(tensors.filter(({ role }) => role === 'constant').map(({ shape }) => shape)).toEqual([[1]]);
  });
});

it('ONNX of the new exporter has modules and data beside it', () => {
  const { graph, modules, problems, totals } = read('net.onnx');
  expect(problems).toEqual([]);
  // BatchNorm was folded into the convolutions: fewer than the parameters.
  expect(totals.elements).toMatchObject({ kind: 'exact' });
  expect(graph?.nodes[0]?.scope.at(-1)).toEqual({ path: 'stem', type: 'torch.nn.modules.conv.Conv2d' });
  expect(modules.children.find(({ path }) => path === 'layers')?.type).toBe('torch.nn.modules.container.Sequential');
});
