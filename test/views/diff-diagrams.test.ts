import { array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStart } from '../../src/base/text.js';
import { describeChange } from '../../src/views/describe-change.js';
import { type DrawnDiagram, type DrawnEdge, type DrawnNode, diffDiagrams } from '../../src/views/diff-diagrams.js';

function node(id: string, kind: string, label: string, line?: number): DrawnNode {
  return { id, kind, label, ...(line === undefined ? {} : { origin: { ...fileStart('compose.yaml'), line } }) };
}

function diagram(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[] = []): DrawnDiagram {
  return { nodes, edges, groups: [{ id: 'host', title: 'Host' }], direction: 'LR' };
}

function wordsOf(before: DrawnDiagram, after: DrawnDiagram): readonly string[] {
  return diffDiagrams(before, after).map(describeChange);
}

const user = node('user', 'user', 'Developer');
const board = node('board', 'service', 'TensorBoard\nport 6006', 12);
const torch = node('torch', 'framework', 'PyTorch 2.6 + CUDA\ntorch 2.6.0 · cu124', 8);

describe('changes of a picture in words', () => {
  it('tell a service that came, with the port at which it is reached', () => {
    const edge = {
      from: 'user',
      to: 'board',
      label: 'browser\n127.0.0.1:6006 → 6006',
      origin: { ...fileStart('compose.yaml'), line: 14 },
    };
    expect(wordsOf(diagram([user]), diagram([user, board], [edge]))).toEqual([
      '+ service TensorBoard, port 6006 (compose.yaml:12)',
      '+ port 6006 (compose.yaml:14) to TensorBoard, on 127.0.0.1 only',
    ]);
    expect(wordsOf(diagram([user, board], [{ ...edge, label: '6006 → 6006' }]), diagram([user]))).toEqual([
      '- service TensorBoard, port 6006',
      '- port 6006 to TensorBoard',
    ]);
  });

  it('tell each part of a label that changed, and say what both share once', () => {
    const now = node('torch', 'framework', 'PyTorch 2.7 + CUDA\ntorch 2.7.1 · cu126 · devel', 9);
    expect(wordsOf(diagram([torch]), diagram([now]))).toEqual([
      '~ PyTorch 2.6 → 2.7 (compose.yaml:9)',
      '~ PyTorch 2.7 + CUDA: cu124 → cu126 (compose.yaml:9)',
      '~ PyTorch 2.7 + CUDA: torch 2.6.0 → 2.7.1 (compose.yaml:9)',
      '+ PyTorch 2.7 + CUDA: devel (compose.yaml:9)',
    ]);
    const limited = (memory: string): DrawnDiagram => diagram([node('c', 'container', `Container train\n${memory}`)]);
    expect(wordsOf(limited('memory 8 GiB · 4 CPUs'), limited('memory 16 GiB · 4 CPUs'))).toEqual([
      '~ Container train: memory 8 GiB → 16 GiB',
    ]);
  });

  it('know a box again when its id changed', () => {
    const old = diagram(
      [user, node('image:2.6', 'container', 'Container\nlab:2.6')],
      [{ from: 'user', to: 'image:2.6' }],
    );
    const now = diagram(
      [user, node('image:2.7', 'container', 'Container\nlab:2.7')],
      [{ from: 'user', to: 'image:2.7' }],
    );
    expect(wordsOf(old, now)).toEqual(['~ Container: lab:2.6 → lab:2.7']);
  });

  it('tell arrows between boxes that stayed', () => {
    const arrow = { from: 'user', to: 'board', label: 'opens' };
    expect(wordsOf(diagram([user, board]), diagram([user, board], [arrow]))).toEqual([
      '+ arrow Developer → TensorBoard: opens',
    ]);
    expect(wordsOf(diagram([user, board], [arrow]), diagram([user, board], [{ ...arrow, label: 'reads' }]))).toEqual([
      '~ Developer → TensorBoard: opens → reads',
    ]);
  });

  it('tell a port that moved', () => {
    const way = (label: string): DrawnEdge => ({ from: 'user', to: 'board', label });
    const before = diagram([user, board], [way('browser\n6006 → 6006')]);
    const after = diagram([user, board], [way('browser\n127.0.0.1:7007 → 6006')]);
    expect(wordsOf(before, after)).toEqual(['~ port 6006 is now 7007 → 6006 on 127.0.0.1 to TensorBoard']);
  });

  it('tell groups and the direction', () => {
    const turned = { ...diagram([user]), direction: 'TB', groups: [{ id: 'cluster', title: 'Cluster' }] };
    expect(wordsOf(diagram([user]), turned)).toEqual(['+ group Cluster', '- group Host', '~ direction LR → TB']);
  });

  it('are none between equal pictures, however they are ordered', () => {
    const label = constantFrom('A', 'B\nport 1', 'C · d', '');
    const nodes = array(record({ id: constantFrom('a', 'b', 'c', 'd'), kind: constantFrom('x', 'y'), label }), {
      maxLength: 5,
    });
    const edges = array(record({ from: constantFrom('a', 'b', 'e'), to: constantFrom('c', 'd'), label }), {
      maxLength: 5,
    });
    const drawn = record({ nodes, edges });
    assert(
      property(drawn, drawn, (one, other) => {
        const unique = { ...one, nodes: [...new Map(one.nodes.map((item) => [item.id, item])).values()] };
        expect(wordsOf(unique, { nodes: unique.nodes.toReversed(), edges: unique.edges.toReversed() })).toEqual([]);
        expect(wordsOf(one, other)).toEqual(wordsOf(one, other));
      }),
      { numRuns: 100 },
    );
  });
});
