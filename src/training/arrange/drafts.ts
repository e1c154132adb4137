import { isKind } from '../../python/values/make.js';
import type { Phase, Role } from '../pipeline.js';
import { recogniseCall } from '../recognise/recognise-call.js';
import type { Recognised } from '../recognise/recognise-class.js';
import { type Program, type RecordedCall, walkScopes } from '../record/program.js';
import { variantOf } from '../record/variants.js';
import { conditionsOf } from './conditions.js';
import type { FoundLoops } from './find-loops.js';
import { isSameFunction } from './loop-kinds.js';

/** An element and the calls that are it, before it has a name. */
export interface Draft {
  readonly recognised: Recognised;
  readonly role: Role;
  /** The first is the one that the element stands at: the one of which the least must hold. */
  readonly calls: readonly RecordedCall[];
  readonly phase: Phase;
}

/** Roles of which the same thing, done in several places, is one box. */
const MERGED: ReadonlySet<Role> = new Set([
  'backward',
  'zero-grad',
  'optimizer-step',
  'scheduler-step',
  'transfer',
  'clip',
  'logging',
  'seed',
  'device',
  'precision',
  'metric',
  'freeze',
]);

/** Roles whose place alone says which one it is, whoever calls the function that it stands in. */
const BY_PLACE: ReadonlySet<Role> = new Set(['loss', 'collate', 'ema', 'profiler', 'accumulation']);

/** Calls by what they are to the training, in the order met. */
export function draftElements(program: Program, found: FoundLoops): readonly Draft[] {
  const drafts = new Map<string, Draft>();
  /** Where batches are asked for of a function of the program. */
  const makers = new Set<string>();
  for (const call of program.calls) {
    const recognised = recogniseCall(call);
    if (!recognised) continue;
    if (recognised.role === 'loader' && isKind(call.callee, 'function')) makers.add(placeKey(call.site));
    const phase = found.phaseOf(call);
    if (!isWorthTelling(recognised.role, call, phase, found)) continue;
    const key = otherWay(drafts, recognised, call) ?? keyOf(recognised, call, phase, makers);
    const known = drafts.get(key);
    if (!known) drafts.set(key, { recognised, role: recognised.role, calls: [call], phase });
    else drafts.set(key, joinDraft(known, call, phase));
  }
  return [...drafts.values()];
}

/** What is called in one way or the other, `mp.spawn(worker)` or `worker()`, is done once. */
function otherWay(
  drafts: ReadonlyMap<string, Draft>,
  { title, role }: Recognised,
  call: RecordedCall,
): string | undefined {
  for (const [key, { recognised, calls }] of drafts) {
    const [known] = calls;
    if (recognised.role !== role || recognised.title !== title || !known || known.chain.length === 0) continue;
    if (
      known.site.start !== call.site.start ||
      known.site.source !== call.site.source ||
      known.chain.length !== call.chain.length
    )
      continue;
    if (areOtherWays(known, call)) return key;
  }
  return undefined;
}

function areOtherWays(a: RecordedCall, b: RecordedCall): boolean {
  const ways = [...walkScopes(a.scope)].filter((scope) => scope.kind === 'way');
  return [...walkScopes(b.scope)].some(
    (scope) => scope.kind === 'way' && ways.some(({ site, truth }) => site === scope.site && truth !== scope.truth),
  );
}

function placeKey({ source, start }: RecordedCall['site']): string {
  return `${source.path}:${start}`;
}

function keyOf({ role, title }: Recognised, call: RecordedCall, phase: Phase, makers: ReadonlySet<string>): string {
  const place = placeKey(call.site);
  if (role === 'logging') return `${role}/${title}`;
  if (role === 'loader' && isKind(call.callee, 'function')) return `${role}/${title}/${variantOf(call)}`;
  if (MERGED.has(role)) return `${role}/${phase}/${title}`;
  if (BY_PLACE.has(role)) return `${place}/${title}`;
  // The file that batches are cut out of is one for each part of the data, whoever asks for a batch.
  const [asked] = call.chain;
  if (role === 'dataset' && asked && makers.has(placeKey(asked))) return `${place}/${title}/${variantOf(call)}`;
  const chain = call.chain.map(placeKey).join('<');
  return `${place}/${title}/${chain}/${variantOf(call)}`;
}

/** Transfers and prints outside of any loop are nothing of the training. */
function isWorthTelling(role: Role, call: RecordedCall, phase: Phase, found: FoundLoops): boolean {
  if (role === 'transfer')
    return found.loopOf(call.scope) !== undefined || phase === 'evaluation' || phase === 'training';
  if (role === 'logging' && call.receiver === undefined && /^print$/.test(call.name))
    return found.loopOf(call.scope) !== undefined;
  return true;
}

const STRENGTH: Readonly<Record<Phase, number>> = { training: 3, setup: 2, evaluation: 1, end: 0 };

function joinDraft(known: Draft, call: RecordedCall, phase: Phase): Draft {
  const [first] = known.calls;
  const isWeaker = first !== undefined && isTruer(call, first);
  return {
    ...known,
    calls: isWeaker ? [call, ...known.calls] : [...known.calls, call],
    phase: STRENGTH[phase] > STRENGTH[known.phase] ? phase : known.phase,
  };
}

/**
 * The first rounds of a loop may know what later ones do not: `epoch % 5 == 0` holds at first. So the one with more conditions is
 * the true one when it is the same call; of different ones that of which less must hold.
 */
function isTruer(call: RecordedCall, than: RecordedCall): boolean {
  const isSame =
    call.site.start === than.site.start && call.site.source === than.site.source && isSameFunction(call, than);
  const [own, other] = [conditionsOf(call.scope), conditionsOf(than.scope)];
  if (isSame && own.length !== other.length) {
    const [more, fewer] = own.length > other.length ? [own, other] : [other, own];
    const isKnownOnly =
      more.filter(({ holds }) => holds === undefined).length > fewer.filter(({ holds }) => holds === undefined).length;
    if (isKnownOnly && more.every(({ holds }) => holds !== false)) return own.length > other.length;
  }
  return doubtOf(call) < doubtOf(than);
}

/** How much must hold that does not, or of which nobody knows. */
function doubtOf({ scope }: RecordedCall): number {
  let doubt = 0;
  for (const { holds } of conditionsOf(scope)) doubt += holds === false ? 1000 : holds === undefined ? 10 : 0;
  return doubt;
}
