import { createSourceText, type SourceText } from '../../base/text.js';
import type { NativeModule, Natives } from '../machine.js';
import { combineNatives, defineModule } from '../natives.js';
import type { Runtime } from '../run/runtime.js';
import { makeUnknown } from '../values/make.js';
import { bridge, type ProgramOutside } from './bridge.js';
import { copying } from './copying.js';
import { functools } from './functools.js';
import { itertools } from './itertools.js';
import { json } from './json.js';
import { mathematics } from './mathematics.js';
import { patterns } from './patterns.js';
import { OPAQUE, SOURCES } from './sources.js';

/** The parts of Python's own library that models use; made anew for each interpreter, as programs may change them. */
export function standardLibrary(options: ProgramOutside = {}): Natives {
  return combineNatives(
    bridge(options),
    copying(),
    functools(),
    itertools(),
    json(),
    mathematics(),
    patterns(),
    builtinsModule(),
    ...OPAQUE.map(opaqueModule),
  );
}

function opaqueModule(name: string): NativeModule {
  return defineModule(name, {}, (member, machine) =>
    member.startsWith('__') ? undefined : makeUnknown(`${name}.${member} is not followed`, machine.site()),
  );
}

function builtinsModule(): NativeModule {
  return defineModule('builtins', {}, (member, machine) => (machine as Runtime).builtins.get(member));
}

const sources = new Map<string, SourceText>();

/** The source of a module that is written in Python; the same object each time, so that it is parsed once. */
export function standardSource(name: string): SourceText | undefined {
  if (!Object.hasOwn(SOURCES, name)) return undefined;
  const kept = sources.get(name);
  if (kept) return kept;
  const source = createSourceText(`<python>/${name.replaceAll('.', '/')}.py`, SOURCES[name] ?? '');
  sources.set(name, source);
  return source;
}
