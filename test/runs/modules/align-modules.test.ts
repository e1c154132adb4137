import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { alignModules } from '../../../src/runs/modules/align-modules.js';
import { measureWork } from '../../../src/runs/modules/measure-work.js';
import { type ListedModule, type ModuleTree, treeOfModules } from '../../../src/runs/modules/module-tree.js';
import type { ModuleRow, ModuleTimes } from '../../../src/runs/report/rank-report.js';
import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import { runProgram } from '../../setup/program.js';
import { scan } from '../../syntax/trace/scan.js';

type Written = readonly [name: string, type: string, children?: readonly Written[]];

function treeOf([name, type, children = []]: Written, path = name): ModuleTree {
  const inner = children.map((child) => treeOf(child, path === '' ? child[0] : `${path}.${child[0]}`));
  return { path, type, children: inner };
}

function rowsOf(paths: readonly string[]): readonly ModuleRow[] {
  return paths.map((path) => {
    const label = path.slice(path.lastIndexOf('/') + 1);
    const times = { calls: 1, forwardNs: 0, backwardNs: 0, selfNs: 0, hostNs: 0 };
    return { path, type: label.replace(/_\d+$/, ''), depth: path.split('/').length - 1, ...times };
  });
}

function align(paths: readonly string[], tree: Written): Record<string, string | undefined> {
  const found = alignModules(rowsOf(paths), treeOf(tree));
  return Object.fromEntries(paths.map((path, at) => [path, found[at]]));
}

const block = (name: string, ...more: readonly Written[]): Written => [
  name,
  'Block',
  [['conv1', 'Conv2d'], ['conv2', 'Conv2d'], ...more],
];
const calledBlock = (path: string, first: number): readonly string[] => [
  path,
  `${path}/Conv2d_${first}`,
  `${path}/Conv2d_${first + 1}`,
];

describe('the path of a row', () => {
  test('is that of the module of its class, or the next one of its class in the order of registration', () => {
    const net: Written = [
      '',
      'Net',
      [
        ['stem', 'Conv2d'],
        ['layers', 'Sequential', [block('0'), block('1')]],
        ['fc', 'Linear'],
      ],
    ];
    const paths = ['Net_0', 'Net_0/Conv2d_0', 'Net_0/Sequential_0', ...calledBlock('Net_0/Sequential_0/Block_0', 1)];
    expect(align([...paths, ...calledBlock('Net_0/Sequential_0/Block_1', 3), 'Net_0/Linear_0'], net)).toEqual({
      Net_0: '',
      'Net_0/Conv2d_0': 'stem',
      'Net_0/Sequential_0': 'layers',
      'Net_0/Sequential_0/Block_0': 'layers.0',
      'Net_0/Sequential_0/Block_0/Conv2d_1': 'layers.0.conv1',
      'Net_0/Sequential_0/Block_0/Conv2d_2': 'layers.0.conv2',
      'Net_0/Sequential_0/Block_1': 'layers.1',
      'Net_0/Sequential_0/Block_1/Conv2d_3': 'layers.1.conv1',
      'Net_0/Sequential_0/Block_1/Conv2d_4': 'layers.1.conv2',
      'Net_0/Linear_0': 'fc',
    });
  });

  test('is not known when fewer are called than there are and nothing tells which', () => {
    const net: Written = [
      '',
      'Net',
      [
        ['a', 'Linear'],
        ['b', 'Linear'],
      ],
    ];
    expect(align(['Net_0', 'Net_0/Linear_0'], net)).toEqual({ Net_0: '', 'Net_0/Linear_0': undefined });
  });

  test('is known when what is inside tells them apart, in whatever order they are called', () => {
    const net: Written = ['', 'Net', [block('plain'), block('down', ['pool', 'AvgPool2d'])]];
    expect(align(['Net_0', 'Net_0/Block_0', 'Net_0/Block_0/AvgPool2d_0'], net)['Net_0/Block_0']).toBe('down');
    const both = align(
      [
        'Net_0',
        'Net_0/Block_0',
        'Net_0/Block_0/AvgPool2d_0',
        'Net_0/Block_1',
        'Net_0/Block_1/Conv2d_0',
        'Net_0/Block_1/Conv2d_1',
      ],
      net,
    );
    expect([both['Net_0/Block_0'], both['Net_0/Block_1']]).toEqual(['down', 'plain']);
  });

  test('goes through lists of modules, which are never called', () => {
    const net: Written = [
      '',
      'Net',
      [
        [
          'blocks',
          'ModuleList',
          [
            ['0', 'Linear'],
            ['1', 'Linear'],
          ],
        ],
      ],
    ];
    expect(align(['Net_0', 'Net_0/Linear_0', 'Net_0/Linear_1'], net)).toMatchObject({
      'Net_0/Linear_0': 'blocks.0',
      'Net_0/Linear_1': 'blocks.1',
    });
  });

  test('goes through modules whose parts are called and not they themselves', () => {
    const net: Written = [
      '',
      'Net',
      [
        ['encoder', 'Encoder', [['embed', 'Embedding']]],
        ['fc', 'Linear'],
      ],
    ];
    expect(align(['Net_0', 'Net_0/Embedding_0', 'Net_0/Linear_0'], net)['Net_0/Embedding_0']).toBe('encoder.embed');
  });

  test('is that in the model, whatever wraps it in parallel training', () => {
    const net: Written = ['', 'my.package.Net', [['fc', 'torch.nn.Linear']]];
    const wrapped = align(
      [
        'DistributedDataParallel_0',
        'DistributedDataParallel_0/Net_0',
        'DistributedDataParallel_0/Net_0/Linear_0',
        'CrossEntropyLoss_0',
      ],
      net,
    );
    expect(Object.values(wrapped)).toEqual([undefined, '', 'fc', undefined]);
    const copies = align(
      [
        'DataParallel_0',
        'DataParallel_0/Net_0',
        'DataParallel_0/Net_0/Linear_0',
        'DataParallel_0/Net_1',
        'DataParallel_0/Net_1/Linear_1',
      ],
      net,
    );
    expect(Object.values(copies)).toEqual([undefined, '', 'fc', '', 'fc']);
  });

  test('is not known when two models of the class are called', () => {
    const net: Written = ['', 'Net', [['fc', 'Linear']]];
    expect(Object.values(align(['Net_0', 'Net_0/Linear_0', 'Net_1', 'Net_1/Linear_1'], net))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is found where the model is never called itself', () => {
    const net: Written = [
      '',
      'LitNet',
      [
        ['backbone', 'ResNet', [['fc', 'Linear']]],
        ['loss', 'CrossEntropyLoss'],
      ],
    ];
    expect(Object.values(align(['ResNet_0', 'ResNet_0/Linear_0', 'CrossEntropyLoss_0'], net))).toEqual([
      'backbone',
      'backbone.fc',
      'loss',
    ]);
  });

  test('is the same for a module that two callers share', () => {
    const net: Written = [
      '',
      'Net',
      [
        ['a', 'A', [['shared', 'Linear']]],
        ['b', 'B'],
      ],
    ];
    expect(align(['Net_0', 'Net_0/A_0', 'Net_0/A_0/Linear_0', 'Net_0/B_0', 'Net_0/B_0/Linear_0'], net)).toMatchObject({
      'Net_0/A_0/Linear_0': 'a.shared',
      'Net_0/B_0/Linear_0': 'a.shared',
    });
  });

  test('is never guessed for what does nothing and may be called anywhere', () => {
    const net: Written = [
      '',
      'Net',
      [
        ['shortcut', 'Identity'],
        ['drop_path', 'Identity'],
      ],
    ];
    expect(align(['Net_0', 'Net_0/Identity_0', 'Net_0/Identity_1'], net)['Net_0/Identity_0']).toBeUndefined();
  });

  test('an annotation has it already, if the model does', () => {
    const rows = rowsOf(['', 'layer1.0', 'layer9', 'module._orig_mod.fc']).map((row) => ({ ...row, type: undefined }));
    const net: Written = [
      '',
      'Net',
      [
        ['layer1', 'Sequential', [['0', 'Linear']]],
        ['fc', 'Linear'],
      ],
    ];
    expect(alignModules(rows, treeOf(net))).toEqual(['', 'layer1.0', undefined, 'fc']);
  });

  test('a thousand equal blocks cost little', () => {
    const blocks = Array.from({ length: 1000 }, (_, at) => block(`${at}`));
    const paths = blocks.flatMap((_, at) => calledBlock(`Net_0/Block_${at}`, at * 2));
    const found = align(['Net_0', ...paths], ['', 'Net', [['layers', 'ModuleList', blocks]]]);
    expect(found['Net_0/Block_999/Conv2d_1999']).toBe('layers.999.conv2');
  }, 5_000);
});

test('modules that are listed are put into a tree, where one is left out under the next outer one', () => {
  const listed = [
    { path: 'a', type: 'A' },
    { path: 'a.b.c', type: 'C' },
    { path: 'a', type: 'Again' },
  ];
  expect(treeOfModules('Net', listed)).toEqual({
    path: '',
    type: 'Net',
    children: [{ path: 'a', type: 'A', children: [{ path: 'a.b.c', type: 'C', children: [] }] }],
  });
});

describe('a trace of PyTorch 2.13 and its model', () => {
  const truth = JSON.parse(readFileSync('fixtures/runs/modules/truth.json', 'utf8')) as {
    tree: ModuleTree;
    calls: string[];
  };
  const modulesOf = (name: string): ModuleTimes => {
    const bytes = gunzipSync(readFileSync(`fixtures/runs/modules/${name}.pt.trace.json.gz`));
    return measureWork(readTimeline(scan(bytes))).modules;
  };

  test('every module has its path, in the order of its first call', () => {
    const { from, rows } = modulesOf('frames');
    const ofModel = alignModules(rows, truth.tree).filter((_, at) => rows[at]?.type !== 'CrossEntropyLoss');
    expect(from).toBe('frames');
    expect(ofModel).toEqual([...new Set(truth.calls)]);
  });

  test('and so it has with the model as torchdock reads it from its source', () => {
    const { stdout } = runProgram(['model', 'fixtures/runs/modules/train.py:Net()', '--json']);
    const { modules } = JSON.parse(stdout) as { modules: ListedModule[] };
    const { rows } = modulesOf('frames');
    expect(alignModules(rows, treeOfModules('Net', modules))).toEqual(alignModules(rows, truth.tree));
  });

  test('an annotation for each module says the same, and as many calls', () => {
    const annotated = modulesOf('annotations');
    const framed = modulesOf('frames').rows.filter(({ type }) => type !== 'CrossEntropyLoss');
    expect(annotated.from).toBe('annotations');
    expect(annotated.rows.map(({ path }) => path)).toEqual([...new Set(truth.calls)]);
    expect(annotated.rows.map(({ calls, depth }) => [calls, depth])).toEqual(
      framed.map(({ calls, depth }) => [calls, depth]),
    );
    expect(alignModules(annotated.rows, truth.tree)).toEqual(annotated.rows.map(({ path }) => path));
  });

  test('each module that has weights has a backward', () => {
    const { rows } = modulesOf('annotations');
    const without = rows.filter(({ backwardNs }) => backwardNs === 0).map(({ path }) => path);
    expect(without).toEqual([]);
  });
});
