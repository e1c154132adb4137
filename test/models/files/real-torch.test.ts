import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compareCheckpoint } from '../../../src/models/files/compare-checkpoint.js';
import type { FileModule, ModelFile } from '../../../src/models/files/model-file.js';
import { DEBIAN_ONNX, DEBIAN_TORCH, requireTool } from '../../setup/tools.js';
import { readFromDisk } from './read-file.js';

interface Described {
  readonly tensors: Readonly<Record<string, { readonly shape: number[]; readonly dtype: string }>>;
  readonly parameters?: number;
  readonly buffers?: number;
  readonly optimizer?: number;
}

interface DescribedOnnx {
  readonly initialisers: Readonly<Record<string, number[]>>;
  readonly nodes: readonly (readonly [string, string[], string[]])[];
  readonly ir: number;
  readonly opset: number;
}

let folder = '';
let manifest: Record<string, unknown> = {};

beforeAll(() => {
  if (!DEBIAN_TORCH.isPresent()) return;
  folder = mkdtempSync(join(tmpdir(), 'torchdock-models-'));
  execFileSync('/usr/bin/python3', ['-W', 'ignore', 'test/models/files/make_models.py', folder], { stdio: 'pipe' });
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
}, 120_000);
afterAll(() => folder !== '' && rmSync(folder, { recursive: true, force: true }));
beforeEach((context) => requireTool(context, DEBIAN_TORCH));

function read(name: string): ModelFile {
  return readFromDisk(join(folder, name));
}

function described(name: string): Described {
  return manifest[name] as Described;
}

function describeModel({ tensors }: ModelFile): Described['tensors'] {
  const model = tensors.filter(
    ({ role, section }) => role !== 'optimizer' && role !== 'average' && section !== 'constants',
  );
  return Object.fromEntries(model.map(({ name, shape, dtype }) => [name, { shape: [...shape], dtype }]));
}

function typesOf(module: FileModule, found = new Map<string, string>()): Map<string, string> {
  if (module.type !== undefined) found.set(module.path, module.type);
  for (const child of module.children) typesOf(child, found);
  return found;
}

function codesOf(file: ModelFile): string[] {
  return file.problems.map(({ code }) => code);
}

const ZOO = 'resnet18 squeezenet1_0 mobilenet_v3_small shufflenet_v2_x0_5 efficientnet_b0 vit swin tied'.split(' ');

describe('state dicts of torch', () => {
  it.each(ZOO.flatMap((name) => [`${name}.pt`, `${name}.pth`]))('%s has every name, shape, type and total', (name) => {
    const file = read(name);
    const { tensors, parameters, buffers } = described(name);
    expect(describeModel(file)).toEqual(tensors);
    expect(file.problems).toEqual([]);
    expect(file.format).toBe(name.endsWith('.pt') ? 'torch-zip' : 'torch-legacy');
    // Only names say which of them are parameters, and that is said.
    expect(file.totals.parameters).toMatchObject({ kind: 'estimated', value: parameters });
    expect(file.totals.buffers).toMatchObject({ kind: 'estimated', value: buffers });
  });

  it('counts tied weights once, and tells them', () => {
    expect(read('tied.pt').totals.tied).toEqual([['embed.weight', 'head.weight']]);
    expect(read('tied_whole.pth').totals.tied).toEqual([['module.embed.weight', 'module.head.weight']]);
  });

  it('knows modules that have no tensors', () => {
    expect(read('resnet18.pt').modules.children.map(({ path }) => path)).toContain('maxpool');
  });

  it.each(['kinds.pt', 'kinds.pth', ...[2, 3, 4, 5].map((protocol) => `kinds${protocol}.pt`)])(
    '%s has tensors of every kind',
    (name) => {
      const file = read(name);
      expect(describeModel(file)).toEqual(described(name).tensors);
      expect(file.problems).toEqual([]);
      expect(file.totals.tied).toEqual([['view', 'same']]);
    },
  );
});

describe('whole modules and checkpoints', () => {
  it.each(['whole.pt', 'quirks.pt', 'tied_whole.pth'])('%s says itself what is a parameter', (name) => {
    const file = read(name);
    const { tensors, parameters, buffers } = described(name);
    expect(describeModel(file)).toEqual(tensors);
    expect(file.totals.parameters).toEqual({ kind: 'exact', value: parameters });
    expect(file.totals.buffers).toEqual({ kind: 'exact', value: buffers });
    expect(codesOf(file)).toEqual(['MDF-02']);
  });

  it('has the classes of the modules', () => {
    const types = typesOf(read('whole.pt').modules);
    expect(types.get('')).toBe('torchvision.models.shufflenetv2.ShuffleNetV2');
    expect(types.get('conv1.0')).toBe('torch.nn.modules.conv.Conv2d');
    expect(typesOf(read('tied_whole.pth').modules).get('module.lstm')).toBe('torch.nn.modules.rnn.LSTM');
  });

  it('tells model, optimizer and average apart', () => {
    const file = read('checkpoint.pt');
    const { tensors, parameters, buffers, optimizer } = described('checkpoint.pt');
    expect(describeModel(file)).toEqual(tensors);
    expect(file.totals).toMatchObject({
      parameters: { kind: 'estimated', value: parameters },
      buffers: { kind: 'estimated', value: buffers },
      optimizer,
      averages: (parameters ?? 0) + (buffers ?? 0),
    });
    expect(file.metadata).toContainEqual({ key: 'epoch', value: '7' });
    expect(new Set(file.tensors.map(({ section }) => section))).toEqual(new Set(['model', 'ema', 'optimizer']));
    expect(file.problems).toEqual([]);
  });

  it('is compared with what a model expects, through the wrapper that saved it', () => {
    const expected = Object.entries(described('tied.pt').tensors).map(([name, { shape }]) => ({ name, shape }));
    expect(compareCheckpoint(expected, read('tied_whole.pth'))).toMatchObject({
      filePrefix: 'module.',
      missing: [],
      unexpected: [],
      misshaped: [],
      matched: expected.length,
    });
  });
});

describe('TorchScript', () => {
  it.each([
    'script_small.pt',
    'script_small_traced.pt',
    'script_tied.pt',
    'script_tied_traced.pt',
    'script_quirks_traced.pt',
  ])('%s says itself what is a parameter', (name) => {
    const file = read(name);
    const { tensors, parameters, buffers } = described(name);
    expect(describeModel(file)).toEqual(tensors);
    expect(file.format).toBe('torchscript');
    expect(file.totals.parameters).toEqual({ kind: 'exact', value: parameters });
    expect(file.totals.buffers).toEqual({ kind: 'exact', value: buffers });
    expect(file.problems).toEqual([]);
  });

  it('has the classes of the modules', () => {
    const types = typesOf(read('script_small.pt').modules);
    expect(types.get('')).toBe('torchvision.models.shufflenetv2.ShuffleNetV2');
    expect(types.get('stage2.0.branch1.1')).toBe('torch.nn.modules.batchnorm.BatchNorm2d');
  });
});

describe('ONNX', () => {
  beforeEach((context) => requireTool(context, DEBIAN_ONNX));

  it.each(['small.onnx', 'external.onnx'])('%s has initialisers and nodes as onnx reads them', (name) => {
    const file = read(name);
    const { initialisers, nodes, ir, opset } = manifest[name] as DescribedOnnx;
    expect(Object.fromEntries(file.tensors.map(({ name, shape }) => [name, [...shape]]))).toEqual(initialisers);
    expect(file.graph?.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual(nodes);
    expect(file.metadata).toContainEqual({ key: 'IR version', value: String(ir) });
    expect(file.metadata).toContainEqual({ key: 'opset', value: String(opset) });
    expect(file.problems).toEqual([]);
    expect(file.totals).toMatchObject({ parameters: { kind: 'unknown' }, elementsAre: 'initialiser elements' });
    expect(file.graph?.inputs).toEqual([{ name: 'image', dtype: 'float32', shape: ['batch', 3, 64, 64] }]);
    expect(file.graph?.outputs).toEqual([{ name: 'logits', dtype: 'float32', shape: ['batch', 3] }]);
  });

  it('misses the file that its data is in', () => {
    const data = join(folder, 'external.onnx.data');
    truncateSync(data, statSync(data).size - 1);
    expect(codesOf(read('external.onnx'))).toEqual(['MDF-05']);
    rmSync(data);
    expect(codesOf(read('external.onnx'))).toEqual(['MDF-07']);
    expect(existsSync(data)).toBe(false);
  });
});

describe('files that were cut off', () => {
  it.each(['resnet18.pt', 'resnet18.pth', 'whole.pt', 'script_small.pt', 'small.onnx'])('%s is told to be', (name) => {
    const path = join(folder, name);
    truncateSync(path, statSync(path).size - 100);
    const file = read(name);
    expect(codesOf(file).filter((code) => code === 'MDF-03' || code === 'MDF-04')).toHaveLength(1);
    expect(file.totals.parameters.kind).toBe('unknown');
  });
});
