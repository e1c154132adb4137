import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Role } from '../pipeline.js';
import { isModule } from '../record/describe-call.js';
import type { RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import type { Draft } from './drafts.js';

export interface Sources {
  /** What a value is, if it is one of the elements: also behind `.to(device)`. */
  readonly draftOf: (value: Value) => Draft | undefined;
  /** Elements that a value is made from, the nearest on each way; `through` those of these roles one looks further. */
  readonly sourcesOf: (value: Value, through?: ReadonlySet<Role>) => readonly Draft[];
  /** Of a call of a model, a criterion, a metric: which one. */
  readonly calledDraft: (call: RecordedCall) => Draft | undefined;
}

/** Around a model: to ask what is trained is to ask what is in them. */
export const WRAPPERS: ReadonlySet<Role> = new Set(['device', 'compile', 'parallel']);

/** Values that are looked at for one question. */
const MOST_VISITS = 400;

export function createSources(drafts: readonly Draft[], recorder: Recorder): Sources {
  const byCall = new Map(drafts.flatMap((draft) => draft.calls.map((call) => [call.id, draft] as const)));
  const callOf = (value: Value): RecordedCall | undefined => {
    const trace = traceOf(value);
    return trace?.kind === 'call' ? trace.call : recorder.originOf(value);
  };
  const draftOf = (value: Value): Draft | undefined => {
    for (const item of alternativesOf(value)) {
      const call = callOf(item);
      const draft = call && byCall.get(call.id);
      if (draft && draft.role !== 'device') return draft;
      if (draft && call?.receiver !== undefined) return draftOf(call.receiver);
    }
    return undefined;
  };
  const owners = new Map<Value, Draft>();
  for (const draft of drafts) {
    for (const part of partsOfModel(draft, recorder)) if (!owners.has(part)) owners.set(part, draft);
  }
  const calledDraft = (call: RecordedCall): Draft | undefined => {
    if (call.name !== '' || call.receiver === undefined) return undefined;
    const draft = draftOf(call.receiver);
    if (!draft || !WRAPPERS.has(draft.role)) return draft;
    return collect(call.receiver, WRAPPERS).find(({ role }) => role === 'model') ?? draft;
  };
  const collect = (start: Value, through: ReadonlySet<Role>): readonly Draft[] => {
    const found = new Set<Draft>();
    const seen = new Set<Value>();
    const visit = (value: Value): void => {
      if (typeof value !== 'object' || value === null || seen.has(value) || seen.size > MOST_VISITS) return;
      seen.add(value);
      for (const item of alternativesOf(value)) {
        const call = callOf(item);
        const draft = owners.get(item) ?? (call && (byCall.get(call.id) ?? calledDraft(call)));
        if (draft && !through.has(draft.role)) found.add(draft);
        else if (call) for (const part of partsOfCall(call)) visit(part);
        else for (const part of partsOfValue(item)) visit(part);
        if (isKind(item, 'unknown')) for (const part of item.among ?? []) visit(part);
      }
    };
    visit(start);
    return [...found];
  };
  return { draftOf, calledDraft, sourcesOf: (value, through = DEVICE) => collect(value, through) };
}

/** Its layers and their parameters. */
function partsOfModel({ role, calls: [call] }: Draft, recorder: Recorder): readonly Value[] {
  const tree = call && (role === 'model' || role === 'loss') ? recorder.treeOf(call) : undefined;
  return tree ? [...tree.pathOf.keys(), ...tree.tensorPathOf.keys()] : [];
}

const DEVICE: ReadonlySet<Role> = new Set(['device']);

function partsOfCall({ receiver, values, keywords }: RecordedCall): readonly Value[] {
  return [...(receiver === undefined ? [] : [receiver]), ...values, ...(keywords?.values() ?? [])];
}

function partsOfValue(value: Value): readonly Value[] {
  if (typeof value !== 'object' || value === null) return [];
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return [...value.items.slice(0, 40), ...(value.rest ? [value.rest] : [])];
    case 'dict':
      return [...value.entries.values()].slice(0, 40).map(([, item]) => item);
    case 'bound':
      return [value.self];
    case 'instance':
      return isModule(value) || value.attributes.size > 60 ? [] : [...value.attributes.values()];
    default:
      return partsOfTrace(value);
  }
}

function partsOfTrace(value: Value): readonly Value[] {
  const trace = isKind(value, 'unknown') ? traceOf(value) : undefined;
  switch (trace?.kind) {
    case 'attribute':
    case 'item':
    case 'round':
      return [trace.of];
    case 'operation':
      return trace.values;
    default:
      return [];
  }
}
