import type { SourceText } from '../../base/text.js';
import type { Host } from '../../host/host.js';
import { placeAdvice } from '../../rules/run/place-advice.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Pipeline } from '../../training/pipeline.js';
import { readPipeline } from '../pipeline.js';

export interface PlacedRun {
  readonly report: RunReport;
  readonly pipeline: Pipeline;
  readonly sources: readonly SourceText[];
}

/** The report with the lines of the script that was profiled; the script is followed, never run. */
export function placeInScript(
  host: Host,
  report: RunReport,
  script: string,
  words: readonly string[] | undefined,
): PlacedRun {
  const { pipeline, sources } = readPipeline(host, {
    target: script,
    ...(words === undefined ? {} : { arguments: words }),
  });
  return { report: placeAdvice(report, pipeline, sources), pipeline, sources };
}
