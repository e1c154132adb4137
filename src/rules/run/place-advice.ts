import type { Place, SourceText } from '../../base/text.js';
import type { Advice, AdviceSubject, RunReport } from '../../runs/report/run-report.js';
import type { Element, Pipeline, Role, Setting } from '../../training/pipeline.js';
import { findLocalLine } from './local-line.js';

/** What of a script an advice is about: the first of these roles that it has; and the settings that say it. */
const SUBJECTS: Readonly<
  Record<AdviceSubject, { readonly roles: readonly Role[]; readonly settings: readonly string[] }>
> = {
  loader: {
    roles: ['loader'],
    settings: ['num_workers', 'pin_memory', 'persistent_workers', 'prefetch_factor', 'batch_size'],
  },
  transfer: { roles: ['transfer', 'loader', 'device'], settings: ['non_blocking', 'pin_memory'] },
  optimizer: { roles: ['optimizer'], settings: ['fused', 'foreach'] },
  precision: { roles: ['precision', 'loss', 'model'], settings: ['dtype', 'enabled', 'precision'] },
  parallelism: {
    roles: ['parallel', 'backward'],
    settings: ['find_unused_parameters', 'gradient_as_bucket_view', 'bucket_cap_mb'],
  },
  model: { roles: ['compile', 'model'], settings: ['mode'] },
  backward: { roles: ['backward', 'loss'], settings: [] },
  step: { roles: ['logging', 'metric', 'optimizer-step'], settings: [] },
  logging: { roles: ['logging'], settings: [] },
  checkpointing: { roles: ['model'], settings: [] },
};

/**
 * Gives each advice the line of the script that it is about. What the trace itself names stays: it was measured there; where
 * one of the texts that were read here is that file, its path here is told.
 */
export function placeAdvice(report: RunReport, pipeline: Pipeline, sources: readonly SourceText[] = []): RunReport {
  const optimizer = report.ranks.map(({ hints }) => hints.optimizer).find((name) => name !== undefined);
  return {
    ...report,
    advice: report.advice.map((advice) =>
      advice.line === undefined
        ? placeOne(advice, pipeline, optimizer)
        : { ...advice, ...findLocalLine(advice.line, sources) },
    ),
  };
}

function placeOne(advice: Advice, pipeline: Pipeline, optimizer: string | undefined): Advice {
  if (advice.about === undefined) return advice;
  const { roles, settings } = SUBJECTS[advice.about];
  const found = findElement(pipeline, roles);
  if (!found) return advice;
  // Another optimizer than the one that ran: it is not this line that was measured.
  if (found.role === 'optimizer' && optimizer !== undefined && found.title !== optimizer) return advice;
  const { file, line } = placeOf(found);
  return { ...advice, line: { file, line }, source: writeCall(found, settings) };
}

/** Of the training before those of evaluation, and what always happens before what hangs on a condition. */
function findElement({ elements }: Pipeline, roles: readonly Role[]): Element | undefined {
  for (const role of roles) {
    const candidates = elements.filter((element) => element.role === role);
    const best =
      candidates.find(
        ({ phase, conditions, id }) => phase !== 'evaluation' && conditions.length === 0 && !/:(?:val|test)/u.test(id),
      ) ??
      candidates.find(({ phase }) => phase !== 'evaluation') ??
      candidates[0];
    if (best) return best;
  }
  return undefined;
}

function placeOf({ place }: Element): Pick<Place, 'file' | 'line'> {
  return place;
}

/** `DataLoader(num_workers=0)`: the settings that matter, as far as they are known. */
function writeCall({ title, settings }: Element, wanted: readonly string[]): string {
  const said = wanted.flatMap((name) => {
    const setting = settings.find((one) => one.name === name);
    return setting ? [`${name}=${textOf(setting)}`] : [];
  });
  return `${title}(${said.join(', ')})`;
}

function textOf({ value }: Setting): string {
  return value.kind === 'one-of' ? value.texts.join(' or ') : value.text;
}
