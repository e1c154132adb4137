import { type Place, placeOf, type SourceText } from '../base/text.js';

/** A model that a file offers, found by reading its text; nothing is evaluated. */
export interface FoundModel {
  readonly name: string;
  readonly kind: 'class' | 'instance' | 'factory';
  readonly place: Place;
  /** A class that others of the file are made of. */
  readonly isPart: boolean;
}

const BASES =
  /^(?:\w+\.)*(?:Module|Sequential|ModuleList|ModuleDict|LightningModule|PreTrainedModel|ScriptModule)$|^(?:\w+\.)*\w*PreTrainedModel$/;

interface Definition {
  readonly name: string;
  readonly start: number;
  /** Text up to the next thing that begins at the margin. */
  readonly body: string;
}

/** Classes made from `nn.Module` (directly or by others of the file), objects of them, and functions that return them. */
export function findModels(source: SourceText): readonly FoundModel[] {
  const classes = findClasses(source.text);
  if (classes.length === 0) return [];
  const names = new Set(classes.map(({ name }) => name));
  const factories = findFactories(source.text, names);
  const instances = findInstances(source.text, new Set([...names, ...factories.map(({ name }) => name)]));
  const parts = new Set(classes.filter((cls) => isPartOfAnother(cls, classes, source.text)).map(({ name }) => name));
  const found = (kind: FoundModel['kind'], { name, start }: Definition): FoundModel => ({
    name,
    kind,
    place: placeOf(source, { start, end: start + name.length }),
    isPart: kind === 'class' && parts.has(name),
  });
  return [
    ...classes.map((cls) => found('class', cls)),
    ...factories.map((factory) => found('factory', factory)),
    ...instances.map((instance) => found('instance', instance)),
  ].sort((a, b) => a.place.line - b.place.line);
}

/** Those that a person would want to see: what is made ready, else what nothing else is made of. */
export function chooseModels(models: readonly FoundModel[]): readonly FoundModel[] {
  const whole = models.filter(({ isPart }) => !isPart);
  const classes = whole.filter(({ kind }) => kind === 'class');
  const ready = whole.filter(({ kind }) => kind !== 'class');
  if (classes.length <= 1 && ready.length > 0) return ready;
  return classes.length > 0 ? [...classes, ...ready] : whole;
}

function findClasses(text: string): readonly Definition[] {
  const all = [...text.matchAll(/^class[ \t]+(\w+)[ \t]*\(([^)]*)\)[ \t]*:/gm)].map((match) => ({
    ...definitionAt(text, match, match[0].indexOf(match[1] ?? '', 5)),
    name: match[1] ?? '',
    bases: (match[2] ?? '').split(',').map((base) => base.trim()),
  }));
  const modules = new Set<string>();
  // A class may stand before its base only if it is never made; twice round is enough for what people write.
  for (let round = 0; round < 2; round += 1) {
    for (const { name, bases } of all) {
      if (bases.some((base) => BASES.test(base) || modules.has(base))) modules.add(name);
    }
  }
  return all.filter(({ name }) => modules.has(name));
}

function definitionAt(text: string, match: RegExpExecArray, offset: number): Omit<Definition, 'name'> {
  const from = match.index + match[0].length;
  const next = /^[^\s#)\]}]/m.exec(text.slice(from).replace(/^[^\n]*/, (line) => ' '.repeat(line.length)));
  return { start: match.index + offset, body: text.slice(from, next ? from + next.index : text.length) };
}

/** Functions at the margin that return a model: `return Net(…)`, or what another such function gives. */
function findFactories(text: string, classes: ReadonlySet<string>): readonly Definition[] {
  const all = [...text.matchAll(/^def[ \t]+(\w+)[ \t]*\(/gm)].map((match) => ({
    ...definitionAt(text, match, match[0].indexOf(match[1] ?? '', 3)),
    name: match[1] ?? '',
  }));
  const makers = new Set(classes);
  for (let round = 0; round < 2; round += 1) {
    for (const { name, body } of all) {
      const made = new Map(
        [...body.matchAll(/^\s+(\w+)\s*=\s*(\w+)\(/gm)].map(([, target = '', maker = '']) => [target, maker]),
      );
      const returned = [...body.matchAll(/^\s+return\s+(\w+)(\()?/gm)];
      const isMaker = returned.some(([, word = '', call]) => makers.has(call ? word : (made.get(word) ?? '')));
      if (isMaker) makers.add(name);
    }
  }
  return all.filter(({ name }) => makers.has(name) && !name.startsWith('_'));
}

function findInstances(text: string, makers: ReadonlySet<string>): readonly Definition[] {
  return [...text.matchAll(/^(\w+)[ \t]*=[ \t]*(\w+)\(/gm)]
    .filter(([, , maker = '']) => makers.has(maker))
    .map((match) => ({ name: match[1] ?? '', start: match.index, body: '' }));
}

/** Another class mentions it, or it is handed over as an argument. */
function isPartOfAnother(cls: Definition, classes: readonly Definition[], text: string): boolean {
  const mention = new RegExp(`\\b${cls.name}\\b`);
  const isMentioned = classes.some(
    (other) => other.name !== cls.name && mention.test(other.body.replaceAll(/"""[\s\S]*?"""|#.*$/gm, '')),
  );
  return isMentioned || new RegExp(`[(,=]\\s*${cls.name}\\s*[,)]`).test(text.replaceAll(/^class\b.*$/gm, ''));
}
