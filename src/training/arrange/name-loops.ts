import type { Loop } from '../pipeline.js';
import type { Program } from '../record/program.js';
import type { Draft } from './drafts.js';
import type { FoundLoops } from './find-loops.js';
import { loaderOfLoop } from './loader-of-loop.js';
import type { Sources } from './sources.js';

/** Loops with the loaders that they go over, by the numbers of their scopes: `epoch`, `step`, `evaluation:val`. Those of one text over the same are one. */
export function nameLoops(
  program: Program,
  found: FoundLoops,
  sources: Sources,
  ids: ReadonlyMap<Draft, string>,
): { readonly loops: readonly Loop[]; readonly idOf: (id: string) => string } {
  const names = new Map<string, string>();
  const named = new Map<string, Loop>();
  const byText = new Map<string, string>();
  for (const { scope, loop } of found.loops) {
    const draft = loaderOfLoop({ scope, loop }, program, found, sources);
    const over = draft && ids.get(draft);
    const parent = loop.parent === undefined ? undefined : names.get(loop.parent);
    const key = `${loop.kind}/${loop.place.file}:${loop.place.line}:${loop.place.column}/${over}/${parent}`;
    const known = byText.get(key);
    if (known !== undefined) {
      names.set(loop.id, known);
      named.set(known, weaker(named.get(known), loop));
      continue;
    }
    const id = uniqueName(loop.kind, over, named);
    byText.set(key, id);
    names.set(loop.id, id);
    const { parent: _, ...rest } = loop;
    named.set(id, {
      ...rest,
      id,
      ...(parent === undefined ? {} : { parent }),
      ...(over === undefined ? {} : { over }),
    });
  }
  return { loops: [...named.values()], idOf: (id) => names.get(id) ?? id };
}

/** Of one that is met in several ways. */
function weaker(known: Loop | undefined, loop: Loop): Loop {
  if (!known) return loop;
  const unmet = ({ conditions }: Loop): number => conditions.filter(({ holds }) => holds === false).length;
  const unknown = ({ conditions }: Loop): number => conditions.filter(({ holds }) => holds === undefined).length;
  // What the first rounds know is not known of all.
  const isTruer = unmet(loop) < unmet(known) || (unmet(loop) === unmet(known) && unknown(loop) > unknown(known));
  return isTruer ? { ...known, conditions: loop.conditions } : known;
}

function uniqueName(kind: Loop['kind'], over: string | undefined, named: ReadonlyMap<string, Loop>): string {
  const split = /^loader:(\w+)/.exec(over ?? '')?.[1];
  const wanted = kind === 'evaluation' && split !== undefined ? `evaluation:${split}` : kind;
  let id: string = wanted;
  for (let count = 2; named.has(id); count += 1) id = `${wanted}:${count}`;
  return id;
}
