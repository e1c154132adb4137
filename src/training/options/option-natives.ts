import { directoryOf } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { SourceProvider } from '../../python/interpreter.js';
import type { Machine, NativeModule, Natives } from '../../python/machine.js';
import { defineModule, defineRawFunction } from '../../python/natives.js';
import type { CompiledFunction, Runtime } from '../../python/run/runtime.js';
import { isKind, makeTextDict } from '../../python/values/make.js';
import type { Site, Value } from '../../python/values/value.js';
import { siteOfName } from '../record/configurations.js';
import { annotationsOf } from './annotations.js';
import { noteConfig } from './note-config.js';
import type { OptionBook } from './option-book.js';
import { OPTION_SOURCES } from './sources.js';

/** Libraries that give a program its switches: what they do is written in Python, and they tell the book of it. */
export function optionNatives(book: OptionBook, sources?: SourceProvider): Natives {
  const bridge = optionBridge(book, sources);
  return {
    module: (name) => (name === bridge.name ? bridge : undefined),
    source: (name) => (Object.hasOwn(OPTION_SOURCES, name) ? OPTION_SOURCES[name] : undefined),
  };
}

function optionBridge(book: OptionBook, sources: SourceProvider | undefined): NativeModule {
  return defineModule('__options__', {
    /** `declare(key, name, value, is_given, owner)`: stands in the text of the function or class `owner`, or in the call that runs. */
    declare: defineRawFunction('declare', (machine, [key, name, value = null, isGiven, owner]) => {
      if (typeof key !== 'string' || typeof name !== 'string') return null;
      const known = book.declared.get(key);
      const site = siteIn(owner, key) ?? known?.site ?? machine.site();
      book.declare(key, { name, value, isGiven: isGiven === true, source: 'command-line', site });
      return null;
    }),
    /** `hold(holder, name, key)`: reading `holder.name` is reading the switch `key`. */
    hold: defineRawFunction('hold', (_machine: Machine, [holder, name, key]) => {
      if (typeof name === 'string' && typeof key === 'string') book.hold(holder ?? null, name, key);
      return null;
    }),
    /** `stand(holder, name)`: what is called from now on is done for `holder[name]`; undefined when nobody wrote that. */
    stand: defineRawFunction('stand', (_machine, [holder, name]) => {
      const held = typeof name === 'string' ? book.heldAt(holder ?? null, name) : undefined;
      book.standing = held?.site ?? book.start;
      return null;
    }),
    /** `note_config(values, module)`: the names of a configuration that is a module, as a dict. */
    note_config: defineRawFunction('note_config', (_machine, [values, module]) => {
      const path = isKind(module, 'module') ? module.path : undefined;
      const source = path === undefined ? undefined : sourceOf(sources, path);
      if (isKind(values, 'dict') && source) noteConfig(book, values, source);
      return null;
    }),
    /** The folder of the file in which a function stands, or of what runs now. */
    folder_of: defineRawFunction('folder_of', (machine, [owner]) => {
      const site = isKind(owner, 'function') ? owner.site : machine.site();
      return directoryOf(site?.source.path ?? '');
    }),
    /** `ResNet` for what is imported as `models.ResNet` and known by its name only; None for all else. */
    name_of: defineRawFunction('name_of', (_machine, [value]) =>
      isKind(value, 'external') ? value.path.slice(value.path.lastIndexOf('.') + 1) : null,
    ),
    is_unknown: defineRawFunction(
      'is_unknown',
      (_machine, [value]) => isKind(value, 'unknown') || isKind(value, 'external'),
    ),
    annotations_of: defineRawFunction('annotations_of', (machine, [callee]) =>
      isKind(callee, 'function') ? annotationsOf(machine as Runtime, callee as CompiledFunction) : makeTextDict([]),
    ),
  });
}

function sourceOf(sources: SourceProvider | undefined, path: string): SourceText | undefined {
  const text = sources?.source?.(path) ?? sources?.read(path);
  return typeof text === 'string' ? createSourceText(path, text) : text;
}

function siteIn(owner: Value | undefined, key: string): Site | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  if (isKind(owner, 'function')) return siteOfName(owner.site, name);
  if (!isKind(owner, 'class')) return undefined;
  for (const { site } of owner.mro) {
    const found = site && siteOfName(site, name);
    if (found) return found;
  }
  return undefined;
}
