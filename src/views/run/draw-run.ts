import type { Model } from '../../models/model.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Pipeline } from '../../training/pipeline.js';
import type { Diagram } from '../diagram.js';
import type { RunView, ViewOptions } from '../view.js';
import { drawRunAlone } from './draw-run-alone.js';
import { drawRunModel } from './draw-run-model.js';
import { drawRunPipeline } from './draw-run-pipeline.js';

export const runView: RunView = { name: 'run', draw: drawRun };

/** What the picture is laid over, where it is known. */
export interface RunSources {
  readonly pipeline?: Pipeline;
  readonly model?: Model;
}

/**
 * Where the time of a training goes, on the picture that is known of it:
 *
 *     report + pipeline (+ model) → how the script trains, with shares, and the heaviest modules at their lines
 *     report + model              → the architecture with shares
 *     report alone                → the parts of a step, and the heaviest modules as the trace names them
 */
export function drawRun(report: RunReport, { pipeline, model }: RunSources, options: ViewOptions): Diagram {
  if (pipeline) return drawRunPipeline(report, pipeline, model, options);
  if (model && report.ranks.some(({ modules }) => modules.rows.length > 0)) return drawRunModel(report, model, options);
  return drawRunAlone(report, model, options);
}
