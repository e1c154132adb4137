import { rawFunction } from '../builtins/methods.js';
import type { NativeModule } from '../machine.js';
import { defineModule } from '../natives.js';
import { copyShallow, memoOf } from '../run/deep-copy.js';
import type { Runtime } from '../run/runtime.js';

/** Python's `copy`. */
export function copying(): NativeModule {
  return defineModule('copy', {
    copy: rawFunction('copy', (machine, [value]) => copyShallow(machine as Runtime, value ?? null)),
    deepcopy: rawFunction('deepcopy', (machine, [value, memo]) => machine.deepCopy(value ?? null, memoOf(memo))),
  });
}
