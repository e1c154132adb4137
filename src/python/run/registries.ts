/** What a decorator of a file does to its own file: nothing, enters what it decorates somewhere, or nobody knows. */
export type DecoratorEffect =
  | { readonly kind: 'none' }
  /** Names of the file that it may change. */
  | { readonly kind: 'enters'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' };

const NONE: DecoratorEffect = { kind: 'none' };
const UNKNOWN: DecoratorEffect = { kind: 'unknown' };

/** `REGISTRY = {}`, `models: Dict[str, Any] = defaultdict(list)` */
const MADE =
  /^([A-Za-z_]\w*)\s*(?::[^=\n]+)?=\s*(?!(?:\w+\.)?(?:TypeVar|getLogger|compile|namedtuple|ParamSpec|Union|Optional|Callable)\b)(?:[[{]|[A-Za-z_][\w.]*\()/gm;

/**
 * What a function that decorates may change, from the text of its file: the lists, dicts and objects of the file that it names, and that the
 * functions name that it names.
 */
export function effectOfDecorator(text: string, name: string): DecoratorEffect {
  const made = new Set([...text.matchAll(MADE)].map(([, found = '']) => found));
  const starts = new Map([...text.matchAll(/^def ([A-Za-z_]\w*)\(/gm)].map((found) => [found[1] ?? '', found.index]));
  const names = new Set<string>();
  const queue = [name];
  for (const at of queue) {
    const start = starts.get(at);
    if (start === undefined || queue.length > MOST_FUNCTIONS) return UNKNOWN;
    const body = textOfFunction(text, start);
    if (/^\s*global\b|\b(?:setattr|exec|globals)\(/m.test(body)) return UNKNOWN;
    for (const [word] of body.matchAll(/[A-Za-z_]\w*/g)) {
      if (made.has(word)) names.add(word);
      if (starts.has(word) && !queue.includes(word)) queue.push(word);
    }
  }
  return names.size === 0 ? NONE : { kind: 'enters', names: [...names] };
}

const MOST_FUNCTIONS = 12;

/** From `def` in the first column to the next statement there. */
function textOfFunction(text: string, start: number): string {
  const next = /\n[^\s)\]}#]/g;
  next.lastIndex = start;
  return text.slice(start, next.exec(text)?.index);
}
