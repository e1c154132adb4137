import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Flow, Role } from '../pipeline.js';
import { namesOfCall } from '../recognise/source-names.js';
import type { Program, RecordedCall } from '../record/program.js';
import type { Draft } from './drafts.js';
import { isModelCall } from './loop-kinds.js';
import { type Sources, WRAPPERS } from './sources.js';

/** Roles that ask what is trained, however it is wrapped. */
const OF_MODEL: ReadonlySet<Role> = new Set([
  'loss',
  'save',
  'export',
  'ema',
  'clip',
  'metric',
  'freeze',
  'scaler',
  'transfer',
  'backward',
]);

/** What is given to these is what the training goes on with, not what they are made of. */
const DATA: ReadonlySet<Role> = new Set(['backward', 'loss', 'transfer', 'metric', 'logging']);

const UPDATES: ReadonlySet<Role> = new Set(['optimizer-step', 'scheduler-step', 'zero-grad']);

type Add = (from: Draft, to: Draft, kind: Flow['kind']) => void;

/** What goes from one element to another: what a call was given, and what its receiver came from. */
export function linkElements(
  program: Program,
  drafts: readonly Draft[],
  sources: Sources,
  ids: ReadonlyMap<Draft, string>,
): readonly Flow[] {
  const flows = new Map<string, Flow>();
  const add: Add = (fromDraft, toDraft, kind) => {
    const [from, to] = [ids.get(fromDraft), ids.get(toDraft)];
    if (from === undefined || to === undefined || from === to || flows.has(`${from}>${to}`)) return;
    flows.set(`${from}>${to}`, { from, to, kind });
  };
  for (const draft of drafts) for (const call of draft.calls) linkCall(draft, call, sources, drafts, add);
  for (const call of program.calls) {
    if (isModelCall(call)) linkModelCall(call, sources, add);
    if (call.name === 'load_state_dict') linkLoad(call, sources, add);
  }
  linkInnerLosses(drafts, add);
  linkLoneLoss(drafts, flows, ids, add);
  linkUpdates(drafts, sources, add);
  linkMakers(program, drafts, add);
  return [...flows.values()];
}

function linkCall(draft: Draft, call: RecordedCall, { sourcesOf }: Sources, drafts: readonly Draft[], add: Add): void {
  const { role } = draft;
  if (role === 'seed' || (role !== 'freeze' && call.path.endsWith('='))) return;
  const through = OF_MODEL.has(role) ? WRAPPERS : undefined;
  const traced = givenTo(call).flatMap((value) => sourcesOf(value, through));
  const given = role === 'optimizer' && traced.length === 0 ? modelsNamedIn(call, drafts) : traced;
  for (const from of given.filter((item) => isTold(item, draft, given))) {
    add(from, draft, UPDATES.has(role) ? 'update' : DATA.has(role) && isPassing(from.role) ? 'data' : 'uses');
  }
}

/** `(p for p in model.parameters() if p.requires_grad)`: a generator does not tell what it goes over, its text does. */
function modelsNamedIn({ arguments: [first] }: RecordedCall, drafts: readonly Draft[]): readonly Draft[] {
  if (!first) return [];
  const { source, start, end } = first.site;
  const words = new Set(source.text.slice(start, end).match(/[A-Za-z_]\w*/g));
  return drafts.filter(
    ({ role, calls }) => role === 'model' && calls.some((made) => namesOfCall(made).some((name) => words.has(name))),
  );
}

/** Not what everybody knows: that a target has gone where the batch has, that what is printed was computed. */
function isTold({ role: from }: Draft, { role: to }: Draft, given: readonly Draft[]): boolean {
  if (to === 'logging') return from === 'loss' || from === 'metric';
  if (from === 'logging' || from === 'metric' || (from === 'transfer' && to === 'transfer')) return false;
  const isTarget = from === 'transfer' || from === 'loader';
  return !(isTarget && (to === 'loss' || to === 'metric') && given.some(({ role }) => role === 'model'));
}

/** Roles that data come out of. */
function isPassing(role: Role): boolean {
  return (
    role === 'loader' ||
    role === 'transfer' ||
    role === 'model' ||
    role === 'loss' ||
    role === 'parallel' ||
    role === 'compile'
  );
}

function givenTo({ values, keywords, receiver }: RecordedCall): readonly Value[] {
  return [...values, ...(keywords?.values() ?? []), ...(receiver === undefined ? [] : [receiver])];
}

/** What goes into the model, the criterion, the metric. */
function linkModelCall(call: RecordedCall, { calledDraft, sourcesOf }: Sources, add: Add): void {
  const called = calledDraft(call);
  if (!called) return;
  const given = [...call.values, ...(call.keywords?.values() ?? [])].flatMap((value) => sourcesOf(value, WRAPPERS));
  for (const from of given) if (isPassing(from.role) && isTold(from, called, given)) add(from, called, 'data');
}

/** `model.load_state_dict(checkpoint['model'])` */
function linkLoad(call: RecordedCall, { sourcesOf }: Sources, add: Add): void {
  const [state] = call.values;
  if (state === undefined || call.receiver === undefined) return;
  const from = sourcesOf(state).find(({ role }) => role === 'resume');
  for (const to of sourcesOf(call.receiver, WRAPPERS)) if (from) add(from, to, 'update');
}

/** Where it cannot be followed what goes backward, it is the only loss of the training. */
function linkLoneLoss(
  drafts: readonly Draft[],
  flows: ReadonlyMap<string, Flow>,
  ids: ReadonlyMap<Draft, string>,
  add: Add,
): void {
  const losses = drafts.filter(({ role, phase }) => role === 'loss' && phase !== 'evaluation');
  const [loss] = losses;
  if (!loss || losses.length > 1) return;
  for (const backward of drafts.filter(({ role }) => role === 'backward')) {
    const to = ids.get(backward);
    const isKnown = [...flows.values()].some((flow) => flow.to === to && flow.from.startsWith('loss'));
    if (!isKnown) add(loss, backward, 'data');
  }
}

/** A loss that the model computes itself is what goes backward, unless there is another. */
function linkInnerLosses(drafts: readonly Draft[], add: Add): void {
  const inner = drafts.filter(({ role, calls }) => role === 'loss' && calls.some(({ within }) => within.length > 0));
  const outer = drafts.some(({ role, calls }) => role === 'loss' && calls.every(({ within }) => within.length === 0));
  for (const loss of inner) {
    const owners = new Set(loss.calls.flatMap(({ within }) => within));
    const models = drafts.filter(
      ({ role, calls }) =>
        role === 'model' && calls.some(({ result }) => isKind(result, 'instance') && owners.has(result)),
    );
    for (const model of models) add(model, loss, 'data');
    if (!outer) for (const backward of drafts.filter(({ role }) => role === 'backward')) add(loss, backward, 'data');
  }
}

/** The gradients go to the optimizer, which changes the model; the scheduler changes the optimizer. */
function linkUpdates(drafts: readonly Draft[], { sourcesOf }: Sources, add: Add): void {
  const ofRole = (role: Role): readonly Draft[] => drafts.filter((draft) => draft.role === role);
  const training = (role: Role): readonly Draft[] => ofRole(role).filter(({ phase }) => phase === 'training');
  for (const step of ofRole('optimizer-step')) {
    for (const before of training('clip').length > 0 ? training('clip') : training('backward'))
      add(before, step, 'data');
    const optimizers = step.calls
      .flatMap((call) => givenTo(call).flatMap((value) => sourcesOf(value)))
      .filter(({ role }) => role === 'optimizer');
    for (const optimizer of optimizers) for (const model of modelsOf(optimizer, sourcesOf)) add(step, model, 'update');
  }
  for (const clip of training('clip')) for (const before of training('backward')) add(before, clip, 'data');
  for (const scheduler of ofRole('scheduler')) {
    const given = scheduler.calls.flatMap((call) => givenTo(call).flatMap((value) => sourcesOf(value)));
    for (const optimizer of given.filter(({ role }) => role === 'optimizer')) add(scheduler, optimizer, 'update');
  }
}

function modelsOf(optimizer: Draft, sourcesOf: Sources['sourcesOf']): readonly Draft[] {
  return optimizer.calls
    .flatMap((call) => givenTo(call).flatMap((value) => sourcesOf(value, WRAPPERS)))
    .filter(({ role }) => role === 'model');
}

/** Batches that a function of the program makes: what is done in it is done to them. */
function linkMakers(program: Program, drafts: readonly Draft[], add: Add): void {
  const makers = drafts.filter(
    ({ role, calls }) =>
      role === 'loader' &&
      calls[0]?.callee !== undefined &&
      calls.some(({ callee }) => typeof callee === 'object' && callee?.kind === 'function'),
  );
  void program;
  for (const maker of makers) {
    const sites = new Set(maker.calls.map(({ site }) => `${site.source.path}:${site.start}`));
    for (const draft of drafts) {
      const isInside = draft.calls.some(({ chain }) =>
        chain.some(({ source, start }) => sites.has(`${source.path}:${start}`)),
      );
      if (isInside && draft.role === 'transfer') add(maker, draft, 'data');
    }
  }
}
