import { baseNameOf } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import type { CheckpointNode, ModelNode, NodeId, PipelineNode } from '../../graph/node.js';
import { shortNumber } from '../../models/show-numbers.js';
import type { DiagramFact, Language } from '../diagram.js';
import { label, sentence } from '../labels.js';
import type { Scene } from './scene.js';

/** A box that trains, and where it stands. */
export interface TrainingBox {
  readonly id: string;
  readonly service: NodeId;
  /** Undefined for what runs without a container. */
  readonly container: NodeId | undefined;
  readonly group: string;
}

/** Models of one training that the usual depth shows. */
const USUAL_MODELS = 2;

/** How a service trains, where its script could be followed; at depth 1 nobody asks. */
export function pipelineOf({ index, depth }: Scene, service: NodeId): PipelineNode | undefined {
  if (depth < 2) return undefined;
  const [edge] = index.edgesFrom(service, 'trains');
  const node = edge && index.node(edge.to);
  return node?.kind === 'pipeline' ? node : undefined;
}

/** `90 epochs · batch 256`, then precision; at depth 3 also the arguments. */
export function trainingLines({ facts }: PipelineNode, depth: number, language: Language): readonly string[] {
  const { epochs, batchSize, precision } = facts;
  const size = [
    epochs === undefined ? undefined : `${epochs} ${label('epochs', language)}`,
    batchSize === undefined ? undefined : `${label('batchSize', language)} ${batchSize}`,
  ];
  return [size.filter(Boolean).join(' · '), precision ?? '', depth >= 3 ? facts.arguments.join(' ') : ''].filter(
    Boolean,
  );
}

export function trainingFacts({ id, facts, origins }: PipelineNode): Readonly<Record<string, DiagramFact | undefined>> {
  const [place] = origins;
  return {
    pipeline: id.slice('pipeline:'.length),
    style: facts.style,
    arguments: facts.arguments.length > 0 ? facts.arguments : undefined,
    epochs: facts.epochs,
    batchSize: facts.batchSize,
    precision: facts.precision,
    optimizer: facts.optimizer,
    scriptPlace: place && placeText(place),
  };
}

/** What a training leads to: its models, and the volumes that its checkpoints are in. Made after the volumes. */
export function addTrainings(scene: Scene): void {
  const shown = new Set(scene.containers.map(({ node }) => node.id));
  for (const box of scene.trainings) {
    const pipeline = pipelineOf(scene, box.service);
    if (!pipeline) continue;
    const models = addModels(scene, box, pipeline);
    for (const edge of scene.index.edgesFrom(pipeline.id, 'writes')) {
      const checkpoint = scene.index.node(edge.to);
      if (checkpoint?.kind !== 'checkpoint' || checkpoint.facts.container !== box.container) continue;
      if (box.container === undefined || !shown.has(box.container)) continue;
      addCheckpoint(scene, models[0] ?? box.id, checkpoint);
    }
  }
}

function addModels(scene: Scene, box: TrainingBox, pipeline: PipelineNode): readonly string[] {
  const { builder, index, language } = scene;
  const models = index.childrenOf(pipeline.id, 'model').slice(0, scene.depth >= 3 ? undefined : USUAL_MODELS);
  return models.map((model) => {
    const [origin] = model.origins;
    const id = `${box.id}/${model.id.slice(model.id.lastIndexOf('/') + 1)}`;
    const { source, parameters } = model.facts;
    builder.addNode(
      id,
      'module',
      [`${label('trainedModel', language)} ${model.label}`, parameterLine(model, language)],
      {
        group: box.group,
        origin,
        facts: { model: source, parameters: parameters?.total, isExact: parameters?.isExact },
      },
    );
    builder.addEdge(box.id, id, 'flow', { label: label('trains', language), origin });
    return id;
  });
}

function parameterLine({ facts: { parameters } }: ModelNode, language: Language): string | undefined {
  if (!parameters) return undefined;
  return `${parameters.isExact ? '' : '≥ '}${shortNumber(parameters.total)} ${label('parameterWord', language)}`;
}

function addCheckpoint({ builder, index, language }: Scene, from: string, checkpoint: CheckpointNode): void {
  const [origin] = checkpoint.origins;
  const [kept] = index.edgesFrom(checkpoint.id, 'kept-in');
  const name = baseNameOf(checkpoint.facts.path);
  if (kept) builder.addEdge(from, kept.to, 'data', { label: `${label('saves', language)}\n${name}`, origin });
  else if (checkpoint.facts.containerPath !== undefined && origin) {
    const container = index.node(checkpoint.facts.container ?? '');
    const [place] = container?.origins ?? [];
    const owner = [container?.label, place && `(${placeText(place)})`].filter(Boolean).join(' ');
    builder.addNote(sentence.lostFile(language, checkpoint.facts.path, placeText(origin), owner));
  }
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
