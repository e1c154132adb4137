import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fragment } from '../../src/graph/fragment.js';
import { linkGraph } from '../../src/graph/link.js';
import { mergeFragments } from '../../src/graph/merge.js';
import { containerNode, dockerfileNodes, imageNodes, place } from '../setup/nodes.js';

function fragment(nodes: Fragment['nodes'], edges: Fragment['edges'] = []): Fragment {
  return { nodes, edges, findings: [] };
}

const run = containerNode('run.sh', 'trainer', { image: 'trainer:1' });
const runsImage = {
  kind: 'runs',
  from: run.id,
  to: 'image:docker.io/library/trainer:1',
  origins: [place('run.sh')],
  facts: {},
} as const;

describe('mergeFragments', () => {
  it('makes nodes of one id one node with all origins', () => {
    const { graph } = mergeFragments([
      fragment(imageNodes('busybox', 'b.sh')),
      fragment(imageNodes('docker.io/library/busybox:latest', 'a.sh')),
    ]);
    expect(graph.nodes).toHaveLength(1);
    expect(graph.nodes[0]?.origins.map(({ file }) => file)).toEqual(['a.sh', 'b.sh']);
    expect(graph.nodes[0]?.label).toBe('docker.io/library/busybox:latest');
  });

  it('gives the same graph whatever order the fragments come in', () => {
    const fragments = [
      fragment([run, ...imageNodes('trainer:1')], [runsImage]),
      fragment(dockerfileNodes('Dockerfile', ['a', 'b'])),
      fragment([containerNode('README.md', 'trainer', { image: 'trainer:1' })]),
      fragment(imageNodes('nvidia/cuda:12.6.3-cudnn-devel-ubuntu22.04')),
    ];
    const expected = JSON.stringify(linkGraph(mergeFragments(fragments)));
    fc.assert(
      fc.property(fc.shuffledSubarray(fragments, { minLength: fragments.length }), (shuffled) => {
        expect(JSON.stringify(linkGraph(mergeFragments(shuffled)))).toBe(expected);
      }),
      { numRuns: 24 },
    );
  });
});

describe('linkGraph', () => {
  it('joins the only Dockerfile with the only image that nothing builds, and says that it is assumed', () => {
    const { graph, findings } = linkGraph(
      mergeFragments([
        fragment([run, ...imageNodes('trainer:1')], [runsImage]),
        fragment(dockerfileNodes('Dockerfile')),
      ]),
    );
    expect(graph.edges.find(({ kind }) => kind === 'builds')).toMatchObject({
      from: 'dockerfile:Dockerfile',
      facts: { assumed: true },
    });
    expect(findings.map(({ code }) => code)).toEqual(['LNK-01']);
  });

  it('assumes nothing when two Dockerfiles could be meant', () => {
    const { graph } = linkGraph(
      mergeFragments([
        fragment([run, ...imageNodes('trainer:1')], [runsImage]),
        fragment([...dockerfileNodes('a/Dockerfile'), ...dockerfileNodes('b/Dockerfile')]),
      ]),
    );
    expect(graph.edges.some(({ kind }) => kind === 'builds')).toBe(false);
  });

  it('prefers the Dockerfile that carries the name of the image', () => {
    const { graph } = linkGraph(
      mergeFragments([
        fragment([run, ...imageNodes('trainer:1')], [runsImage]),
        fragment([...dockerfileNodes('Dockerfile.trainer'), ...dockerfileNodes('Dockerfile.serve')]),
      ]),
    );
    expect(graph.edges.find(({ kind }) => kind === 'builds')?.from).toBe('dockerfile:Dockerfile.trainer');
  });

  it('never takes a public image for one that is built here', () => {
    const postgres = containerNode('run.sh', 'db', { image: 'postgres:16' });
    const edge = { ...runsImage, from: postgres.id, to: 'image:docker.io/library/postgres:16' };
    const { graph } = linkGraph(
      mergeFragments([
        fragment([postgres, ...imageNodes('postgres:16')], [edge]),
        fragment(dockerfileNodes('Dockerfile')),
      ]),
    );
    expect(graph.edges.some(({ kind }) => kind === 'builds')).toBe(false);
  });

  it('finds a stage by its target name, and says which there are when it is not one', () => {
    const edge = (target: string) => ({ ...runsImage, to: `stage:Dockerfile@${target}` });
    const link = (target: string) =>
      linkGraph(
        mergeFragments([fragment([run], [edge(target)]), fragment(dockerfileNodes('Dockerfile', ['Base', 'train']))]),
      );
    expect(link('base').graph.edges[0]?.to).toBe('stage:Dockerfile#0');
    expect(link('serve').findings[0]).toMatchObject({ code: 'LNK-03', hint: 'Its stages are: Base, train' });
  });

  it('says when a build names a Dockerfile that is not there', () => {
    const edge = { ...runsImage, to: 'dockerfile:docker/Dockerfile' };
    expect(linkGraph(mergeFragments([fragment([run], [edge])])).findings[0]?.code).toBe('LNK-02');
  });

  it('makes equal run lines of several files one container', () => {
    const again = containerNode('README.md', 'trainer', { image: 'trainer:1' });
    const { graph } = linkGraph(mergeFragments([fragment([run]), fragment([again])]));
    expect(graph.nodes.filter(({ kind }) => kind === 'container')).toHaveLength(1);
    expect(graph.nodes[0]?.origins.map(({ file }) => file)).toEqual(['README.md', 'run.sh']);
  });
});
