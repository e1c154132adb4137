import type { GraphIndex } from '../graph/graph.js';
import type { Model } from '../models/model.js';
import type { RunReport } from '../runs/report/run-report.js';
import type { Pipeline } from '../training/pipeline.js';
import type { Diagram, Direction, Language } from './diagram.js';

export interface ViewOptions {
  readonly language: Language;
  readonly direction?: Direction;
  /** How deep to show; each view says in its help what a level is. */
  readonly depth?: number;
}

/** One question answered by one picture. */
export interface View {
  readonly name: string;
  /** Undefined when the graph holds nothing that this view shows. */
  draw(graph: GraphIndex, options: ViewOptions): Diagram | undefined;
}

/** A view of one model instead of the graph. */
export interface ModelView {
  readonly name: string;
  draw(model: Model, options: ViewOptions): Diagram;
}

/** A view of how one script trains. */
export interface PipelineView {
  readonly name: string;
  draw(pipeline: Pipeline, options: ViewOptions): Diagram;
}

/** A view of what a run left behind, over the pipeline or the model that it ran. */
export interface RunView {
  readonly name: string;
  draw(
    report: RunReport,
    sources: { readonly pipeline?: Pipeline; readonly model?: Model },
    options: ViewOptions,
  ): Diagram;
}

export interface ViewEntry {
  readonly name: string;
  /** The question it answers, for help. */
  readonly summary: string;
  readonly load: () => Promise<View>;
}
