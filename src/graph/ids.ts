import { normalizePath } from '../base/paths.js';
import { canonicalImageName, parseImageReference } from './image-reference.js';
import type { NodeId, VolumeType } from './node.js';

/**
 * How nodes are named. Two readers that mean the same thing give the same id, and `mergeFragments` makes them one:
 * this file is where fragments meet, so every id is made here.
 */
export const nodeId = {
  /** `text` is the reference as written. */
  image: (text: string): NodeId => `image:${canonicalImageName(parseImageReference(text))}`,
  dockerfile: (path: string): NodeId => `dockerfile:${normalizePath(path)}`,
  stage: (dockerfilePath: string, index: number): NodeId => `stage:${normalizePath(dockerfilePath)}#${index}`,
  /** A stage by its name, as `--target` and compose `target:` give it; `linkGraph` turns it into the stage itself. */
  stageReference: (dockerfilePath: string, target: string): NodeId =>
    `stage:${normalizePath(dockerfilePath)}@${target}`,
  layer: (stageId: NodeId, order: number): NodeId => `layer:${stageId.slice('stage:'.length)}.${order}`,
  /** `owner` is the layer, manifest or image that brings it. */
  package: (owner: NodeId, ecosystem: string, name: string): NodeId => `package:${owner}/${ecosystem}:${name}`,
  /** `owner` is the stage or container that starts it. */
  service: (owner: NodeId, program: string): NodeId => `service:${owner}/${program}`,
  /** `file` describes it; `name` is unique in that file. */
  container: (file: string, name: string): NodeId => `container:${normalizePath(file)}/${name}`,
  workload: (file: string, name: string): NodeId => `workload:${normalizePath(file)}/${name}`,
  endpoint: (file: string, name: string): NodeId => `endpoint:${normalizePath(file)}/${name}`,
  /** Same type and source, same volume; `scope` tells apart what is private to one file or container (`''` for none). */
  volume: (type: VolumeType, source: string, scope = ''): NodeId =>
    `volume:${type}:${scope ? `${scope}/` : ''}${source}`,
  gpu: (vendor: string, product = ''): NodeId => `gpu:${vendor}${product ? `/${product}` : ''}`,
  script: (path: string): NodeId => `script:${normalizePath(path)}`,
  manifest: (path: string): NodeId => `manifest:${normalizePath(path)}`,
  /** One script trains differently with other arguments. */
  pipeline: (file: string, args: readonly string[]): NodeId =>
    ['pipeline:', normalizePath(file), ...args.map((word) => ` ${word}`)].join(''),
  /** `name` is unique in its pipeline. */
  model: (pipeline: NodeId, name: string): NodeId => `model:${pipeline.slice('pipeline:'.length)}/${name}`,
  /** `owner` is the container in which the path is meant, else the pipeline. */
  checkpoint: (owner: NodeId, path: string): NodeId => `checkpoint:${owner}/${path}`,
  dataset: (owner: NodeId, path: string): NodeId => `dataset:${owner}/${path}`,
};
