import type { Place } from '../../src/base/text.js';
import { nodeId } from '../../src/graph/ids.js';
import { describeImage } from '../../src/graph/image-contents.js';
import type {
  ContainerNode,
  DockerfileNode,
  GraphNode,
  PackageFacts,
  PackageNode,
  StageNode,
} from '../../src/graph/node.js';

/** Small graph nodes for tests that need no reader. */
export function place(file: string, line = 1): Place {
  return { file, line, column: 1, endLine: line, endColumn: 2 };
}

export function containerNode(
  file: string,
  name: string,
  facts: Partial<ContainerNode['facts']> = {},
  line = 1,
): ContainerNode {
  const all: ContainerNode['facts'] = {
    platform: 'docker',
    ports: [],
    environment: [],
    limits: {},
    settings: [],
    ...facts,
  };
  return { kind: 'container', id: nodeId.container(file, name), label: name, origins: [place(file, line)], facts: all };
}

export function dockerfileNodes(
  path: string,
  names: readonly (string | undefined)[] = [undefined],
): readonly (DockerfileNode | StageNode)[] {
  const dockerfile: DockerfileNode = {
    kind: 'dockerfile',
    id: nodeId.dockerfile(path),
    label: path,
    origins: [place(path)],
    facts: { path },
  };
  const stages = names.map(
    (name, index): StageNode => ({
      kind: 'stage',
      id: nodeId.stage(path, index),
      label: name ?? String(index),
      parent: dockerfile.id,
      origins: [place(path, index + 1)],
      facts: {
        index,
        ...(name === undefined ? {} : { name }),
        base: { known: true, value: 'ubuntu:22.04' },
        isLast: index === names.length - 1,
        ports: [],
        volumes: [],
        environment: [],
      },
    }),
  );
  return [dockerfile, ...stages];
}

export function imageNodes(text: string, file = 'run.sh'): readonly GraphNode[] {
  return describeImage(text, place(file));
}

export function packageNode(facts: Partial<PackageFacts> & { readonly name: string }): PackageNode {
  const all: PackageFacts = { ecosystem: 'pip', ...facts };
  return {
    kind: 'package',
    id: nodeId.package('test', all.ecosystem, all.name),
    label: all.name,
    origins: [place('Dockerfile')],
    facts: all,
  };
}
