import { type ContainerContents, contentsOfContainer, contentsOfStage } from '../../graph/contents.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { ContainerNode, ServiceNode } from '../../graph/node.js';
import { summarizeSoftware } from '../../graph/software.js';

/** The one environment that a repository's files are about, as far as they say. */
export interface Subject {
  /** Containers of one image, the one that a person works in first. */
  readonly containers: readonly ContainerNode[];
  readonly contents: Pick<ContainerContents, 'stages' | 'images' | 'packages' | 'software'>;
  /** What any of the containers starts, by the container. */
  readonly services: readonly { readonly service: ServiceNode; readonly container: ContainerNode | undefined }[];
}

interface Candidate {
  readonly container: ContainerNode;
  readonly contents: ContainerContents;
}

/** The containers that hold PyTorch, or else any; without a container the last stage, and without one all packages. */
export function findSubject(index: GraphIndex): Subject {
  const candidates = index
    .nodesOf('container')
    .map((container) => ({ container, contents: contentsOfContainer(index, container.id) }))
    .sort((a, b) => weigh(index, b) - weigh(index, a));
  const [main] = candidates;
  if (!main) return subjectOfImage(index);
  const same = candidates.filter((one) => imageOf(one) !== undefined && imageOf(one) === imageOf(main));
  const members = [main, ...same.filter((one) => one !== main)];
  return {
    containers: members.map(({ container }) => container),
    contents: withLoosePackages(index, main.contents),
    services: members.flatMap(({ container, contents }) =>
      contents.services.map((service) => ({ service, container })),
    ),
  };
}

/** What a person works in: with PyTorch, a GPU, Jupyter. */
function weigh(index: GraphIndex, { container, contents }: Candidate): number {
  const hasRole = (role: string): boolean => contents.services.some(({ facts }) => facts.role === role);
  return (
    (contents.software.torch ? 8 : 0) +
    (hasRole('jupyter') ? 4 : 0) +
    (index.edgesFrom(container.id, 'uses-gpu').length > 0 ? 2 : 0) +
    (hasRole('training') ? 1 : 0)
  );
}

function imageOf({ contents, container }: Candidate): string | undefined {
  return contents.stages[0]?.id ?? contents.images[0]?.id ?? container.facts.image;
}

function subjectOfImage(index: GraphIndex): Subject {
  const stages = index.nodesOf('stage').filter(({ facts }) => facts.isLast);
  const found = stages.map((stage) => contentsOfStage(index, stage.id));
  const contents = found.find(({ software }) => software.torch) ?? found[0];
  if (contents)
    return {
      containers: [],
      contents: withLoosePackages(index, contents),
      services: contents.services.map((service) => ({ service, container: undefined })),
    };
  const packages = index.nodesOf('package');
  return {
    containers: [],
    contents: { stages: [], images: [], packages, software: summarizeSoftware(packages) },
    services: [],
  };
}

/** A public image without a Dockerfile, beside requirements that nobody installs yet: they are what is wanted in it. */
function withLoosePackages(index: GraphIndex, contents: ContainerContents): Subject['contents'] {
  if (contents.stages.length > 0) return contents;
  const loose = index.nodesOf('package').filter(({ parent }) => parent?.startsWith('manifest:') === true);
  const packages = [...new Set([...loose, ...contents.packages])];
  return { ...contents, packages, software: summarizeSoftware(packages) };
}
