import type { SourceText } from '../../base/text.js';
import type { Host } from '../../host/host.js';
import type { Model } from '../../models/model.js';
import { readTimeline } from '../../runs/trace/read-timeline.js';
import type { TraceLanes } from '../../runs/windows/lanes.js';
import { layLanes } from '../../runs/windows/lay-lanes.js';
import type { ScannedTrace } from '../../syntax/trace/events.js';
import { createTraceScanner } from '../../syntax/trace/scan-trace.js';
import type { Pipeline } from '../../training/pipeline.js';
import type { Diagram, Language } from '../../views/diagram.js';
import { MODEL_VIEW, RUN_VIEW } from '../../views/table.js';
import type { ViewOptions } from '../../views/view.js';
import { readOneModel } from '../model/read-one-model.js';
import { readChunks } from '../profile/read-chunks.js';
import { type ProfileResult, profile } from '../profile.js';
import { describeRefusal, describeRun } from './describe-run.js';
import { describeOneEvent, describeWindow } from './describe-window.js';
import { findLinks } from './find-links.js';
import type { RunPanel, RunProgress } from './run-answers.js';
import type { RunPicture, RunQuestion, RunTarget } from './run-questions.js';

/** Holds one run and the timeline of one of its traces, and answers what is asked of them. */
export interface RunRoom {
  /** Rejects with what cannot be read. */
  answer(question: RunQuestion, onProgress: (progress: RunProgress) => void): Promise<unknown>;
}

interface OpenedRun {
  readonly host: Host;
  readonly target: RunTarget;
  readonly result: ProfileResult;
  readonly model: Model | undefined;
  /** Of a run of one trace, its events: what is looked at next need not be read again. */
  scanned: ScannedTrace | undefined;
  /** Of the script and of the model. */
  readonly sources: readonly SourceText[];
}

export function createRunRoom(host: Host): RunRoom {
  let run: OpenedRun | undefined;
  let lanes: { readonly rank: number; readonly trace: TraceLanes } | undefined;
  const opened = (): OpenedRun => {
    if (!run) throw new Error('no run is open');
    return run;
  };
  const laneOf = async (rank: number, onProgress: (progress: RunProgress) => void): Promise<TraceLanes | undefined> => {
    if (lanes?.rank === rank) return lanes.trace;
    const known = opened();
    const { result, host: inside } = known;
    const file = result.kind === 'report' ? result.report.ranks[rank]?.file : undefined;
    if (file === undefined) return undefined;
    // The one before is let go first: two would be twice the memory.
    lanes = undefined;
    const scanned = known.scanned ?? (await scanAgain(inside, file, onProgress));
    known.scanned = undefined;
    const trace = layLanes(readTimeline(scanned));
    lanes = { rank, trace };
    return trace;
  };
  return {
    answer: async (question, onProgress) => {
      switch (question.kind) {
        case 'open':
          run = undefined;
          lanes = undefined;
          run = await openRun(host, question.target, onProgress);
          return true;
        case 'picture':
          return drawPicture(opened(), question.options);
        case 'panel':
          return describePanel(opened(), question.language);
        case 'window': {
          const trace = await laneOf(question.rank, onProgress);
          return trace && describeWindow(trace, question.query);
        }
        case 'event': {
          const trace = await laneOf(question.rank, onProgress);
          return trace && describeOneEvent(trace, question.row);
        }
      }
    },
  };
}

async function openRun(
  outside: Host,
  target: RunTarget,
  onProgress: (progress: RunProgress) => void,
): Promise<OpenedRun> {
  const host: Host = { ...outside, workingDirectory: target.folder };
  let scanned: ScannedTrace | undefined;
  const isAlone = target.paths.length === 1;
  const result = await profile(host, {
    paths: target.paths,
    script: target.script,
    ...(target.arguments === undefined ? {} : { arguments: target.arguments }),
    onProgress,
    ...(isAlone ? { onTrace: (one: ScannedTrace) => void (scanned = one) } : {}),
  });
  const pipeline = pipelineOf(result);
  const read = pipeline && (await readModelOf(host, result, pipeline, target));
  return {
    host,
    target,
    result,
    model: read?.model,
    scanned,
    sources: [...(result.sources ?? []), ...(read?.sources ?? [])],
  };
}

/** None of a script in which nothing was found that trains. */
function pipelineOf(result: ProfileResult): Pipeline | undefined {
  if (result.kind === 'refused' || !result.pipeline) return undefined;
  return result.pipeline.elements.length > 0 ? result.pipeline : undefined;
}

/** The model that the box of the script leads to, so that modules get their lines. */
async function readModelOf(
  host: Host,
  result: ProfileResult,
  pipeline: Pipeline,
  { models }: RunTarget,
): Promise<{ readonly model: Model; readonly sources: readonly SourceText[] } | undefined> {
  if (result.kind === 'refused' || models.length === 0) return undefined;
  const view = await RUN_VIEW.load();
  const drawn = view.draw(result.report, { pipeline }, { language: 'en' });
  const [link] = findLinks(drawn, { [MODEL_VIEW.name]: models }).values();
  if (!link) return undefined;
  const read = await readOneModel(host, { target: link.subject });
  return read.kind === 'model' ? { model: read.model, sources: read.sources } : undefined;
}

async function drawPicture(run: OpenedRun, options: ViewOptions): Promise<RunPicture> {
  const { result, model, target, sources } = run;
  if (result.kind === 'refused') return { findings: result.findings, sources };
  const pipeline = pipelineOf(result);
  const view = await RUN_VIEW.load();
  const diagram = view.draw(
    result.report,
    { ...(pipeline === undefined ? {} : { pipeline }), ...(model === undefined ? {} : { model }) },
    options,
  );
  const noted =
    pipeline && target.script !== undefined ? noteScript(diagram, target.script, options.language) : diagram;
  return { diagram: noted, findings: result.findings, sources };
}

/** Nothing in a trace says which script it is of. */
function noteScript(diagram: Diagram, script: string, language: Language): Diagram {
  const note =
    language === 'zh'
      ? `假定该运行属于 ${script}：它是此文件夹中唯一进行训练的脚本。`
      : `Taken to be a run of ${script}, the only script of this folder that trains.`;
  return { ...diagram, notes: [...diagram.notes, note] };
}

function describePanel({ result, sources, target }: OpenedRun, language: Language): RunPanel {
  return result.kind === 'refused'
    ? describeRefusal(result.findings, target.paths, language)
    : describeRun(result.report, sources, language);
}

async function scanAgain(host: Host, path: string, onProgress: (progress: RunProgress) => void): Promise<ScannedTrace> {
  const full = `${host.workingDirectory}/${path}`;
  const totalBytes = host.status(full)?.sizeBytes ?? 0;
  let readBytes = 0;
  const { chunks } = readChunks(host, full, (bytes) => {
    readBytes += bytes;
    onProgress({ path, file: 1, files: 1, readBytes, totalBytes });
  });
  const scanner = createTraceScanner();
  for await (const chunk of chunks) {
    scanner.push(chunk);
    if (scanner.isHopeless) break;
  }
  return scanner.finish();
}
