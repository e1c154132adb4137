import type { GraphIndex } from '../../graph/graph.js';
import type { LayerNode, StageNode } from '../../graph/node.js';

/** One box of the image view: a layer, or several copies out of the build context that follow each other. */
export interface LayerBox {
  readonly id: string;
  readonly layers: readonly [LayerNode, ...LayerNode[]];
  readonly lines: readonly string[];
}

export function layersOf(index: GraphIndex, stage: StageNode): readonly LayerNode[] {
  return [...index.childrenOf(stage.id, 'layer')].sort((a, b) => a.facts.order - b.facts.order);
}

/** The boxes of a stage, in order: none at depth 1, the layers that matter at depth 2, every layer at depth 3. */
export function layerBoxes(index: GraphIndex, stage: StageNode, depth: number): readonly LayerBox[] {
  if (depth <= 1) return [];
  const runs: [LayerNode, ...LayerNode[]][] = [];
  for (const layer of layersOf(index, stage)) {
    const last = runs.at(-1);
    if (depth === 2 && !matters(layer)) continue;
    if (last && depth === 2 && isContextCopy(index, layer) && isContextCopy(index, last[0])) last.push(layer);
    else runs.push([layer]);
  }
  return runs.map((layers) => ({ id: layers[0].id, layers, lines: boxLines(layers) }));
}

function matters({ facts }: LayerNode): boolean {
  return facts.purpose !== 'configure' && facts.purpose !== 'other';
}

function isContextCopy(index: GraphIndex, { id, facts }: LayerNode): boolean {
  return facts.purpose === 'copy' && index.edgesFrom(id, 'copies-from').length === 0;
}

/** Most lines of a box; a long list of packages ends in `…`. */
const MOST_LINES = 5;

function boxLines(layers: readonly LayerNode[]): readonly string[] {
  const lines = layers.flatMap(({ facts }) => wrapWords(facts.summary));
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), '…'] : lines;
}

/** As wide as a Mermaid box gets before it breaks lines by itself. */
const LONGEST_LINE = 25;

function wrapWords(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
