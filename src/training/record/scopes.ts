import { isKind } from '../../python/values/make.js';
import type { RecordedScope } from './program.js';

/** Calls that make a loop one of training: further rounds of it show nothing new. */
const VERBS: ReadonlySet<string> = new Set(
  'backward step zero_grad item to cuda update log eval train no_grad autocast set_epoch'.split(' '),
);

/** Loops of more rounds are cut: what a script makes of models and data is made in fewer. */
const MOST_ROUNDS = 2000;

/** Items of a list that was written by hand. */
const MOST_WRITTEN = 8;

export interface ScopeStack {
  readonly root: RecordedScope;
  readonly here: () => RecordedScope;
  /** Goes into a scope; one with the same key in the same place is the same. */
  readonly push: (key: string, callCount: number, make: (id: number, parent: RecordedScope) => RecordedScope) => void;
  readonly pop: () => void;
  /** Whether somebody went into it before. */
  readonly isKnown: (key: string) => boolean;
  /** A call of this name was met, new or not. */
  readonly meet: (name: string) => void;
  /** Ends a round of the innermost loop: true when it has something of training, and this round had no new call. */
  readonly endRound: (callCount: number) => boolean;
}

/** `isSettled`: gone through before until nothing new was seen; one round then shows whether something is new now. */
interface KnownScope {
  readonly scope: RecordedScope;
  isSettled: boolean;
}

interface OpenScope {
  readonly known: KnownScope;
  rounds: number;
  seen: number;
  verbs: number;
}

export function createScopeStack(): ScopeStack {
  const root: RecordedScope = { id: 0, kind: 'program', parent: undefined, site: undefined };
  const scopes = new Map<string, KnownScope>();
  const outermost: OpenScope = { known: { scope: root, isSettled: false }, rounds: 0, seen: 0, verbs: 0 };
  const open: OpenScope[] = [outermost];
  const top = (): OpenScope => open.at(-1) ?? outermost;
  return {
    root,
    here: () => top().known.scope,
    push: (key, callCount, make) => {
      const parent = top().known.scope;
      const full = `${parent.id}/${key}`;
      const known = scopes.get(full) ?? { scope: make(scopes.size + 1, parent), isSettled: false };
      scopes.set(full, known);
      open.push({ known, rounds: 0, seen: callCount, verbs: 0 });
    },
    isKnown: (key) => scopes.has(`${top().known.scope.id}/${key}`),
    pop: () => {
      const left = open.pop();
      top().verbs += left?.verbs ?? 0;
    },
    meet: (name) => {
      if (VERBS.has(name)) top().verbs += 1;
    },
    endRound: (callCount) => {
      const loop = top();
      loop.rounds += 1;
      const isSame = loop.seen === callCount;
      loop.seen = callCount;
      const isSettled =
        loop.verbs > 0 && isSame && !isWritten(loop.known.scope) && (loop.rounds > 1 || loop.known.isSettled);
      if (isSettled) loop.known.isSettled = true;
      return isSettled || loop.rounds > MOST_ROUNDS;
    },
  };
}

/** `for phase in ['train', 'val']`: each round is one that somebody wrote. */
function isWritten(scope: RecordedScope): boolean {
  if (scope.kind !== 'loop') return false;
  const { items } = scope;
  return (isKind(items, 'list') || isKind(items, 'tuple')) && items.items.length <= MOST_WRITTEN;
}
