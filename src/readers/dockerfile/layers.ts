import { nodeId } from '../../graph/ids.js';
import type { LayerFacts, NodeId } from '../../graph/node.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import { placeIn, type Reading, type Stage } from './stage.js';

/** Adds the layer that an instruction makes; its order is its place among the layers of the stage. */
export function addLayer(
  reading: Reading,
  stage: Stage,
  instruction: DockerfileInstruction,
  facts: Pick<LayerFacts, 'purpose' | 'summary' | 'effects'>,
): NodeId {
  const order = stage.layerCount;
  stage.layerCount += 1;
  return reading.builder.addNode({
    kind: 'layer',
    id: nodeId.layer(stage.id, order),
    label: facts.summary,
    parent: stage.id,
    origins: [placeIn(reading, instruction.span)],
    facts: { order, instruction: instruction.keyword, ...facts },
  });
}
