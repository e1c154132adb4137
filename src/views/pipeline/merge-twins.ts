import { groupBy } from '../../base/order.js';
import type { Element, Pipeline } from '../../training/pipeline.js';
import type { LoopGroups } from './loop-groups.js';
import { openConditions } from './show-condition.js';

/**
 * One call in the script that is come to by several ways (started at once, or in processes that are spawned) with the same
 * settings is one thing: the way with the fewest conditions tells of it.
 */
export function mergeTwins(pipeline: Pipeline, groups: LoopGroups): Pipeline {
  const { elements, flows, loops } = pipeline;
  const twins = [...groupBy(elements, (element) => keyOf(element, groups)).values()];
  if (twins.length === elements.length) return pipeline;
  const names = new Map<string, string>();
  const kept = new Set<Element>();
  for (const set of twins) {
    const [first, ...others] = [...set].sort((a, b) => doubts(a) - doubts(b));
    if (!first) continue;
    kept.add(first);
    for (const { id } of [first, ...others]) names.set(id, first.id);
  }
  const rename = (id: string): string => names.get(id) ?? id;
  return {
    ...pipeline,
    elements: elements.filter((element) => kept.has(element)),
    flows: flows.map((flow) => ({ ...flow, from: rename(flow.from), to: rename(flow.to) })),
    loops: loops.map((loop) => (loop.over === undefined ? loop : { ...loop, over: rename(loop.over) })),
  };
}

function keyOf(element: Element, groups: LoopGroups): string {
  const { role, title, place, loop, phase, settings, parts, file } = element;
  const values = settings.map(({ name, value }) => [name, value.kind === 'one-of' ? value.texts : value.text]);
  const group = groups.groupOf(loop)?.id;
  const where = [place.file, place.line, place.column];
  return JSON.stringify([role, title, ...where, group, phase === 'evaluation', values, parts.length, file?.contents]);
}

function doubts({ conditions }: Element): number {
  return openConditions(conditions).length;
}
