import type { Place } from '../../base/text.js';
import type { LauncherFacts } from '../../graph/node.js';
import type { Pipeline, Setting } from '../../training/pipeline.js';

/** The command that starts a script in processes of its own: how many, and where it says so. */
export interface LaunchedBy {
  readonly facts: LauncherFacts;
  readonly place: Place;
}

/** What the script does not say itself: the first box of its parallelism tells how its processes are started. */
export function withLauncher(pipeline: Pipeline, { facts, place }: LaunchedBy): Pipeline {
  const first = pipeline.elements.find(({ role }) => role === 'parallel');
  if (!first || facts.name === 'python') return pipeline;
  const said: readonly (readonly [string, number | string | undefined])[] = [
    ['launcher', facts.name],
    ['nodes', facts.nodes],
    ['nproc_per_node', facts.processesPerNode],
  ];
  const settings = said.flatMap(([name, value]): readonly Setting[] =>
    value === undefined ? [] : [{ name, value: valueOf(value), place, origin: { kind: 'written' } }],
  );
  const changed = { ...first, settings: [...first.settings, ...settings] };
  return { ...pipeline, elements: pipeline.elements.map((element) => (element === first ? changed : element)) };
}

/** A number, a word, or a variable of the shell that nobody here knows. */
function valueOf(value: number | string): Setting['value'] {
  const text = String(value);
  if (/[$`]/.test(text)) return { kind: 'unknown', text, reason: 'a variable of the shell is not known' };
  return { kind: 'known', value, text };
}
