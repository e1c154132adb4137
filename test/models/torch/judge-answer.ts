/** `exact`: all is the same. `unknown`: what is said is true, but something is not said. `wrong`: something said is not true. */
export type Verdict = { readonly kind: 'exact' } | { readonly kind: 'unknown' | 'wrong'; readonly why: string };

const EXACT: Verdict = { kind: 'exact' };

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(ours: unknown, truth: unknown): Verdict {
  return {
    kind: 'wrong',
    why: `${JSON.stringify(ours).slice(0, 200)} is really ${JSON.stringify(truth).slice(0, 200)}`,
  };
}

/** The worst of several. */
function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find(({ kind }) => kind === 'wrong') ?? verdicts.find(({ kind }) => kind === 'unknown') ?? EXACT;
}

/** Compares a value: a tensor, a number, a list of them. */
export function judgeValue(ours: unknown, truth: unknown): Verdict {
  if (isFields(ours) && typeof ours['unknown'] === 'string') return { kind: 'unknown', why: ours['unknown'] };
  if (isFields(truth) && 'other' in truth) return EXACT;
  if (Array.isArray(truth)) {
    if (!Array.isArray(ours) || ours.length !== truth.length) return wrong(ours, truth);
    return worst(truth.map((item, at) => judgeValue(ours[at], item)));
  }
  if (!isFields(truth))
    return ours === truth
      ? EXACT
      : typeof ours === 'string' && typeof truth === 'number'
        ? { kind: 'unknown', why: ours }
        : wrong(ours, truth);
  if (!isFields(ours)) return wrong(ours, truth);
  if (typeof truth['error'] === 'string') return { kind: 'unknown', why: 'raised in torch' };
  if (typeof ours['error'] === 'string') return wrong(ours, truth);
  return worst(Object.keys(truth).map((key) => judgeField(key, ours[key], truth[key])));
}

function judgeField(key: string, ours: unknown, truth: unknown): Verdict {
  if (key === 'dtype' && ours === null) return { kind: 'unknown', why: 'dtype' };
  if (key !== 'value' || typeof truth !== 'number' || typeof ours !== 'number') return judgeValue(ours, truth);
  return Math.abs(ours - truth) <= 1e-6 * Math.abs(truth) ? EXACT : wrong(ours, truth);
}

/** Compares names and shapes of parameters and buffers. With doubts of its own, a module may lack what it doubts. */
export function judgeNames(ours: unknown, truth: unknown): Verdict {
  if (!isFields(ours) || !isFields(truth)) return wrong(ours, truth);
  const verdict = worst([
    judgeValue(ours['parameters'], truth['parameters']),
    judgeValue(ours['buffers'], truth['buffers']),
  ]);
  const doubts = ours['doubts'];
  if (!Array.isArray(doubts) || doubts.length === 0) return verdict;
  return { kind: 'unknown', why: String(doubts[0]) };
}

/** Compares all elements of all parameters with the total that a reader is told. */
export function judgeTotal(ours: unknown, truth: unknown): Verdict {
  if (!isFields(ours) || !isFields(truth) || !Array.isArray(truth['parameters'])) return wrong(ours, truth);
  const sizes = (truth['parameters'] as [string, number[]][]).map(([, shape]) => shape.reduce((a, b) => a * b, 1));
  return judgeValue(
    ours['total'],
    sizes.reduce((a, b) => a + b, 0),
  );
}

/** Compares the outputs of the leaves, call by call, and of the whole. */
export function judgeForward(ours: unknown, truth: unknown): Verdict {
  return worst([...judgeLeaves(ours, truth), judgeOutput(ours, truth)]);
}

export function judgeOutput(ours: unknown, truth: unknown): Verdict {
  if (!isFields(ours) || !isFields(truth)) return wrong(ours, truth);
  const output = ours['output'];
  if (isFields(output) && 'error' in output) return { kind: 'unknown', why: String(output['error']) };
  return judgeValue(output, truth['output']);
}

/** One verdict for each call of a leaf in torch, and one for each that only ours made. */
export function judgeLeaves(ours: unknown, truth: unknown): readonly Verdict[] {
  if (!isFields(ours) || !isFields(truth)) return [wrong(ours, truth)];
  const own = groupCalls(leavesOf(ours));
  const real = groupCalls(leavesOf(truth));
  const verdicts = [...real].flatMap(([path, outputs]) =>
    outputs.map((output, at): Verdict => {
      const mine = own.get(path);
      if (mine === undefined || at >= mine.length) return { kind: 'unknown', why: `${path} was not called` };
      return prefix(path, judgeValue(mine[at], output));
    }),
  );
  const extra = [...own].flatMap(([path, outputs]) =>
    outputs.slice(real.get(path)?.length ?? 0).map((output) => prefix(path, judgeExtra(ours, output))),
  );
  return [...verdicts, ...extra];
}

/** What perhaps is called is said to be known neither in number nor in shape. */
function judgeExtra(ours: Fields, output: unknown): Verdict {
  const isDoubted = Array.isArray(ours['doubts']) && ours['doubts'].length > 0;
  const shape = isFields(output) ? output['shape'] : output;
  const isOpen = isFields(shape) && 'unknown' in shape;
  return { kind: isDoubted || isOpen ? 'unknown' : 'wrong', why: 'was not called in torch' };
}

function groupCalls(leaves: readonly (readonly [string, unknown])[]): ReadonlyMap<string, readonly unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [path, output] of leaves) groups.set(path, [...(groups.get(path) ?? []), output]);
  return groups;
}

function prefix(path: string, verdict: Verdict): Verdict {
  return verdict.kind === 'exact' ? verdict : { kind: verdict.kind, why: `${path}: ${verdict.why}` };
}

function leavesOf(answer: Fields): readonly (readonly [string, unknown])[] {
  const leaves = answer['leaves'];
  return Array.isArray(leaves) ? (leaves as [string, unknown][]) : [];
}
