import { type Place, placeOf } from '../base/text.js';
import type { Problem } from '../python/values/value.js';
import { chooseDrafts } from './arrange/choose-drafts.js';
import { draftElements } from './arrange/drafts.js';
import { findLoops } from './arrange/find-loops.js';
import { findFurther } from './arrange/further-elements.js';
import { linkElements } from './arrange/link-elements.js';
import { makeElement } from './arrange/make-element.js';
import { findModelLosses } from './arrange/model-losses.js';
import { nameElements } from './arrange/name-elements.js';
import { nameLoops } from './arrange/name-loops.js';
import { createSources } from './arrange/sources.js';
import { styleOf } from './frameworks/frameworks.js';
import type { Flow, Pipeline, UnknownStep } from './pipeline.js';
import { lookUpLibrary } from './recognise/library.js';
import { readOptions } from './recognise/read-options.js';
import { isBrought } from './record/outside.js';
import type { Program } from './record/program.js';
import type { Recorder } from './record/recorder.js';

/**
 * Says what a script does in the words of training:
 *
 *     calls → drafts (what is what) → loops and phases → names → elements with settings → flows
 */
export function buildPipeline(program: Program, recorder: Recorder): Pipeline {
  const options = readOptions(program);
  const found = findLoops(program);
  const drafts = chooseDrafts(draftElements(program, found), program, recorder);
  const sources = createSources(drafts, recorder);
  const ids = nameElements(program, drafts, found, sources);
  const { loops, idOf } = nameLoops(program, found, sources, ids);
  const making = { program, drafts, options, recorder, found, sources, ids, loopIdOf: idOf };
  const further = findFurther(program, drafts, ids, found, loops, idOf, options);
  const linked = linkElements(program, drafts, sources, ids);
  const losses = findModelLosses({ drafts, ids, found, sources, loopIdOf: idOf, flows: linked });
  const source = program.calls[0]?.site.source;
  const start: Place = { file: program.path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    name: program.path.slice(program.path.lastIndexOf('/') + 1),
    place: source && source.path === program.path ? placeOf(source, { start: 0, end: 0 }) : start,
    style: styleOf(program),
    options: [...options.values()],
    elements: [...drafts.map((draft) => makeElement(draft, making)), ...losses.elements, ...further.elements],
    loops,
    flows: withoutTwice([...linked, ...losses.flows, ...further.flows]),
    unknown: unknownSteps(program),
  };
}

function withoutTwice(flows: readonly Flow[]): readonly Flow[] {
  const seen = new Map(flows.map((flow) => [`${flow.from}>${flow.to}`, flow]));
  return [...seen.values()];
}

/** How many batches a loader gives nobody knows: that is said at its loop, and nothing was lost by it. */
function isOfLibrary({ kind, reason }: Problem): boolean {
  const path = /^([\w.]+)\(\) is not known here$/.exec(reason)?.[1];
  return kind === 'undecided' && path !== undefined && lookUpLibrary(path) !== undefined;
}

function unknownSteps({ ended, problems }: Program): readonly UnknownStep[] {
  const told = problems.filter((problem) => !isOfLibrary(problem));
  const all = ended ? [...told.filter((problem) => problem !== ended), ended] : told;
  const seen = new Set<string>();
  return all.flatMap(({ reason, site }) => {
    const key = `${reason}/${site?.source.path}/${site?.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ reason, ...(site && !isBrought(site) ? { place: placeOf(site.source, site) } : {}) }];
  });
}
