import { placeOf } from '../../base/text.js';
import type { Setting } from '../pipeline.js';
import { sourceTextOf } from '../recognise/show-value.js';
import { isBrought } from '../record/outside.js';
import type { Program } from '../record/program.js';
import type { Draft } from './drafts.js';
import { type Sources, WRAPPERS } from './sources.js';

/** What no call of a wrapper is given, but decides how it works: when gradients are not exchanged, how processes are started. */
export function parallelSettings(
  draft: Draft,
  drafts: readonly Draft[],
  program: Program,
  sources: Sources,
): readonly Setting[] {
  if (draft.role !== 'parallel') return [];
  const isFirst = drafts.find(({ role }) => role === 'parallel') === draft;
  return [...syncSettings(draft, program, sources), ...(isFirst ? processSettings(program) : [])];
}

/** `with model.no_sync():` and `model.require_backward_grad_sync = …`, of this wrapper. */
function syncSettings(draft: Draft, { calls }: Program, { draftOf, sourcesOf }: Sources): readonly Setting[] {
  const found = new Map<string, Setting>();
  for (const {
    name,
    path,
    receiver,
    site,
    arguments: [written],
  } of calls) {
    const isStore = name === 'require_backward_grad_sync' && path.endsWith('=');
    if ((name !== 'no_sync' && !isStore) || receiver === undefined || isBrought(site) || found.has(name)) continue;
    const isOfThis = draftOf(receiver) === draft || sourcesOf(receiver, INNER).includes(draft);
    if (!isOfThis) continue;
    const value = isStore
      ? ({ kind: 'unknown', text: written ? sourceTextOf(written.site) : '?', reason: CHANGING } as const)
      : ({ kind: 'known', value: true, text: 'True' } as const);
    found.set(name, { name, value, place: placeOf(site.source, site), origin: { kind: 'written' } });
  }
  return [...found.values()];
}

const CHANGING = 'it changes from step to step';

/** Through the other wrappers around it. */
const INNER: ReadonlySet<'compile' | 'device'> = new Set(
  [...WRAPPERS].filter((role) => role !== 'parallel') as ('compile' | 'device')[],
);

/** Variables that launchers of several processes give to each of them. */
const OF_LAUNCHERS =
  /^(?:LOCAL_RANK|RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|MASTER_ADDR|SLURM_(?:PROCID|NTASKS|LOCALID)|OMPI_COMM_WORLD_(?:RANK|SIZE|LOCAL_RANK))$/;

/** `torchrun` and its like are heard of in the environment that they make. */
function processSettings({ options }: Program): readonly Setting[] {
  const read = [...(options?.values() ?? [])].filter(
    ({ name, source }) => source === 'environment' && OF_LAUNCHERS.test(name),
  );
  const [first] = read;
  if (!first) return [];
  const names = read.map(({ name }) => name).sort();
  const text = `one by ${names.join(', ')}`;
  const { site } = first;
  return [
    {
      name: 'processes',
      value: { kind: 'known', value: text, text },
      ...(site && !isBrought(site) ? { place: placeOf(site.source, site) } : {}),
      origin: { kind: 'written' },
    },
  ];
}
