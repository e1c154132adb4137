import { isKind } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';
import { callsOfParts } from '../recognise/read-parts.js';
import { isModule } from '../record/describe-call.js';
import type { Program, RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import type { Draft } from './drafts.js';

/** Without what is only a part of another: a layer of a model, a transform of a `Compose`, an optimizer step of a scaler. */
export function chooseDrafts(drafts: readonly Draft[], program: Program, recorder: Recorder): readonly Draft[] {
  const parts = partsOfTransforms(drafts, recorder);
  const inner = innerModules(drafts, recorder);
  const losses = new Set(
    drafts.filter(({ role }) => role === 'loss').flatMap(({ calls }) => calls.map(({ result }) => result)),
  );
  return drafts.filter(({ role, calls, recognised }) => {
    if (calls.some((call) => parts.has(call))) return false;
    const [call] = calls;
    if (role === 'transforms')
      return (
        recognised.entry.signature === 'transforms |' ||
        recognised.title === 'Sequential' ||
        (call !== undefined && isGivenToData(call, drafts))
      );
    if (role === 'loss' && call?.within.some((module) => losses.has(module))) return false;
    const made = call?.result;
    if (role === 'model' && call?.isInMaking) return false;
    if (role !== 'model' && role !== 'loss') return true;
    if (!isKind(made, 'instance') || !isModule(made)) return true;
    if (inner.has(made)) return false;
    return role !== 'model' || !made.cls.isNative || isUsed(made, program);
  });
}

function partsOfTransforms(drafts: readonly Draft[], recorder: Recorder): ReadonlySet<RecordedCall> {
  const transforms = drafts.filter(({ role }) => role === 'transforms').flatMap(({ calls }) => calls);
  return new Set(transforms.flatMap((call) => callsOfParts(call, recorder)));
}

function isGivenToData(made: RecordedCall, drafts: readonly Draft[]): boolean {
  const isIt = (value: Value): boolean =>
    alternativesOf(value).some((item) => {
      const trace = traceOf(item);
      return trace?.kind === 'call' && trace.call === made;
    });
  return drafts.some(
    ({ role, calls }) =>
      role === 'dataset' && calls.some(({ values, keywords }) => [...values, ...(keywords?.values() ?? [])].some(isIt)),
  );
}

/** Modules that are in others. */
function innerModules(drafts: readonly Draft[], recorder: Recorder): ReadonlySet<Instance> {
  const inner = new Set<Instance>();
  for (const { role, calls } of drafts) {
    const made = calls[0]?.result;
    if (role !== 'model' || !isKind(made, 'instance') || !isModule(made) || inner.has(made)) continue;
    const [call] = calls;
    for (const part of (call && recorder.treeOf(call)?.pathOf.keys()) ?? []) if (part !== made) inner.add(part);
  }
  return inner;
}

/** A layer that somebody calls, moves or trains is a model. */
function isUsed(made: Instance, { calls }: Program): boolean {
  return calls.some(
    ({ receiver, values, within }) => within.length === 0 && (receiver === made || values.includes(made)),
  );
}
