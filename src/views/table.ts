import type { ModelView, PipelineView, RunView, ViewEntry } from './view.js';

/** The one list of views of the graph, in the order in which help and the studio show them. */
export const VIEWS: readonly ViewEntry[] = [
  {
    name: 'deployment',
    summary: 'who reaches what through which port; hosts, containers, services, GPU, volumes',
    load: async () => (await import('./deployment/draw-deployment.js')).deploymentView,
  },
  {
    name: 'image',
    summary: 'how images are built: bases, stages, layers that matter, what is copied from where',
    load: async () => (await import('./image/draw-image.js')).imageView,
  },
];

/** The view of a model, which is not in the graph: its source is named for itself, `FILE:EXPRESSION`. */
export const MODEL_VIEW = {
  name: 'model',
  summary: 'the architecture of a model from its source: blocks, repeats, shapes, parameters',
  load: async (): Promise<ModelView> => (await import('./model/draw-model.js')).modelView,
} as const;

/** The view of a pipeline: of one script, and of what it is started with. */
export const PIPELINE_VIEW = {
  name: 'pipeline',
  summary: 'how a script trains: data, loops, model, loss, optimizer, checkpoints, each with its settings',
  load: async (): Promise<PipelineView> => (await import('./pipeline/draw-pipeline.js')).pipelineView,
} as const;

/** The view of a run: of what its traces and logs say, over the pipeline or the model where they are known. */
export const RUN_VIEW = {
  name: 'run',
  summary: 'where the time of a training goes: each box with its share of the step, the worst marked',
  load: async (): Promise<RunView> => (await import('./run/draw-run.js')).runView,
} as const;

/** Names of all views, in the order in which help shows them. */
export const VIEW_NAMES: readonly string[] = [...VIEWS, PIPELINE_VIEW, MODEL_VIEW, RUN_VIEW].map(({ name }) => name);
