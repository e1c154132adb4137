import { type Place, placeOf } from '../base/text.js';
import { isKind } from '../python/values/make.js';
import type { Value } from '../python/values/value.js';
import { conditionsOf } from './arrange/conditions.js';
import { type FoundLoops, findLoops, findSource } from './arrange/find-loops.js';
import { linkElements } from './arrange/link-elements.js';
import { styleOf } from './frameworks/frameworks.js';
import type { Element, Loop, Option, Part, Pipeline, Role, UnknownStep } from './pipeline.js';
import { readOptions } from './recognise/read-options.js';
import { readArgument, readSettings } from './recognise/read-settings.js';
import { type Recognised, recogniseCall } from './recognise/recognise-call.js';
import { type Program, type RecordedCall, walkScopes } from './record/program.js';
import type { Recorder } from './record/recorder.js';
import { alternativesOf, traceOf } from './record/trace.js';

/** An element and the calls that are it, while the pipeline is put together. */
export interface Draft {
  readonly element: Element;
  readonly calls: readonly RecordedCall[];
}

/** Says what a script does in the words of training. */
export function buildPipeline(program: Program, recorder: Recorder): Pipeline {
  const options = readOptions(program);
  const found = findLoops(program);
  const drafts = draftElements(program, found, options);
  const elementOf = createLookup(drafts, recorder);
  const source = program.calls[0]?.site.source;
  const name = program.path.slice(program.path.lastIndexOf('/') + 1);
  const place: Place = { file: program.path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    name,
    place: source && source.path === program.path ? placeOf(source, { start: 0, end: 0 }) : place,
    style: styleOf(program),
    options: [...options.values()],
    elements: drafts.map(({ element }) => element),
    loops: found.loops.map((loop) => nameLoader(loop, program, elementOf)),
    flows: linkElements(drafts, elementOf),
    unknown: unknownSteps(program),
  };
}

export type ElementOf = (value: Value) => Element | undefined;

function createLookup(drafts: readonly Draft[], recorder: Recorder): ElementOf {
  const byCall = new Map(drafts.flatMap(({ element, calls }) => calls.map((call) => [call.id, element] as const)));
  return (value) => {
    for (const item of alternativesOf(value)) {
      const trace = traceOf(item);
      const call = trace?.kind === 'call' ? trace.call : recorder.originOf(item);
      const element = call && byCall.get(call.id);
      if (element) return element;
    }
    return undefined;
  };
}

function nameLoader(loop: Loop, program: Program, elementOf: ElementOf): Loop {
  const scope = program.calls
    .flatMap((call) => [...walkScopes(call.scope)])
    .find(({ id }) => loop.id.endsWith(`:${id}`));
  if (scope?.kind !== 'loop') return loop;
  const loader = findSource(scope.items, (value) => elementOf(value)?.role === 'loader');
  const element = loader === undefined ? undefined : elementOf(loader);
  return element ? { ...loop, over: element.id } : loop;
}

/** Roles of which the same thing, done in several places, is one box. */
const MERGED: ReadonlySet<Role> = new Set([
  'backward',
  'zero-grad',
  'optimizer-step',
  'scheduler-step',
  'transfer',
  'clip',
  'logging',
  'seed',
  'device',
  'precision',
]);

function draftElements(program: Program, found: FoundLoops, options: ReadonlyMap<string, Option>): readonly Draft[] {
  const drafts = new Map<string, { element: Element; calls: RecordedCall[] }>();
  const ids = new Map<string, number>();
  for (const call of program.calls) {
    const recognised = recogniseCall(call);
    if (!recognised || isPart(call, program)) continue;
    const phase = found.phaseOf(call);
    const isMerged = MERGED.has(recognised.role);
    const key = isMerged ? `${recognised.role}/${phase}/${recognised.title}` : `${placeKey(call)}/${recognised.title}`;
    const known = drafts.get(key);
    if (known) {
      known.calls.push(call);
      known.element = { ...known.element, places: [...known.element.places, placeOf(call.site.source, call.site)] };
      continue;
    }
    const id = uniqueId(ids, recognised.role);
    drafts.set(key, { element: elementOfCall(id, call, recognised, found, options), calls: [call] });
  }
  return [...drafts.values()];
}

function placeKey({ site, implied }: RecordedCall): string {
  return `${site.source.path}:${site.start}${implied ? `:${implied.start}` : ''}`;
}

function uniqueId(ids: Map<string, number>, role: Role): string {
  const count = (ids.get(role) ?? 0) + 1;
  ids.set(role, count);
  return count === 1 ? role : `${role}:${count}`;
}

/** Transforms inside of a `Compose` are parts of it, and so on. */
function isPart(_call: RecordedCall, _program: Program): boolean {
  return false;
}

function elementOfCall(
  id: string,
  call: RecordedCall,
  { role, title, path, entry }: Recognised,
  found: FoundLoops,
  options: ReadonlyMap<string, Option>,
): Element {
  const loop = found.loopOf(call.scope);
  return {
    id,
    role,
    title,
    ...(path === undefined ? {} : { path }),
    place: placeOf(call.site.source, call.site),
    places: [],
    settings: readSettings(call, entry, options),
    conditions: conditionsOf(call.scope),
    ...(loop ? { loop: loop.id } : {}),
    phase: found.phaseOf(call),
    parts: role === 'transforms' ? partsOf(call, options) : [],
  };
}

function partsOf(call: RecordedCall, options: ReadonlyMap<string, Option>): readonly Part[] {
  const list = readArgument(call, 'transforms', 'transforms');
  const items = isKind(list, 'list') || isKind(list, 'tuple') ? list.items : [];
  return items.flatMap((item): Part[] => {
    const trace = traceOf(item);
    if (trace?.kind !== 'call') return [];
    const { call: made } = trace;
    return [
      {
        title: made.name,
        path: made.path,
        place: placeOf(made.site.source, made.site),
        settings: readSettings(made, { role: 'transforms', signature: '' }, options),
        conditions: [],
      },
    ];
  });
}

function unknownSteps({ ended, problems }: Program): readonly UnknownStep[] {
  const all = ended ? [...problems.filter((problem) => problem !== ended), ended] : problems;
  const seen = new Set<string>();
  return all.flatMap(({ reason, site }) => {
    const key = `${reason}/${site?.source.path}/${site?.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ reason, ...(site ? { place: placeOf(site.source, site) } : {}) }];
  });
}
