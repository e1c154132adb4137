import { comparePlaces, groupBy } from '../../base/order.js';
import { fileStart, type Place } from '../../base/text.js';
import type { ContainerContents } from '../../graph/contents.js';
import { contentsOfContainer } from '../../graph/contents.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { ContainerNode } from '../../graph/node.js';

/** A container that is drawn, with all that is inside. */
export interface ShownContainer {
  readonly node: ContainerNode;
  readonly contents: ContainerContents;
  /** Same text, same contents: containers of one image share its boxes. */
  readonly imageKey: string;
}

export interface ChosenContainers {
  readonly shown: readonly ShownContainer[];
  /** Run lines that describe an image which is already shown, with the places that say them. */
  readonly alternatives: readonly { readonly image: string; readonly places: readonly Place[] }[];
}

/**
 * A README often shows several ways to run one image (with and without GPU, with and without ports). One of them is
 * drawn, the fullest; a compose file, a manifest, a script or a `--run` of the same image comes before them.
 */
export function chooseContainers(index: GraphIndex): ChosenContainers {
  const all = index.nodesOf('container').map((node): ShownContainer => {
    const contents = contentsOfContainer(index, node.id);
    return { node, contents, imageKey: contents.stages[0]?.id ?? contents.images[0]?.id ?? node.id };
  });
  const shown: ShownContainer[] = [];
  const alternatives: { image: string; places: readonly Place[] }[] = [];
  for (const group of groupBy(all, ({ imageKey }) => imageKey).values()) {
    const firm = group.filter(({ node }) => !isOnlyTold(node));
    const told = group
      .filter(({ node }) => isOnlyTold(node))
      .sort((a, b) => fullness(index, b.node) - fullness(index, a.node));
    const drawn = firm.length > 0 ? firm : told.slice(0, 1);
    const others = firm.length > 0 ? told : told.slice(1);
    shown.push(...drawn);
    if (others.length === 0) continue;
    const places = others.flatMap(({ node }) => node.origins[0] ?? []);
    alternatives.push({ image: others[0]?.node.facts.image ?? '', places });
  }
  return { shown: shown.sort((a, b) => comparePlaces(firstPlace(a), firstPlace(b))), alternatives };
}

function firstPlace({ node }: ShownContainer): Place {
  return node.origins[0] ?? fileStart('-');
}

/** Said only in the prose of a Markdown file, not in a file that a program runs. */
function isOnlyTold({ facts, origins }: ContainerNode): boolean {
  return (
    (facts.platform === 'docker' || facts.platform === 'podman') &&
    origins.every(({ file }) => /\.(?:md|mdx|markdown)$/i.test(file))
  );
}

function fullness(index: GraphIndex, { id, facts }: ContainerNode): number {
  return (
    facts.ports.length +
    index.edgesFrom(id, 'mounts').length +
    index.edgesFrom(id, 'uses-gpu').length +
    Object.keys(facts.limits).length
  );
}
