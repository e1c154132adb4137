import { baseNameOf } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import type { EdgeOf } from '../../graph/edge.js';
import type { CheckpointNode, ModelNode, NodeId, PipelineNode } from '../../graph/node.js';
import { shortNumber, signOf } from '../../models/show-numbers.js';
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

/** What a training leads to: its models; what it saves and nothing keeps is said in a note. */
export function addTrainings(scene: Scene): void {
  for (const box of scene.trainings) {
    const pipeline = pipelineOf(scene, box.service);
    if (!pipeline) continue;
    addModels(scene, box, pipeline);
    for (const checkpoint of savedIn(scene, pipeline.id, box.container)) noteLoss(scene, checkpoint);
  }
}

function savedIn({ index }: Scene, pipeline: NodeId, container: NodeId | undefined): readonly CheckpointNode[] {
  return index.edgesFrom(pipeline, 'writes').flatMap((edge) => {
    const node = index.node(edge.to);
    return node?.kind === 'checkpoint' && node.facts.container === container ? [node] : [];
  });
}

/** Names of the checkpoints that a container saves into what is mounted at `target`. */
export function namesSavedAt({ index, depth }: Scene, mount: EdgeOf<'mounts'>): readonly string[] {
  if (depth < 2) return [];
  const names = index.edgesTo(mount.to, 'kept-in').flatMap(({ from, facts }) => {
    const node = index.node(from);
    const isSaved = node?.kind === 'checkpoint' && index.edgesTo(from, 'writes').length > 0;
    const isHere = isSaved && node.facts.container === mount.from && facts.target === mount.facts.target;
    return isHere ? [baseNameOf(node.facts.path)] : [];
  });
  return [...new Set(names)];
}

function addModels(scene: Scene, box: TrainingBox, pipeline: PipelineNode): void {
  const { builder, index, language } = scene;
  const models = index.childrenOf(pipeline.id, 'model').slice(0, scene.depth >= 3 ? undefined : USUAL_MODELS);
  for (const model of models) {
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
        facts: { model: source, parameters: parameters?.total, isExact: parameters?.isExact, bound: parameters?.bound },
      },
    );
    builder.addEdge(box.id, id, 'flow', { label: label('trains', language), origin });
  }
}

function parameterLine({ facts: { parameters } }: ModelNode, language: Language): string | undefined {
  if (!parameters) return undefined;
  return `${signOf(parameters.bound)}${shortNumber(parameters.total)} ${label('parameterWord', language)}`;
}

function noteLoss({ builder, index, language }: Scene, { id, facts, origins }: CheckpointNode): void {
  const [origin] = origins;
  if (index.edgesFrom(id, 'kept-in').length > 0 || facts.containerPath === undefined || !origin) return;
  const container = index.node(facts.container ?? '');
  const [place] = container?.origins ?? [];
  const owner = [container?.label, place && `(${placeText(place)})`].filter(Boolean).join(' ');
  builder.addNote(sentence.lostFile(language, facts.path, placeText(origin), owner));
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
