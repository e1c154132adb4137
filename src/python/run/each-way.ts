import type { Machine } from '../machine.js';
import { reasonOf, withAmong } from '../values/among.js';
import { blurEntries, blurItems } from '../values/blur.js';
import { isKind } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import { decide } from './decide.js';
import { Raised, type Runtime } from './runtime.js';
import { tryWay } from './try-way.js';

/** Ways within ways beyond which what could be changed is given up instead of followed. */
const DEEPEST = 8;

/** Does to each thing that an unknown may be what the program does to it; perhaps to none. */
export function doToEach(runtime: Runtime, unknown: Unknown, act: (value: Value) => Value | undefined): Unknown {
  const { among } = unknown;
  if (!among) return unknown;
  const reason = reasonOf(unknown);
  const results: Value[] = [];
  for (const value of among) {
    if (runtime.journals.length > DEEPEST) {
      giveUp(runtime, value, reason);
      continue;
    }
    const once = (): Value => {
      const result = tryWay(() => act(value) ?? null);
      if (!(result instanceof Raised)) results.push(result);
      return null;
    };
    decide(runtime, reason, once, () => null);
  }
  return withAmong(reason, results);
}

/** Anything may have been done to it. */
function giveUp(runtime: Runtime, value: Value, reason: Unknown): void {
  runtime.touch(value);
  if (isKind(value, 'list')) blurItems(value, reason);
  else if (isKind(value, 'dict') || isKind(value, 'set')) blurEntries(value, reason);
  else if (isKind(value, 'bound')) giveUp(runtime, value.self, reason);
  else if (isKind(value, 'instance')) doubt(runtime, value, reason);
}

/** An object may have more, or other, attributes than are listed. */
export function doubt(machine: Machine, value: Extract<Value, { kind: 'instance' }>, reason: Unknown): void {
  machine.touch(value);
  const isSaid = value.partial?.some((problem) => problem.reason === reason.reason) === true;
  if (isSaid) return;
  value.partial = [...(value.partial ?? []), { kind: 'undecided', reason: reason.reason, site: reason.site }];
}
