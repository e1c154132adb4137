/** An import on the top level of a file. */
export interface OutlinedImport {
  /** Dots before the name. */
  readonly level: number;
  readonly module: string;
  /** What `from` takes, by the name it gets; undefined for `import module`. */
  readonly names: ReadonlyMap<string, string> | undefined;
  /** It stands below an `if`, a `try` or the like: whether it is done hangs on more than the text. */
  readonly isInBlock: boolean;
}

/** What running a file does beyond binding names, as far as its text tells without being parsed. */
export interface FileOutline {
  readonly imports: readonly OutlinedImport[];
  /** Statements of the top level that may change something outside of the file: calls, writes to attributes or items, `raise`. */
  readonly effects: readonly string[];
  /** Names of the decorators of the top level: `register_model`, `torch.jit.script`. */
  readonly decorators: ReadonlySet<string>;
  /** `__all__`, where it is written as a list of texts and nowhere changed. */
  readonly all: readonly string[] | undefined;
}

/** A line that starts in the first column, with the lines that stand further in below it. */
const TOP = /^[^\s#)\]}].*$/gm;

const BLOCK = /^(?:if|elif|else|try|except|finally|for|while|with|async|match)\b/;

/** Nothing that anybody else could see. */
const HARMLESS =
  /^(?:print|(?:warnings|logging|_?logger|_?LOGGER|_?log|torch\.fx|torch\.jit|torch\.ops|typing)\.[\w.]+|(?:torch\.)?(?:fx|jit)\.[\w.]+)\(/;

/** Assignments whose value is not only made, but entered somewhere. */
const ENTERED = /=\s*[\w.]*(?:regist|patch|install|hook|setattr|load_library)[\w.]*\(/i;

export function outlineFile(text: string): FileOutline {
  const imports: OutlinedImport[] = [];
  const effects: string[] = [];
  const decorators = new Set<string>();
  TOP.lastIndex = 0;
  let block: { readonly from: number } | undefined;
  const endBlock = (at: number): void => {
    if (!block) return;
    const inner = text.slice(block.from, at);
    for (const line of inner.split('\n')) takeLine(text, line.trim(), effects);
    readImports(inner, true, imports);
    block = undefined;
  };
  for (let found = TOP.exec(text); found; found = TOP.exec(text)) {
    const [line] = found;
    endBlock(found.index);
    if (BLOCK.test(line)) block = { from: found.index + line.length };
    else if (line.startsWith('@')) decorators.add(/^@\s*([\w.]*)/.exec(line)?.[1] ?? '');
    else if (/^(?:from|import)\b/.test(line))
      readImports(text.slice(found.index, endOfImport(text, found.index)), false, imports);
    else if (!/^(?:def|class)\b/.test(line)) takeLine(text, line, effects);
  }
  endBlock(text.length);
  return { imports, effects, decorators, all: readAll(text) };
}

function endOfImport(text: string, start: number): number {
  const line = text.indexOf('\n', start);
  const end = line < 0 ? text.length : line;
  const open = text.indexOf('(', start);
  if (open < 0 || open > end) return end;
  const close = text.indexOf(')', open);
  return close < 0 ? text.length : close + 1;
}

/** A statement, or a line of one, or of a text: what looks like an effect is taken for one. */
function takeLine(text: string, line: string, effects: string[]): void {
  const [, root = '', mark = ''] =
    /^([A-Za-z_]\w*)([\w.]*(?:\[[^\]]*\][\w.]*)*\s*(?:\(|[^\s=!<>,]?=(?!=)|:|$)?)/.exec(line) ?? [];
  const isCall =
    mark.endsWith('(') && !/^(?:if|elif|while|for|with|except|return|assert|not|and|or|in|is|lambda|del)$/.test(root);
  const isWrite = mark.includes('=') && /[.[]/.test(mark);
  const isEffect =
    root === 'raise' ||
    root === 'exec' ||
    ENTERED.test(line) ||
    (/;\s*\S/.test(line) && !/["'#]/.test(line)) ||
    ((isCall || isWrite) && !HARMLESS.test(line) && !isOwn(text, root));
  if (isEffect) effects.push(line);
}

/** A class, a list, a dict or the like that the file itself makes: changing it is its own affair. */
function isOwn(text: string, root: string): boolean {
  const made = `${root}\\b\\s*(?::[^=\\n]+)?=\\s*(?:[[{(]|dict\\(|list\\(|set\\(|OrderedDict\\(|namedtuple\\()`;
  return root !== '' && new RegExp(`^(?:class ${root}\\b|${made})`, 'm').test(text);
}

const FROM = /^[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)?|[^\n]*)/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n#;]*)/gm;

function readImports(text: string, isInBlock: boolean, imports: OutlinedImport[]): void {
  for (const [, dots = '', module = '', listed = ''] of text.matchAll(FROM)) {
    const names = new Map<string, string>();
    for (const item of listed
      .replaceAll(/#[^\n]*/g, '')
      .replaceAll(/[()\\]/g, ' ')
      .split(',')) {
      const [name = '', , alias = name] = item.trim().split(/\s+/);
      if (name !== '') names.set(alias, name);
    }
    imports.push({ level: dots.length, module, names, isInBlock });
  }
  for (const [, listed = ''] of text.matchAll(IMPORT)) {
    for (const item of listed.split(',')) {
      const [module = ''] = item.trim().split(/\s+/);
      if (module !== '') imports.push({ level: 0, module, names: undefined, isInBlock });
    }
  }
}

function readAll(text: string): readonly string[] | undefined {
  if ((text.match(/^\s*__all__\b/gm) ?? []).length !== 1) return undefined;
  const [, , inner] = /^__all__\s*(?::[^=\n]+)?=\s*([[(])([^\])]*)[\])]\s*(?:#.*)?$/m.exec(text) ?? [];
  if (inner === undefined) return undefined;
  const items = inner
    .replaceAll(/#[^\n]*/g, '')
    .split(',')
    .map((item) => item.trim());
  if (items.at(-1) === '') items.pop();
  const names = items.map((item) =>
    /^(?:"(\w+)"|'(\w+)')$/
      .exec(item)
      ?.slice(1)
      .find((name) => name !== undefined),
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}
