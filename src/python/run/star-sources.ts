import type { Runtime } from './runtime.js';

/** Packages within packages whose stars are followed. */
const DEEPEST = 4;

/**
 * Which of the modules that are imported with a star defines a name, by their texts alone: none of them is run, as most are
 * not needed. Those that are called like the beginning of the name are looked at first.
 */
export function findStarSource(runtime: Runtime, modules: readonly string[], name: string): string | undefined {
  const definition = new RegExp(`^(?:class|def|async def)\\s+${name}\\b|^${name}\\b[^\\n=(]*=[^=]`, 'm');
  return search(runtime, modules, name, definition, DEEPEST);
}

function search(
  runtime: Runtime,
  modules: readonly string[],
  name: string,
  definition: RegExp,
  depth: number,
): string | undefined {
  for (const module of sortByLikeness(modules, name)) {
    const text = runtime.moduleText(module);
    if (text === undefined) continue;
    runtime.spend(10);
    if (definition.test(text)) return module;
    const stars = [...text.matchAll(/^[ \t]*from \.(\w+(?:\.\w+)*) import \*/gm)].map(([, part = '']) => part);
    if (depth === 0 || stars.length === 0) continue;
    const parts = stars.map((part) => `${module}.${part}`);
    const found = search(runtime, parts, name, definition, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `pkg.models.bert` goes before others for `BertModel`, and `pkg.modeling_bert` too. */
function sortByLikeness(modules: readonly string[], name: string): readonly string[] {
  const plain = name.toLowerCase();
  const likeness = (module: string): number => {
    const words = (module.split('.').at(-1) ?? '').split('_');
    const whole = words.join('');
    return plain.startsWith(whole) ? whole.length : 0;
  };
  return modules
    .map((module) => ({ module, likeness: likeness(module) }))
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ module }) => module);
}
