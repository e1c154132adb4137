import type { Loop, Pipeline } from '../../training/pipeline.js';
import type { Diagram } from '../diagram.js';
import { createDiagramBuilder, type DiagramBuilder } from '../diagram-builder.js';
import { foldDiagram, MOST_BOXES } from '../fold-diagram.js';
import { label, sentence } from '../labels.js';
import type { PipelineView, ViewOptions } from '../view.js';
import { connectLoaders } from './connect-data.js';
import { connectSteps } from './connect-steps.js';
import { connectUpdates } from './connect-updates.js';
import { factsOfBox, isOptionalBox, kindOfBox, linesOfBox } from './describe-box.js';
import { enterLoops, groupId } from './enter-loops.js';
import { chooseLoops, conditionsAround, type LoopGroups, titleLoop } from './loop-groups.js';
import { mergeTwins } from './merge-twins.js';
import { addPipelineNotes } from './notes.js';
import { type BoxPlan, type PlannedBox, planBoxes } from './plan-boxes.js';

export const pipelineView: PipelineView = { name: 'pipeline', draw: drawPipeline };

/** Boxes of a picture that is read in a minute. */
const COMFORTABLE_BOXES = 30;

/**
 * How a script trains, in one picture: the data on top, then the loops as groups in groups, each thing where it works.
 * Depth 1 shows the main way (data, model, loss, optimizer), 2 (default) all with helpers folded, 3 everything.
 *
 *     elements → boxes in loops → the way of the data, what changes what → folded to what is read in a minute
 */
export function drawPipeline(read: Pipeline, options: ViewOptions): Diagram {
  const { language, depth = 2 } = options;
  const builder = createDiagramBuilder();
  const groups = chooseLoops(read, depth);
  const pipeline = depth >= 3 ? read : mergeTwins(read, groups);
  const plan = planBoxes(pipeline, groups, depth);
  for (const loop of groups.shown) addLoop(builder, pipeline, groups, loop, options);
  for (const box of plan.boxes) addBox(builder, pipeline, groups, box, options);
  addEdges(builder, pipeline, groups, plan, options);
  const diagram = builder.build({
    view: 'pipeline',
    title: pipeline.name,
    description: sentence.pipelineDescription(language, pipeline.name),
    language,
    direction: options.direction ?? 'TB',
    spacing: 'narrow',
    pipeline: read,
  });
  const folded = foldDiagram(diagram, depth >= 3 ? MOST_BOXES : COMFORTABLE_BOXES);
  return { ...folded, notes: addPipelineNotes(folded, pipeline, plan, depth) };
}

function addLoop(
  builder: DiagramBuilder,
  { options }: Pipeline,
  groups: LoopGroups,
  loop: Loop,
  { language }: ViewOptions,
): void {
  const around = conditionsAround(groups, groups.groupOf(loop.parent));
  builder.addGroup(groupId(loop.id), titleLoop(loop, around, options, language), outer(loop));
}

function outer({ parent }: Loop): string | undefined {
  return parent === undefined ? undefined : groupId(parent);
}

function addBox(
  builder: DiagramBuilder,
  pipeline: Pipeline,
  groups: LoopGroups,
  box: PlannedBox,
  { language, depth = 2 }: ViewOptions,
): void {
  const around = conditionsAround(groups, box.group);
  const lines = linesOfBox(box, { language, depth, options: pipeline.options, around });
  builder.addNode(box.id, kindOfBox(box), lines, {
    group: box.group && groupId(box.group.id),
    origin: box.isAgain ? box.group?.place : box.elements[0]?.place,
    isOptional: isOptionalBox(box, around),
    facts: factsOfBox(box, pipeline, language),
  });
}

function addEdges(
  builder: DiagramBuilder,
  pipeline: Pipeline,
  groups: LoopGroups,
  plan: BoxPlan,
  { language }: ViewOptions,
): void {
  const data = [...connectLoaders(pipeline, plan), ...connectSteps(pipeline, plan, groups)];
  const { edges, ports } = enterLoops(plan, groups, data, connectUpdates(pipeline, plan, groups));
  for (const { id, loop } of ports)
    builder.addNode(id, 'port', [label('blockInput', language)], { group: outer(loop), origin: loop.place });
  for (const { from, to, kind, word } of edges)
    builder.addEdge(from, to, kind, word ? { label: label(word, language) } : {});
}
