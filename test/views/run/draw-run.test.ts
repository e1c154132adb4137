import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagram, DiagramNode } from '../../../src/views/diagram.js';
import { drawRun, type RunSources, runView } from '../../../src/views/run/draw-run.js';
import { RUN_VIEW } from '../../../src/views/table.js';
import { writeMermaid } from '../../../src/writers/mermaid/write-mermaid.js';
import { expectGolden } from '../../setup/golden.js';
import { block, layer, modelOf, Tape } from '../model/sample-model.js';
import { classifier, element, pipelineOf } from '../pipeline/sample-pipeline.js';
import {
  anatomy,
  curvesReport,
  emptyRank,
  HOSTILE_NAMES,
  hostileReport,
  MS,
  manyRanks,
  moduleRow,
  reportOf,
  waitingRank,
  waitingReport,
} from './sample-report.js';

function textOf(diagram: Diagram): string {
  return writeMermaid(diagram) + diagram.notes.map((note) => `%% note: ${note.replaceAll(/[{}]/g, '')}\n`).join('');
}

function draw(report = waitingReport(), sources: RunSources = {}): Diagram {
  const diagram = drawRun(report, sources, { language: 'en' });
  // Numbers and units stay in one line.
  return { ...diagram, nodes: diagram.nodes.map((node) => ({ ...node, label: node.label.replaceAll('\u00a0', ' ') })) };
}

function boxes({ nodes }: Diagram): readonly string[] {
  return nodes.map(({ label, emphasis }) => `${label.replaceAll('\n', ' | ')} [${emphasis}]`);
}

function boxOf({ nodes }: Diagram, start: string): DiagramNode | undefined {
  return nodes.find(({ label }) => label.startsWith(start));
}

describe('the picture of a run', () => {
  it.each(['en', 'zh'] as const)('is as it was looked at, in %s', (language) => {
    const options = { language };
    expectGolden(`fixtures/run-view/alone.${language}.mmd`, textOf(drawRun(waitingReport(), {}, options)));
    expectGolden(
      `fixtures/run-view/pipeline.${language}.mmd`,
      textOf(drawRun(waitingReport(), { pipeline: classifier() }, options)),
    );
    expectGolden(
      `fixtures/run-view/model.${language}.mmd`,
      textOf(drawRun(stackReport(), { model: stack() }, options)),
    );
  });

  it('is the view of its table', async () => {
    expect(await RUN_VIEW.load()).toBe(runView);
    expect(runView.draw(waitingReport(), {}, { language: 'en' })).toEqual(
      drawRun(waitingReport(), {}, { language: 'en' }),
    );
  });

  it('is made of the report alone: the parts of the mean step, and the heaviest modules', () => {
    expect(boxes(draw())).toEqual([
      'Waiting for data | ▲ bottleneck | 33.4 % of the step · 59.3 ms | SLW-01: saves ≤ 33.4 % [hot-3]',
      'Copies | 1.1 % of the step · 2.01 ms [cold]',
      'Forward | 17.8 % of the step · 31.6 ms | SLW-06 [hot-2]',
      'Backward | 34.7 % of the step · 61.6 ms [hot-3]',
      'Optimizer | 2.3 % of the step · 4.00 ms [cold]',
      'Other kernels | 0.8 % of the step · 1.33 ms [cold]',
      'Work of the host | 9.3 % of the step · 16.6 ms [hot-1]',
      'Nothing recorded | 0.7 % of the step · 1.16 ms [cold]',
      'ResNet_0/Conv2d_0 | 2.8 % of the step · 4.95 ms [cold]',
      'ResNet_0/BatchNorm2d_0 | 1.8 % of the step · 3.13 ms [cold]',
      'ResNet_0/ReLU_0 | 0.7 % of the step · 1.32 ms [cold]',
      'ResNet_0/MaxPool2d_0 | 2.3 % of the step · 4.12 ms [cold]',
      'ResNet_0/Sequential_0 | 13.0 % of the step · 23.1 ms [hot-2]',
      'ResNet_0/Sequential_1 | 13.9 % of the step · 24.7 ms [hot-2]',
      'ResNet_0/Sequential_2 | 11.9 % of the step · 21.1 ms [hot-2]',
      'ResNet_0/Sequential_3 | 5.0 % of the step · 8.90 ms [hot-1]',
    ]);
  });

  it('says which share belongs to no module, and why', () => {
    expect(draw().notes).toContain(
      '6.4 % of the work on the device belongs to no module: the optimizer 4.0 %; launched outside of any module 1.3 %; its launch is not in the trace 1.0 %.',
    );
    expect(draw(manyRanks(2)).notes.join()).toContain('The trace names no modules');
  });

  it('is the mean of several ranks, and says so', () => {
    const diagram = draw(manyRanks(8));
    expect(diagram.notes).toContain('Mean of 8 ranks.');
    expect(boxOf(diagram, 'Communication')?.label).toMatch(/▲ bottleneck\n21\.0 % of the trace · 29\.4 ms/);
  });

  it('knows of a log how long a step waits for its data, and no more', () => {
    expect(boxes(draw(curvesReport()))).toEqual([
      'Waiting for data | 9.7 % of the step · 24.4 ms [hot-1]',
      'Rest of the step | ▲ largest share | 90.3 % of the step · 227.2 ms [hot-4]',
    ]);
  });

  it('says that nothing is known, in a box that can be drawn', () => {
    const diagram = draw(reportOf([emptyRank()]));
    expect(boxes(diagram)).toEqual(['Not known where the time goes [cold]']);
    expect(diagram.notes).toContain('Neither trace nor log tells where the time goes.');
  });

  it('calls work of the host by its name where no device worked', () => {
    const rank = emptyRank({
      stepAnatomy: anatomy(0, 0, 0, 0, 0, 5, 90, 5),
      phases: {
        on: 'host',
        forwardNs: 30,
        backwardNs: 50,
        optimizerNs: 0,
        communicationNs: 0,
        copiesNs: 0,
        otherNs: 20,
      },
    });
    expect(boxes(draw(reportOf([rank])))).toContain('Other operators | 18.0 % of the trace · 18.0 ms [hot-2]');
    expect(boxes(draw(reportOf([rank])))).toContain(
      'Backward | ▲ largest share | 45.0 % of the trace · 45.0 ms [hot-4]',
    );
  });
});

describe('the picture of a run over its pipeline', () => {
  it('writes shares into the boxes of the loop that trains', () => {
    const diagram = draw(waitingReport(), { pipeline: classifier() });
    const loader = diagram.nodes.find(({ id }) => id === 'loader:train');
    expect(loader?.label).toMatch(
      /^Loader · DataLoader\n▲ bottleneck\n33\.4 % of the step · 59\.3 ms\nSLW-01: saves ≤ 33\.4 %\nbatch_size/,
    );
    expect(loader?.origin?.line).toBe(7);
    expect(loader?.facts['advice']).toEqual([expect.stringContaining('SLW-01: Each step waits')]);
    expect(diagram.nodes.find(({ id }) => id === 'loader:val')?.emphasis).toBe('cold');
    expect(diagram.nodes.find(({ id }) => id === 'backward')?.label).toContain('34.7 % of the step');
    expect(boxOf(diagram, 'Work of the host')).toBeDefined();
    expect(diagram.nodes.filter(({ label }) => label.includes('▲'))).toHaveLength(1);
  });

  it('keeps what has no box in the script', () => {
    const diagram = draw(waitingReport(), { pipeline: pipelineOf({ elements: [element('model', 3)] }) });
    expect(boxOf(diagram, 'Waiting for data')?.emphasis).toBe('hot-3');
    expect(boxOf(diagram, 'Backward')).toBeDefined();
  });

  it('opens the line of each module where the model is known', () => {
    const diagram = draw(stackReport(), { pipeline: classifier(), model: stack() });
    const norm = diagram.nodes.find(({ facts }) => facts['path'] === 'layers.1.conv');
    expect(norm?.label).toBe('layers.1.conv · Conv2d\n26.0 % of the trace · 26.0 ms\n200 parameters');
    expect(norm?.origin?.file).toBe('model.py');
  });
});

function stack() {
  const parts = [0, 1].map((at) =>
    block(String(at), 'Block', layer('conv', 'Conv2d', 100 + 100 * at), layer('norm', 'BatchNorm2d', 100)),
  );
  const tape = new Tape();
  let x = tape.input('x', 1, 8);
  for (const at of [0, 1]) {
    const before = x;
    x = tape.block(`layers.${at}`, () =>
      tape.layer(`layers.${at}.norm`, tape.layer(`layers.${at}.conv`, before, 1, 8), 1, 8),
    );
  }
  tape.output('output', tape.layer('head', x, 1, 2));
  return modelOf('Net', [block('layers', 'ModuleList', ...parts), layer('head', 'Linear', 50)], tape);
}

/** A trace of it that names calls, not paths. */
function stackReport() {
  return reportOf([
    waitingRank({
      steps: [],
      stepAnatomy: anatomy(80, 0, 0, 0, 0, 10, 10, 0),
      modules: {
        from: 'frames',
        rows: [
          moduleRow('Net_0', 'Net', 30, 50),
          moduleRow('Net_0/Block_0', 'Block', 10, 10),
          moduleRow('Net_0/Block_0/Conv2d_0', 'Conv2d', 8, 9),
          moduleRow('Net_0/Block_0/BatchNorm2d_0', 'BatchNorm2d', 2, 1),
          moduleRow('Net_0/Block_1', 'Block', 10, 20),
          moduleRow('Net_0/Block_1/Conv2d_1', 'Conv2d', 8, 18),
          moduleRow('Net_0/Block_1/BatchNorm2d_1', 'BatchNorm2d', 2, 2),
          moduleRow('Net_0/Linear_0', 'Linear', 10, 20),
        ],
        attributedNs: 80 * MS,
        unattributed: [],
      },
      phases: { forwardNs: 30 * MS, backwardNs: 50 * MS, optimizerNs: 0, communicationNs: 0, copiesNs: 0, otherNs: 0 },
    }),
  ]);
}

describe('the picture of a run over its model', () => {
  it('gives each box what its modules take, with the norms that have no box of their own', () => {
    const diagram = draw(stackReport(), { model: stack() });
    const shares = diagram.nodes.flatMap(({ facts }) =>
      facts['share'] === undefined ? [] : [[facts['path'], facts['share']]],
    );
    expect(
      shares.map(([, share]) => Number.parseFloat(String(share))).reduce((sum, share) => sum + share, 0),
    ).toBeCloseTo(80, 5);
    expect(diagram.nodes.filter(({ label }) => label.includes('▲ largest share'))).toHaveLength(1);
    expect(diagram.view).toBe('run');
  });

  it('matches nothing where there are more calls of a class than modules', () => {
    const report = stackReport();
    const [rank] = report.ranks;
    const rows = [...(rank?.modules.rows ?? []), moduleRow('Net_0/Block_2', 'Block', 5, 5)];
    const changed = reportOf([waitingRank({ ...rank, modules: { ...rank!.modules, rows } })]);
    const diagram = draw(changed, { model: stack() });
    const known = diagram.nodes.flatMap(({ facts }) => (facts['share'] === undefined ? [] : [facts['path']]));
    expect(known).toEqual(['head']);
    expect(diagram.notes.join()).toContain('could not be matched to modules of the source');
  });

  it('takes paths that the script says, whatever wraps the model', () => {
    const rows = [moduleRow('module.layers.0', 'Block', 1, 1), moduleRow('_orig_mod.head', 'Linear', 2, 2)];
    const modules = { from: 'annotations', rows, attributedNs: 6 * MS, unattributed: [] } as const;
    const diagram = draw(reportOf([waitingRank({ modules })]), { model: stack() });
    expect(diagram.nodes.find(({ facts }) => facts['path'] === 'head')?.facts['share']).toBe('37.0 %');
  });
});

describe('a run with hostile names', () => {
  it.each(Object.keys(HOSTILE_NAMES))('%s', (kind) => {
    const diagram = draw(hostileReport(HOSTILE_NAMES[kind] ?? ''), { pipeline: classifier() });
    expect(writeMermaid(diagram).length).toBeLessThan(20_000);
    for (const { label } of diagram.nodes) for (const line of label.split('\n')) expect(line.length).toBeLessThan(250);
  });

  it('never throws over modules that are nested in any way', () => {
    const path = fc.stringMatching(/^[ab./]{0,6}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.nat(9), fc.nat(9)), { maxLength: 30 }), (rows) => {
        const modules = {
          from: 'annotations',
          rows: rows.map(([name, forward, backward]) => moduleRow(name, 'X', forward, backward)),
          attributedNs: 100 * MS,
          unattributed: [],
        } as const;
        const diagram = draw(reportOf([waitingRank({ modules })]));
        expect(diagram.nodes.length).toBeLessThanOrEqual(8 + 9);
        expect(writeMermaid(diagram)).toBe(writeMermaid(draw(reportOf([waitingRank({ modules })]))));
      }),
    );
  });

  it('draws few boxes of 10,000 modules', () => {
    const rows = [...Array(10_000).keys()].map((at) => moduleRow(`m.${at}`, 'Linear', 1, 1));
    const modules = { from: 'annotations', rows, attributedNs: 20_000 * MS, unattributed: [] } as const;
    expect(draw(reportOf([waitingRank({ modules })])).nodes.length).toBe(16);
  });
});
