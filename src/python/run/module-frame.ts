import type { SourceText } from '../../base/text.js';
import type { PythonNode } from '../../syntax/python/python-syntax.js';
import type { Module } from '../values/value.js';
import type { Frame } from './runtime.js';

/** Where a text runs as a module does: with its names, outside of functions, classes and loops. */
export function makeModuleFrame(module: Module, source: SourceText, caller: Frame | undefined, at?: PythonNode): Frame {
  return {
    env: { slots: [], parent: undefined },
    source,
    module,
    callee: undefined,
    namespace: module.attributes,
    owner: undefined,
    caller,
    first: undefined,
    // Told apart by itself: a new one for each.
    at: at ?? { nodeType: 'Module', lineno: 1, col_offset: 0 },
    returned: null,
    pending: undefined,
    loops: 0,
    isGenerator: false,
    sent: undefined,
    rest: undefined,
  };
}
