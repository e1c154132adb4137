import { isKind } from '../../python/values/make.js';
import type { Instance, Site, Value } from '../../python/values/value.js';
import { alternativesOf } from '../record/trace.js';

function moduleOf(value: Value | undefined): Instance | undefined {
  if (value === undefined) return undefined;
  for (const item of alternativesOf(value))
    if (isKind(item, 'instance') && item.attributes.has('_modules')) return item;
  return undefined;
}

/** Names of the classes of all modules inside of a model; undefined when it is not known what it is. */
export function layersOf(value: Value | undefined): readonly string[] | undefined {
  const root = moduleOf(value);
  if (!root) return undefined;
  const names = new Set<string>();
  const seen = new Set<Instance>();
  const open = [root];
  for (let at = open.pop(); at && seen.size < 20_000; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    names.add(at.cls.name);
    open.push(...childrenOf(at));
  }
  return [...names];
}

function childrenOf(module: Instance): readonly Instance[] {
  return [...namedChildren(module).values()];
}

function namedChildren(module: Instance): ReadonlyMap<string, Instance> {
  const children = module.attributes.get('_modules');
  const found = new Map<string, Instance>();
  const entries = isKind(children, 'dict') ? children.entries : isKind(children, 'instance') ? payloadOf(children) : [];
  for (const [key, child] of entries.values())
    if (typeof key === 'string' && isKind(child, 'instance')) found.set(key, child);
  return found;
}

function payloadOf({ payload }: Instance): ReadonlyMap<unknown, readonly [Value, Value]> | readonly [] {
  return isKind(payload, 'dict') ? payload.entries : [];
}

/**
 * Class of the layer whose result is the result of a model: the last of a `Sequential`, the one in the only `return` of its
 * `forward`. Undefined when that is not certain.
 */
export function lastLayerOf(value: Value | undefined, depth = 0): string | undefined {
  const module = moduleOf(value);
  if (!module || depth > 10) return undefined;
  const { cls } = module;
  if (cls.isNative) {
    if (cls.name !== 'Sequential') return cls.name;
    const last = childrenOf(module).at(-1);
    return last && lastLayerOf(last, depth + 1);
  }
  const forward = cls.mro.map(({ attributes }) => attributes.get('forward')).find((item) => item !== undefined);
  if (!isKind(forward, 'function')) return undefined;
  const returned = returnedCall(forward.site);
  if (returned === undefined) return undefined;
  const applied = FUNCTION.exec(returned)?.[1];
  if (applied !== undefined) return applied;
  const layer = /^self\.(\w+)\([^()]*\)$/.exec(returned)?.[1];
  const child = layer === undefined ? undefined : namedChildren(module).get(layer);
  return child && lastLayerOf(child, depth + 1);
}

/** A function that is applied last, whatever it is applied to. */
const FUNCTION = /^(?:F|torch|nn\.functional|torch\.nn\.functional)\.(softmax|log_softmax|sigmoid)\(.*\)$/;

/** `softmax` of the text of an argument that is `F.softmax(…)`. */
export function functionOf(text: string): string | undefined {
  return FUNCTION.exec(text.replaceAll(/\s+/g, ' ').trim())?.[1];
}

/** The call in the only `return` of a function, also where it has a name before: `x = self.fc(x)`, `return x`. */
function returnedCall({ source, start, end }: Site): string | undefined {
  const text = source.text.slice(start, end);
  const returns = [...text.matchAll(/^[ \t]*return\b[ \t]*(.*)$/gm)];
  const [only] = returns;
  if (returns.length !== 1 || !only) return undefined;
  const said = (only[1] ?? '').replace(/\s+#.*$/, '').trim();
  if (!/^\w+$/.test(said)) return said;
  const bound = [
    ...text.slice(0, only.index).matchAll(new RegExp(String.raw`^[ \t]*${said}[ \t]*=(?!=)[ \t]*(.*)$`, 'gm')),
  ];
  return bound
    .at(-1)?.[1]
    ?.replace(/\s+#.*$/, '')
    .trim();
}

/** Where an object was made that is known to be one. */
export function madeAt(value: Value | undefined): Site | undefined {
  return isKind(value, 'instance') ? value.site : undefined;
}
