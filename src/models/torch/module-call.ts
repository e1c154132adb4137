import type { Instance, Keywords, Problem, Value } from '../../python/values/value.js';
import { GIVEN_TO } from './given-away.js';
import { type HookedCall, isHookedCall, runHooksAfter, runHooksBefore } from './hooks.js';
import { runsAsLeaf } from './module-state.js';
import type { World } from './world.js';

/** Of attention and others that count by what each input is: in the order in which torch declares them. */
const DECLARED = ['input', 'query', 'key', 'value'];

function inOrder(keywords: Keywords): readonly Value[] {
  const place = (name: string): number => (DECLARED.includes(name) ? DECLARED.indexOf(name) : DECLARED.length);
  return keywords ? [...keywords].sort(([a], [b]) => place(a) - place(b)).map(([, value]) => value) : [];
}

/** `module(...)`: its hooks and `forward`. What hooks make of an output is not what the module itself gave. */
export function callModule(world: World, self: Instance, values: readonly Value[], keywords: Keywords): Value {
  const { machine } = world;
  const lost = findLost(self);
  if (lost) return callLost(world, self, values, machine.unknown(`what ${self.cls.name} gives: ${lost.reason}`));
  const call = runHooksBefore(machine, self, { kind: 'call', values, keywords });
  if (!isHookedCall(call)) return call;
  return runHooksAfter(machine, self, call, runForward(world, self, call));
}

/** Why a module may hold other layers than are seen: a statement of its constructor was lost, or it was given away. */
function findLost({ partial }: Instance): Problem | undefined {
  return partial?.find(
    ({ kind, reason }) => kind === 'unsupported' || kind === 'budget' || reason.startsWith(GIVEN_TO),
  );
}

/** Its forward would give shapes as if nothing were missing. */
function callLost({ machine, quiet, listener }: World, self: Instance, values: readonly Value[], output: Value): Value {
  const recorder = quiet === 0 ? listener.recorder : undefined;
  recorder?.enterModule(self, values, machine.site());
  recorder?.leaveModule(self, output);
  return output;
}

/** Counted for a call that is written down: it is kept with its shapes until all is drawn. */
const CALL_STEPS = 300;

/** Heard by the recorder. Inside of a leaf layer nothing is heard. */
function runForward(world: World, self: Instance, { values, keywords }: HookedCall): Value {
  const { machine, listener } = world;
  const isLeaf = runsAsLeaf(self);
  const recorder = world.quiet === 0 ? listener.recorder : undefined;
  if (recorder) machine.spend(CALL_STEPS);
  recorder?.enterModule(self, [...values, ...inOrder(keywords)], machine.site());
  if (isLeaf) world.quiet += 1;
  let output: Value | undefined;
  try {
    output = machine.callMethod(self, 'forward', values, keywords);
  } finally {
    if (isLeaf) world.quiet -= 1;
    recorder?.leaveModule(self, output);
  }
  return output;
}
