import { readFileSync } from 'node:fs';
import type {
  Condition,
  Element,
  Loop,
  Part,
  Pipeline,
  Setting,
  SettingValue,
} from '../../../src/training/pipeline.js';
import type { ElementFact, Facts, LoopFact, SettingFact } from './facts.js';

/** What of the facts is not so, a line each, in the words of the facts; empty when all is. */
export function compareFacts(pipeline: Pipeline, facts: Facts): readonly string[] {
  const found = matchElements(pipeline, facts.elements);
  const named = new Map(facts.elements.flatMap(({ as }, at) => (as === undefined ? [] : [[as, found[at]] as const])));
  const isMeant = (reference: string, id: string): boolean => isElement(pipeline, named, reference, id);
  const style = facts.style ?? 'plain';
  return [
    ...(pipeline.style === style ? [] : [`style: ${pipeline.style}, should be ${style}`]),
    ...facts.elements.flatMap((fact, at) => tellElement(pipeline, fact, found[at])),
    ...compareLoops(pipeline, facts.loops ?? [], isMeant),
    ...(facts.flows ?? []).flatMap((flow) => tellFlow(pipeline, flow, isMeant)),
    ...(facts.complete ?? []).flatMap((role) =>
      pipeline.elements
        .filter((element) => element.role === role && !found.includes(element))
        .map((element) => `too much: ${show(element)}`),
    ),
  ];
}

/** Each fact takes the element that fits best of those that no other took. */
function matchElements(pipeline: Pipeline, facts: readonly ElementFact[]): readonly (Element | undefined)[] {
  const pairs = facts.flatMap((fact, at) =>
    pipeline.elements
      .filter(({ role, title }) => role === fact.role && (fact.title === undefined || fact.title === title))
      .map((element) => ({ at, element, wrong: compareElement(pipeline, fact, element).length })),
  );
  const found: (Element | undefined)[] = facts.map(() => undefined);
  for (const { at, element } of pairs.sort((a, b) => a.wrong - b.wrong)) {
    if (found[at] === undefined && !found.includes(element)) found[at] = element;
  }
  return found;
}

function tellElement(pipeline: Pipeline, fact: ElementFact, element: Element | undefined): readonly string[] {
  const name = [fact.role, fact.title, fact.as === undefined ? '' : `(${fact.as})`].filter(Boolean).join(' ');
  if (!element) return [`missing: ${name}`];
  return compareElement(pipeline, fact, element).map((text) => `${name} [${element.id}]: ${text}`);
}

function compareElement(pipeline: Pipeline, fact: ElementFact, element: Element): readonly string[] {
  const loop = pipeline.loops.find(({ id }) => id === element.loop);
  return [
    ...(fact.at === undefined || isAt(element, fact.at) ? [] : [`is at line ${element.place.line}, not at ${fact.at}`]),
    ...compareSettings(element.settings, fact.settings ?? {}),
    ...(fact.says ?? []).filter((text) => !says(element, text)).map((text) => `nothing says ${text}`),
    ...compareConditions(conditionsAround(pipeline, element), fact.conditions ?? {}),
    ...differ('phase', element.phase, fact.phase),
    ...differ('loop', loop?.kind, fact.loop),
    ...compareParts(element.parts, fact),
    ...compareFile(element, fact),
    ...(fact.isUnknown && element.unknown === undefined ? ['is not said to be unknown'] : []),
    ...((element.model?.parameters?.total ?? 0) >= (fact.parameters ?? 0)
      ? []
      : [`parameters: ${element.model?.parameters?.total}, should be ${fact.parameters}`]),
  ];
}

function differ<T>(what: string, is: T | undefined, should: T | undefined): readonly string[] {
  return should === undefined || is === should ? [] : [`${what}: ${is}, should be ${should}`];
}

function isAt(element: Element, text: string): boolean {
  return [element.place, ...element.places].some(({ file, line }) =>
    readFileSync(file, 'utf8').split('\n')[line - 1]?.includes(text),
  );
}

function says({ settings, parts }: Element, text: string): boolean {
  return [...settings, ...parts.flatMap((part) => part.settings)].some(({ value }) => textOf(value) === text);
}

/** What must hold for the element, and for the loops around it. */
function conditionsAround(pipeline: Pipeline, element: Element): readonly Condition[] {
  const conditions = [...element.conditions];
  for (let at = element.loop; at !== undefined; ) {
    const loop = pipeline.loops.find(({ id }) => id === at);
    conditions.push(...(loop?.conditions ?? []));
    at = loop?.parent;
  }
  return conditions;
}

function compareConditions(
  conditions: readonly Condition[],
  facts: NonNullable<ElementFact['conditions']>,
): readonly string[] {
  return Object.entries(facts).flatMap(([text, holds]) => {
    const condition = conditions.find((item) => item.text === text);
    if (!condition) return [`no condition ${text}, only ${conditions.map((item) => item.text).join('; ') || 'none'}`];
    const is = condition.holds ?? null;
    return holds === 'any' || is === holds ? [] : [`${text}: holds ${is}, should be ${holds}`];
  });
}

function compareParts(parts: readonly Part[], fact: ElementFact): readonly string[] {
  const titles = parts.map(({ title }) => title).join(', ');
  const wanted = fact.parts?.join(', ');
  if (wanted !== undefined && titles !== wanted) return [`parts: ${titles || 'none'}, should be ${wanted}`];
  return (fact.partSettings ?? []).flatMap((settings, at) =>
    compareSettings(parts[at]?.settings ?? [], settings).map((text) => `part ${at + 1}: ${text}`),
  );
}

function compareFile({ file }: Element, fact: ElementFact): readonly string[] {
  const path = fact.file === undefined ? undefined : compareValue(file?.path, fact.file);
  const contents = file?.contents.join(', ') ?? 'none';
  const wanted = fact.contents?.join(', ');
  return [
    ...(path === undefined ? [] : [`file: ${path}`]),
    ...differ('isWhole', file?.isWhole, fact.isWhole),
    ...(wanted === undefined || contents === wanted ? [] : [`contents: ${contents}, should be ${wanted}`]),
  ];
}

function compareSettings(
  settings: readonly Setting[],
  facts: Readonly<Record<string, SettingFact>>,
): readonly string[] {
  return Object.entries(facts).flatMap(([name, fact]) => {
    const setting = settings.find((item) => item.name === name);
    if (!setting) return [`no setting ${name}, only ${settings.map((item) => item.name).join(', ') || 'none'}`];
    const wrong = compareValue(setting.value, fact);
    if (wrong !== undefined) return [`${name}: ${wrong}`];
    const origin = typeof fact === 'object' && 'origin' in fact ? fact.origin : undefined;
    return differ(`origin of ${name}`, originText(setting), origin);
  });
}

function originText({ origin }: Setting): string {
  if (origin.kind === 'default' || origin.kind === 'given') return `${origin.kind} ${origin.option}`;
  return origin.kind === 'setting' ? `setting ${origin.name}` : origin.kind;
}

function compareValue(value: SettingValue | undefined, fact: SettingFact): string | undefined {
  if (!value) return 'nothing is said of it';
  const is = `${value.kind} ${textOf(value)}`;
  if (typeof fact === 'string' || 'text' in fact) {
    const text = typeof fact === 'string' ? fact : fact.text;
    return value.kind === 'known' && value.text === text ? undefined : `${is}, should be known ${text}`;
  }
  if ('oneOf' in fact) {
    const isSame = value.kind === 'one-of' && [...value.texts].sort().join() === [...fact.oneOf].sort().join();
    return isSame ? undefined : `${is}, should be one of ${fact.oneOf.join(' | ')}`;
  }
  if (value.kind !== 'unknown' || !value.text.includes(fact.unknown)) return `${is}, should be unknown ${fact.unknown}`;
  return value.reason === '' ? 'unknown without a reason' : undefined;
}

function textOf(value: SettingValue): string {
  return value.kind === 'one-of' ? value.texts.join(' | ') : value.text;
}

type IsMeant = (reference: string, id: string) => boolean;

function isElement(
  pipeline: Pipeline,
  named: ReadonlyMap<string, Element | undefined>,
  reference: string,
  id: string,
): boolean {
  if (named.has(reference)) return named.get(reference)?.id === id;
  const [role, title] = reference.split(' ');
  const element = pipeline.elements.find((item) => item.id === id);
  return element?.role === role && (title === undefined || title === element?.title);
}

function tellFlow(pipeline: Pipeline, flow: string, isMeant: IsMeant): readonly string[] {
  const [from = '', to = ''] = flow.split(' > ');
  const isThere = pipeline.flows.some((item) => isMeant(from, item.from) && isMeant(to, item.to));
  return isThere ? [] : [`no flow ${flow}`];
}

/** In order; loops of kind `other` may stand between them. */
function compareLoops({ loops }: Pipeline, facts: readonly LoopFact[], isMeant: IsMeant): readonly string[] {
  if (facts.length === 0) return [];
  const told = loops.filter(({ kind }) => kind !== 'other' || facts.some((fact) => fact.kind === 'other'));
  const kinds = told.map(({ kind }) => kind).join(', ');
  const wanted = facts.map(({ kind }) => kind).join(', ');
  if (kinds !== wanted) return [`loops: ${kinds || 'none'}, should be ${wanted}`];
  return facts.flatMap((fact, at) =>
    compareLoop(told[at], loops, fact, isMeant).map((text) => `${fact.kind}: ${text}`),
  );
}

function compareLoop(
  loop: Loop | undefined,
  loops: readonly Loop[],
  fact: LoopFact,
  isMeant: IsMeant,
): readonly string[] {
  const parent = loops.find(({ id }) => id === loop?.parent);
  const count = fact.count ? compareValue(loop?.count, fact.count) : undefined;
  return [
    ...(count === undefined ? [] : [`count: ${count}`]),
    ...(fact.count === null && loop?.count?.kind === 'known' ? [`count: ${loop.count.text}, nobody knows it`] : []),
    ...(fact.over === undefined || isMeant(fact.over, loop?.over ?? '')
      ? []
      : [`over ${loop?.over}, not ${fact.over}`]),
    ...differ('parent', parent?.kind, fact.parent),
    ...compareConditions(loop?.conditions ?? [], fact.conditions ?? {}),
  ];
}

function show({ id, title, place }: Element): string {
  return `${id} ${title} at ${place.file}:${place.line}`;
}
