import { placeOf } from '../../base/text.js';
import type { Value } from '../../python/values/value.js';
import type { Element, Flow } from '../pipeline.js';
import { namesOfCall } from '../recognise/source-names.js';
import type { RecordedCall } from '../record/program.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import { conditionsOf } from './conditions.js';
import type { Draft } from './drafts.js';
import type { FoundLoops } from './find-loops.js';
import type { Further } from './further-elements.js';
import { type Sources, WRAPPERS } from './sources.js';

interface Arranged {
  readonly drafts: readonly Draft[];
  readonly ids: ReadonlyMap<Draft, string>;
  readonly found: FoundLoops;
  readonly sources: Sources;
  readonly loopIdOf: (id: string) => string;
  /** Those that are known already. */
  readonly flows: readonly Flow[];
}

/**
 * A loss that a model gives back: `outputs.loss`, `logits, loss = model(x, y)`. It stands where the model is called, for a loss
 * whose text is in reach is one of the calls.
 */
export function findModelLosses(arranged: Arranged): Further {
  const { drafts, ids, flows } = arranged;
  const elements: Element[] = [];
  const more: Flow[] = [];
  for (const backward of drafts.filter(({ role }) => role === 'backward')) {
    const to = ids.get(backward) ?? '';
    if (flows.some((flow) => flow.to === to && flow.from.startsWith('loss'))) continue;
    for (const call of new Set(backward.calls.flatMap(lossesOf))) {
      const { element, model } = lossOf(call, arranged, elements.length);
      if (elements.some(({ place }) => place.line === element.place.line && place.file === element.place.file))
        continue;
      elements.push(element);
      if (model !== undefined) more.push({ from: model, to: element.id, kind: 'data' });
      more.push({ from: element.id, to, kind: 'data' });
    }
  }
  return { elements, flows: more };
}

function lossOf(
  call: RecordedCall,
  { drafts, ids, found, sources, loopIdOf }: Arranged,
  count: number,
): { readonly element: Element; readonly model: string | undefined } {
  const taken = new Set(ids.values());
  let id = count === 0 ? 'loss' : `loss:${count + 1}`;
  for (let next = 2; taken.has(id); next += 1) id = `loss:${next}`;
  const called = call.receiver === undefined ? [] : sources.sourcesOf(call.receiver, WRAPPERS);
  const model = called.find(({ role }) => role === 'model') ?? drafts.find(({ role }) => role === 'model');
  const loop = found.loopOf(call.scope);
  const element: Element = {
    id,
    role: 'loss',
    title: `of ${model?.recognised.title ?? 'the model'}`,
    place: placeOf(call.site.source, call.site),
    places: [],
    settings: [],
    conditions: conditionsOf(call.scope),
    ...(loop ? { loop: loopIdOf(loop.id) } : {}),
    phase: 'training',
    parts: [],
    unknown: 'the model computes it',
  };
  return { element, model: model && ids.get(model) };
}

/** Calls of models that gave what goes backward as their loss. */
function lossesOf({ receiver, values, keywords }: RecordedCall): readonly RecordedCall[] {
  const found = new Set<RecordedCall>();
  const visit = (value: Value, way: Way, depth: number): void => {
    if (depth > MOST_STEPS) return;
    for (const item of alternativesOf(value)) {
      const trace = traceOf(item);
      switch (trace?.kind) {
        case 'call':
          if (trace.call.name === '') {
            if (isLoss(trace.call, way)) found.add(trace.call);
          } else
            for (const part of partsOf(trace.call))
              visit(part, { ...way, isPlain: way.isPlain && SCALED.test(trace.call.name) }, depth + 1);
          break;
        case 'attribute':
          visit(
            trace.of,
            {
              ...way,
              isNamed: way.isNamed || LOSS.test(trace.name),
              isPlain: way.isPlain && (!trace.name.endsWith('()') || SCALED.test(trace.name)),
            },
            depth + 1,
          );
          break;
        case 'item':
          visit(trace.of, stepInto(way, trace.key), depth + 1);
          break;
        case 'round':
          visit(trace.of, { ...way, isPart: true }, depth + 1);
          break;
        case 'operation':
          for (const part of trace.values)
            visit(part, { ...way, isPlain: way.isPlain && /^[*/+]$/.test(trace.operator) }, depth + 1);
          break;
        default:
      }
    }
  };
  for (const value of [...(receiver === undefined ? [] : [receiver]), ...values, ...(keywords?.values() ?? [])])
    visit(value, { isNamed: false, isPlain: true, isPart: false, at: undefined }, 0);
  return [...found];
}

const MOST_STEPS = 12;
const LOSS = /loss/i;
/** What is done to a loss and leaves it one. */
const SCALED = /^(?:scale|div|mul|values|sum\(\))$/;

/** What lies between the call of a model and what goes backward. */
interface Way {
  /** `.loss`, `['loss']` */
  readonly isNamed: boolean;
  /** Nothing is computed but a scale. */
  readonly isPlain: boolean;
  /** One of several that it gives. */
  readonly isPart: boolean;
  /** Which of them. */
  readonly at: number | undefined;
}

function stepInto(way: Way, key: Value): Way {
  if (typeof key === 'string') return { ...way, isNamed: way.isNamed || LOSS.test(key) };
  return { ...way, isPart: true, at: typeof key === 'number' ? key : way.at };
}

function isLoss(call: RecordedCall, { isNamed, isPlain, isPart, at }: Way): boolean {
  if (isNamed) return true;
  const names = namesLeftOf(call);
  if (names.length > 1) return isPart && LOSS.test(at === undefined ? names.join() : (names[at] ?? ''));
  const isCalledLoss = namesOfCall(call).some((name) => LOSS.test(name));
  // `losses = model(images, targets)` is a dict of them; `model(...)[0]` is the loss of a model that was given labels.
  return (isCalledLoss && (isPlain || isPart)) || (isPart && at === 0 && /labels|targets/.test(textOf(call)));
}

/** `logits`, `loss` of `logits, loss = model(x, y)`. */
function namesLeftOf({ site: { source, start } }: RecordedCall): readonly string[] {
  const line = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
  const left = /^\s*\(?([\w.*]+(?:\s*,\s*[\w.*]+)+)\)?\s*=\s*$/.exec(line)?.[1];
  return left?.split(',').map((name) => name.trim()) ?? [];
}

function textOf({ site: { source, start, end } }: RecordedCall): string {
  return source.text.slice(start, end);
}

function partsOf({ receiver, values }: RecordedCall): readonly Value[] {
  return [...(receiver === undefined ? [] : [receiver]), ...values];
}
