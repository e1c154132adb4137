import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import type { LogValue } from '../log-record.js';
import { type Bar, readBar } from '../read-bar.js';
import { readFields } from '../read-fields.js';

/** All bars of one title and one total: those of each epoch are one group. */
interface BarGroup {
  readonly title: string;
  readonly states: BarState[];
  /** Iterations and seconds of the bars before the one that runs. */
  iterations: number;
  seconds: number;
  latest: BarState;
}

/** What is kept of a bar: numbers and names, for a piece of its line would keep the text around it in memory. */
interface BarState extends Pick<Bar, 'done' | 'total' | 'elapsedSeconds' | 'stepSeconds'> {
  readonly values: readonly LogValue[];
}

const MOST_GROUPS = 64;
const MOST_NAMES = 256;
/** States of a group that are remembered; a bar draws itself at most ten times a second. */
const MOST_STATES = 100_000;
const NO_TRAINING = /eval|valid|\bval\b|test|predict|download|load|map|filter|token|generat|writing|shard|scan|cach/i;

/**
 * Progress bars. The one that trains is the one that takes the most time and holds no other bar (a bar over epochs takes as
 * long as the one over steps, in fewer iterations). A finished bar says the mean of all its iterations, others a running
 * average; the first state of a run is left out.
 */
export const progressBarFormat: LogFormat = {
  name: 'tqdm',
  kind: 'beside',
  isLoose: true,
  open(book) {
    const groups = new Map<string, BarGroup>();
    const names = new Map<string, string>();
    return {
      read(line) {
        const bar = readBar(line);
        if (!bar) return false;
        const title = bar.title.replace(/\d{1,15}/g, '#').slice(-60);
        const key = `${title}|${bar.total ?? ''}`;
        const group = groups.get(key);
        const state = stateOf(bar, names);
        if (group) follow(group, state);
        else if (groups.size < MOST_GROUPS) {
          groups.set(key, { title, states: [state], iterations: 0, seconds: 0, latest: state });
        }
        return true;
      },
      finish() {
        const group = trainingGroup([...groups.values()]);
        if (group) report(book, group);
      },
    };
  },
};

/** Each name is kept once. */
function stateOf({ done, total, elapsedSeconds, stepSeconds, rest }: Bar, names: Map<string, string>): BarState {
  const fields = rest === '' ? [] : readFields(rest, { assign: '=' });
  const values = fields.flatMap(({ name, value }) => {
    if (name === 'v_num' || (names.size >= MOST_NAMES && !names.has(name))) return [];
    if (!names.has(name)) names.set(name, name);
    return [{ name: names.get(name) ?? '', value }];
  });
  return { done, total, elapsedSeconds, stepSeconds, values };
}

function follow(group: BarGroup, bar: BarState): void {
  if (bar.done < group.latest.done) {
    group.iterations += group.latest.done;
    group.seconds += group.latest.elapsedSeconds ?? 0;
  }
  // A bar that is drawn once more says the same, only better: the last time with the mean of all.
  if (bar.done === group.latest.done) group.states.pop();
  group.latest = bar;
  if (group.states.length < MOST_STATES) group.states.push(bar);
}

function trainingGroup(groups: readonly BarGroup[]): BarGroup | undefined {
  const sized = groups.map((group) => ({
    group,
    iterations: group.iterations + group.latest.done,
    seconds: group.seconds + (group.latest.elapsedSeconds ?? 0),
  }));
  const training = sized.filter(({ group }) => !NO_TRAINING.test(group.title));
  const isOuter = (one: (typeof sized)[number]): boolean =>
    training.some(
      (other) => other !== one && other.seconds >= one.seconds / 2 && other.iterations >= one.iterations * 2,
    );
  const inner = training.filter((one) => !isOuter(one));
  return inner.sort((a, b) => b.seconds - a.seconds || b.iterations - a.iterations)[0]?.group;
}

/** Means of whole bars where there are two or more, else what the bar said while it ran. */
function report(book: LogBook, group: BarGroup): void {
  const finished = group.states.filter(({ done, total }) => done > 0 && done === total);
  const isWhole = finished.length > 1;
  const seconds = group.seconds + (group.latest.elapsedSeconds ?? 0);
  // Bars show whole seconds.
  if (seconds >= 10) {
    book.wholeThroughput = { value: (group.iterations + group.latest.done) / seconds, unit: 'steps/s' };
  }
  let before = 0;
  for (const state of group.states) {
    const timing =
      state.stepSeconds === undefined || (isWhole && state.done !== state.total)
        ? undefined
        : ({
            stepSeconds: state.stepSeconds,
            of: isWhole ? 'mean' : 'running-average',
            isFirst: state.done <= 1,
          } as const);
    book.add({
      phase: 'train',
      step: before + state.done,
      seconds: undefined,
      values: state.values,
      timing,
    });
    if (state.done === state.total) before += state.done;
  }
}
