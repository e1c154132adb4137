import { groupBy } from '../../base/order.js';

/** Characters that no word may carry: controls, and marks that turn the direction of what follows. */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- these are the characters that are removed
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/g;

/** A name of a file that is not ours, as one line that nothing obeys. */
export function cleanName(text: string): string {
  return text.replaceAll(UNSAFE, ' ').toWellFormed().trim();
}

/** Names are cleaned and cut before brackets are counted: 5,000 characters say no more than these. */
const LONGEST_NAME = 2000;

/** `void at::native::(anonymous namespace)::add<float, 4>(int, float*)` → `at::native::add<…>` */
export function shortKernel(name: string): string {
  const plain = plainKernel(name);
  return /^mem(?:cpy|set)\b/i.test(plain) ? plain : withoutTemplates(plain);
}

/** One label a name: the short one, or, where several would be the same, with the template argument that tells them apart. */
export function labelKernels(names: readonly string[]): readonly string[] {
  const plain = names.map(plainKernel);
  const groups = groupBy([...names.keys()], (at) => shortKernel(names[at] ?? ''));
  const labels = new Map<number, string>();
  for (const [short, same] of groups) {
    const told = same.length === 1 ? [short] : tellApart(same.map((at) => plain[at] ?? ''));
    const isDistinct = new Set(told).size === same.length;
    for (const [index, at] of same.entries())
      labels.set(at, (isDistinct ? told[index] : cleanName(names[at] ?? '')) ?? '');
  }
  return names.map((_, at) => labels.get(at) ?? '');
}

/** `elementwise_kernel<… CUDAFunctor_add …>`: by the first template argument in which they differ. */
function tellApart(names: readonly string[]): readonly string[] {
  const lists = names.map(templateArguments);
  const at = (lists[0] ?? []).findIndex((_, index) => new Set(lists.map((list) => list[index])).size > 1);
  if (at < 0) return names;
  return names.map((name, index) => {
    const [argument = ''] = withoutParameters(lists[index]?.[at] ?? '').split('<');
    const last = argument.split('::').at(-1)?.trim() ?? '';
    return withoutTemplates(name).replace('<…>', () => `<… ${last} …>`);
  });
}

/** What stands between the first pair of angle brackets, cut at its own commas. */
function templateArguments(name: string): readonly string[] {
  const list: string[] = [];
  let depth = 0;
  let argument = '';
  for (const character of name.slice(Math.max(0, name.indexOf('<')))) {
    if (/[>)}]/.test(character)) depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      if (argument !== '') list.push(argument);
      argument = '';
      if (depth === 0 && /[>)}]/.test(character)) break;
    } else argument += character;
    if (/[<({]/.test(character)) depth += 1;
  }
  return list;
}

/** Shortened in the middle, where names differ least: `cudnn::…::conv2d`. */
export function cutMiddle(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const head = Math.ceil((longest - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (longest - 1 - head)).join('')}`;
}

/** Without what says nothing: `void`, the anonymous namespace, the list of parameters. */
function plainKernel(name: string): string {
  const clean = cleanName(name.slice(0, LONGEST_NAME));
  // `Memcpy HtoD (Pageable -> Device)`: what stands in parentheses says which.
  if (/^mem(?:cpy|set)\b/i.test(clean)) return clean;
  const plain = clean.replace(/^void\s+/, '').replaceAll(/\(anonymous namespace\)::|\{anonymous\}::/g, '');
  return withoutParameters(plain).trim() || clean;
}

/** What stands in balanced angle brackets becomes `…`; a name with other brackets stays as it is. */
function withoutTemplates(name: string): string {
  let depth = 0;
  let short = '';
  for (const character of name) {
    if (character === '<') {
      if (depth === 0) short += '<…';
      depth += 1;
    } else if (character === '>') {
      depth -= 1;
      if (depth < 0) return name;
      if (depth === 0) short += '>';
    } else if (depth === 0) short += character;
  }
  return depth === 0 && !short.startsWith('<') ? short : name;
}

/** Up to the first parenthesis outside of angle brackets. */
function withoutParameters(name: string): string {
  let depth = 0;
  for (const [at, character] of [...name].entries()) {
    if (character === '<') depth += 1;
    else if (character === '>') depth -= 1;
    else if (character === '(' && depth === 0 && at > 0) return [...name].slice(0, at).join('');
  }
  return name;
}
