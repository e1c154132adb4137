import type { Value } from '../../python/values/value.js';
import type { Role } from '../pipeline.js';
import { namesOfCall } from '../recognise/source-names.js';
import type { Program, RecordedCall } from '../record/program.js';
import type { Draft } from './drafts.js';
import type { FoundLoops } from './find-loops.js';
import { loaderOfLoop } from './loader-of-loop.js';
import type { Sources } from './sources.js';
import { type Split, splitOfText } from './splits.js';

/** Roles of which there is one for each part of the data. */
const DATA: ReadonlySet<Role> = new Set(['dataset', 'transforms', 'sampler', 'collate', 'loader']);

/** `loader:train`: by the names of the script, then by what the loops go over, then by what goes into what. */
export function nameElements(
  program: Program,
  drafts: readonly Draft[],
  found: FoundLoops,
  sources: Sources,
): ReadonlyMap<Draft, string> {
  const splits = splitData(program, drafts, found, sources);
  const ids = new Map<Draft, string>();
  const taken = new Set<string>();
  for (const draft of drafts) {
    const split = splits.get(draft) ?? splitOfPhase(draft);
    const wanted = split === undefined ? draft.role : `${draft.role}:${split}`;
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}:${count}`;
    taken.add(id);
    ids.set(draft, id);
  }
  return ids;
}

/** What is done in both, in the other loop than the one of training. */
function splitOfPhase({ role, phase }: Draft): string | undefined {
  const isOfLoops =
    role === 'transfer' || role === 'precision' || role === 'loss' || role === 'metric' || role === 'logging';
  return isOfLoops && phase === 'evaluation' ? 'evaluation' : undefined;
}

function splitData(
  program: Program,
  drafts: readonly Draft[],
  found: FoundLoops,
  sources: Sources,
): ReadonlyMap<Draft, Split> {
  const splits = new Map<Draft, Split>();
  const data = drafts.filter(({ role }) => DATA.has(role));
  for (const draft of data) {
    const split = splitOfNames(draft.calls[0]);
    if (split) splits.set(draft, split);
  }
  for (const { scope, loop } of found.loops) {
    if (scope.kind !== 'loop' || (loop.kind !== 'step' && loop.kind !== 'evaluation')) continue;
    const draft = loaderOfLoop({ scope, loop }, program, found, sources);
    if (draft && !splits.has(draft)) splits.set(draft, loop.kind === 'step' ? 'train' : 'val');
  }
  spread(data, splits, sources);
  for (const draft of data) {
    const split = splits.has(draft) ? undefined : splitOfArguments(draft.calls[0]);
    if (split) splits.set(draft, split);
  }
  spread(data, splits, sources);
  return splits;
}

/** From the loader to its dataset, from there to the transforms, and back. */
function spread(data: readonly Draft[], splits: Map<Draft, Split>, sources: Sources): void {
  const links = data.flatMap((draft) => usedBy(draft, sources).map((used) => [draft, used] as const));
  for (let round = 0; round < 3; round += 1) {
    for (const [user, used] of links) {
      const split = splits.get(user);
      const isShared = links.some(([other, item]) => item === used && splits.get(other) !== split);
      if (split && !splits.has(used) && !isShared) splits.set(used, split);
      const own = splits.get(used);
      if (own && !splits.has(user) && user.role !== 'transforms') splits.set(user, own);
    }
  }
}

function usedBy(draft: Draft, sources: Sources): readonly Draft[] {
  const values = draft.calls
    .slice(0, 1)
    .flatMap(({ values: given, keywords }): readonly Value[] => [...given, ...(keywords?.values() ?? [])]);
  return values.flatMap((value) => sources.sourcesOf(value)).filter((item) => item !== draft && DATA.has(item.role));
}

function splitOfNames(call: RecordedCall | undefined): Split | undefined {
  for (const name of call ? namesOfCall(call) : []) {
    const split = splitOfText(name);
    if (split) return split;
  }
  return undefined;
}

/** `split='val'`, `train=False`, a folder, or what the function that makes it is asked for. */
function splitOfArguments(call: RecordedCall | undefined): Split | undefined {
  if (!call) return undefined;
  for (const [name, value] of call.keywords ?? []) {
    if (/^(?:is_)?train(?:ing)?$/.test(name) && typeof value === 'boolean') return value ? 'train' : 'test';
  }
  for (const value of [...(call.keywords?.values() ?? []), ...call.values]) {
    const split = typeof value === 'string' ? splitOfText(value.slice(value.lastIndexOf('/') + 1)) : undefined;
    if (split) return split;
  }
  const [caller] = call.chain;
  const text = caller ? caller.source.text.slice(caller.start, caller.end).slice(0, 200) : '';
  const asked = /\(\s*(?:\w+\s*=\s*)?['"](\w+)['"]/.exec(text)?.[1] ?? /split\s*=\s*['"](\w+)['"]/.exec(text)?.[1];
  const flag = /(?:is_)?train(?:ing)?\s*=\s*(True|False)/.exec(text)?.[1];
  return flag ? (flag === 'True' ? 'train' : 'val') : splitOfText(asked ?? '');
}
