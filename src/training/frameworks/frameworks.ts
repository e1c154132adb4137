import type { Machine, NativeModule } from '../../python/machine.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { PipelineStyle } from '../pipeline.js';
import { FRAMEWORK_SOURCES, frameworkOf } from '../record/outside.js';
import type { Program } from '../record/program.js';
import type { Framework } from './framework.js';
import { LIGHTNING } from './lightning.js';
import { TRANSFORMERS } from './transformers.js';

/** In the order in which they name the style of a script that uses several. */
const FRAMEWORKS: readonly Framework[] = [LIGHTNING, TRANSFORMERS];

const BY_NAME = new Map(FRAMEWORKS.map((framework) => [framework.name, framework]));
const BY_MODULE = new Map(
  FRAMEWORKS.flatMap((framework) => framework.modules.map((name) => [name, framework] as const)),
);

/** `pytorch_lightning` and its like: members are looked up in the source of the framework; others are known by name only. */
export function frameworkModule(name: string): NativeModule | undefined {
  const framework = BY_MODULE.get(name);
  if (!framework) return undefined;
  return {
    name,
    names: () => [],
    member: (key, machine) => memberOf(machine, framework, key),
  };
}

function memberOf(machine: Machine, { name }: Framework, key: string): Value | undefined {
  const source = machine.import(`${FRAMEWORK_SOURCES}.${name}`);
  return isKind(source, 'module') && !key.startsWith('_') ? source.attributes.get(key) : undefined;
}

/** Text of the modules in which it is written what frameworks do. */
export function frameworkSource(module: string): string | undefined {
  if (module === FRAMEWORK_SOURCES) return '';
  return module.startsWith(`${FRAMEWORK_SOURCES}.`)
    ? BY_NAME.get(module.slice(FRAMEWORK_SOURCES.length + 1))?.source
    : undefined;
}

/** The framework that goes backward says how a script trains; if none does, one that does anything for it. */
export function styleOf({ calls }: Program): PipelineStyle {
  const used = (isWanted: (name: string) => boolean): readonly string[] =>
    calls
      .flatMap(({ implied, name }) => (isWanted(name) ? [frameworkOf(implied)] : []))
      .filter((name) => name !== undefined);
  for (const names of [used((name) => name === 'backward'), used(() => true)]) {
    const found = FRAMEWORKS.find(({ name, style }) => style !== 'plain' && names.includes(name));
    if (found) return found.style;
  }
  return 'plain';
}
