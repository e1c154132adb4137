import { uniqueBy } from '../../base/order.js';
import { closestWord } from '../../base/suggest.js';
import type { GpuFacts, GpuName } from '../facts/facts.js';
import type { GpuRequest, Mistyped } from './request.js';

type FoundGpu = { readonly kind: 'gpu'; readonly gpu: GpuRequest } | Mistyped;

/** Words that name the maker or a line of products, and tell no two chips apart. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(['nvidia', 'geforce', 'tesla', 'quadro', 'gpu', 'graphics']);

/**
 * The GPU that is meant: a name as people or `nvidia-smi` write it (`V100`, `NVIDIA A100-SXM4-80GB`), or a compute
 * capability (`8.6`, `sm_86`).
 */
export function findGpu(text: string, { names }: GpuFacts): FoundGpu {
  const capability = readCapability(text);
  if (capability !== undefined)
    return { kind: 'gpu', gpu: { name: `compute capability ${capability}`, capability, isOnArm: false } };
  const words = wordsOf(text);
  const exact = longestName(words, names);
  if (exact) return { kind: 'gpu', gpu: { ...exact, name: exact.name } };
  const partial = names.filter(({ name }) => words.length > 0 && words.every((word) => wordsOf(name).includes(word)));
  const [first] = partial;
  const isOne = uniqueBy(partial, ({ capability: one, isOnArm }) => `${one} ${isOnArm}`).length === 1;
  if (first && isOne) return { kind: 'gpu', gpu: { ...first, name: partial.length === 1 ? first.name : text.trim() } };
  return {
    kind: 'mistyped',
    message: `option '--gpu' knows no GPU '${text}'`,
    hint: hintFor(text, partial, names),
  };
}

function hintFor(text: string, partial: readonly GpuName[], names: readonly GpuName[]): string {
  if (partial.length > 0) return `Did you mean ${partial.map(({ name }) => name).join(', ')}?`;
  const short = new Map(names.map(({ name }) => [wordsOf(name).join(' '), name]));
  const near = short.get(closestWord(wordsOf(text).join(' '), short.keys()) ?? '');
  const other = 'Or give its compute capability, such as --gpu 8.6.';
  return near === undefined ? other.replace('Or give', 'Give') : `Did you mean ${near}? ${other}`;
}

/** `8.6`, `sm_86` and `sm86` → `8.6`. */
function readCapability(text: string): string | undefined {
  const match = /^(?:sm_?(\d{1,2})(\d)a?|(?:sm_?)?(\d{1,2})\.(\d))$/.exec(text.trim().toLowerCase());
  return match ? `${match[1] ?? match[3]}.${match[2] ?? match[4]}` : undefined;
}

/** The name of most words that begins what was written; what follows says memory, slot or form. */
function longestName(words: readonly string[], names: readonly GpuName[]): GpuName | undefined {
  const found = names
    .map((gpu) => ({ gpu, own: wordsOf(gpu.name) }))
    .filter(({ own }) => own.every((word, at) => words[at] === word));
  return found.sort((a, b) => b.own.length - a.own.length)[0]?.gpu;
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .replace(/(?<![a-z])([rg]tx)(?=\d)/g, '$1 ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !EMPTY_WORDS.has(word));
}
