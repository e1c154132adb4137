import type { Machine, NativeModule } from '../../python/machine.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { PipelineStyle } from '../pipeline.js';
import { FRAMEWORK_SOURCES, frameworkOf } from '../record/outside.js';
import type { Program } from '../record/program.js';
import { ACCELERATE } from './accelerate.js';
import { DEEPSPEED } from './deepspeed.js';
import { DETECTRON2 } from './detectron2.js';
import { FABRIC } from './fabric.js';
import type { Framework } from './framework.js';
import { IGNITE } from './ignite.js';
import { LIGHTNING } from './lightning.js';
import { MMENGINE } from './mmengine.js';
import { TIMM } from './timm.js';
import { TORCHTITAN } from './torchtitan.js';
import { TRANSFORMERS } from './transformers.js';
import { ULTRALYTICS } from './ultralytics.js';

/** In the order in which they name the style of a script that uses several. */
const FRAMEWORKS: readonly Framework[] = [
  LIGHTNING,
  FABRIC,
  TRANSFORMERS,
  ACCELERATE,
  IGNITE,
  ULTRALYTICS,
  DEEPSPEED,
  MMENGINE,
  TORCHTITAN,
  DETECTRON2,
  TIMM,
];

const BY_NAME = new Map(FRAMEWORKS.map((framework) => [framework.name, framework]));
const MODULES: ReadonlySet<string> = new Set(FRAMEWORKS.flatMap(({ modules }) => modules));

/** `pytorch_lightning` and its like: members are looked up in the source of the framework; others are known by name only. */
export function frameworkModule(name: string): NativeModule | undefined {
  if (!MODULES.has(name)) return undefined;
  const own = FRAMEWORKS.filter(({ modules }) => modules.includes(name));
  return {
    name,
    names: () => [],
    member: (key, machine) => firstOf(own, (framework) => memberOf(machine, framework, key)),
  };
}

function firstOf<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = ask(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberOf(machine: Machine, framework: Framework, key: string): Value | undefined {
  if (key.startsWith('_') || !defines(framework, key)) return undefined;
  const source = machine.import(`${FRAMEWORK_SOURCES}.${framework.name}`);
  return isKind(source, 'module') ? source.attributes.get(key) : undefined;
}

/** So that nothing is run for a name that is not in it. */
function defines({ source }: Framework, name: string): boolean {
  return new RegExp(`^(?:(?:class|def) ${name}\\b|${name} = )`, 'm').test(source);
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
