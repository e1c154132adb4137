import { beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../setup/tools.js';
import { askTorch, DEBIAN_TORCH, type Request } from './torch/ask-torch.js';
import { type Asker, createAsker } from './torch/ask-torchdock.js';
import { judgeLeaves, judgeNames, judgeOutput, judgeTotal, type Verdict } from './torch/judge-answer.js';
import { type Constructor, GROUPS } from './torch/torchvision-models.js';
import { VARIANTS } from './torch/torchvision-variants.js';

/** What came of one constructor. */
interface Judged {
  readonly name: string;
  /** Names and shapes of parameters and buffers, and their total: of its defaults, and of what ran. */
  readonly state: readonly Verdict[];
  /** One for each call of a leaf in real torch. */
  readonly leaves: readonly Verdict[];
  readonly output: Verdict;
}

interface Counts {
  readonly asked: number;
  readonly exact: number;
  readonly unknown: number;
  readonly wrong: number;
}

const CONSTRUCTORS = Object.values(GROUPS).flat();
const LISTED: Request = { expression: 'M.list_models()' };

let truths: ReadonlyMap<string, unknown>;

beforeAll(async () => {
  if (!DEBIAN_TORCH.isPresent()) return;
  const requests = [...CONSTRUCTORS.flatMap(listRequests), ...VARIANTS, LISTED];
  const answers = await askTorch(requests, 'vision_oracle.py');
  truths = new Map(requests.map((request, at) => [JSON.stringify(request), answers[at]]));
}, 900_000);

/** What is made with its defaults may be what runs. */
function listRequests({ made, run }: Constructor): readonly Request[] {
  return made.expression === run.expression ? [run] : [run, made];
}

function judge(asker: Asker, constructor: Constructor): Judged {
  const asked = listRequests(constructor).map((request) => ({
    ours: asker.ask(request),
    truth: truths.get(JSON.stringify(request)),
  }));
  const [run] = asked;
  return {
    name: constructor.name,
    state: asked.flatMap(({ ours, truth }) => [judgeNames(ours, truth), judgeTotal(ours, truth)]),
    leaves: judgeLeaves(run?.ours, run?.truth),
    output: judgeOutput(run?.ours, run?.truth),
  };
}

function pick(judged: readonly Judged[], part: (item: Judged) => readonly Verdict[], kind: Verdict['kind']): unknown {
  return judged.flatMap((item) =>
    part(item)
      .filter((verdict) => verdict.kind === kind)
      .slice(0, 3)
      .map((verdict) => [item.name, verdict]),
  );
}

const judgedByGroup = new Map<string, readonly Judged[]>();

function judgeGroup(group: string): readonly Judged[] {
  const judged = judgedByGroup.get(group) ?? (GROUPS[group] ?? []).map((item) => judge(createAskerOnce(), item));
  judgedByGroup.set(group, judged);
  return judged;
}

let asker: Asker | undefined;

function createAskerOnce(): Asker {
  asker ??= createAsker(true);
  return asker;
}

describe.each(Object.keys(GROUPS))('torchvision: %s', (group) => {
  test('has the parameters, buffers and shapes that real torch says', (context) => {
    requireTool(context, DEBIAN_TORCH);
    const judged = judgeGroup(group);
    expect(pick(judged, ({ state }) => state, 'wrong')).toEqual([]);
    expect(pick(judged, ({ state }) => state, 'unknown')).toEqual([]);
    expect(pick(judged, ({ leaves }) => leaves, 'wrong')).toEqual([]);
    expect(pick(judged, ({ output }) => [output], 'wrong')).toEqual([]);
    // Which boxes a detector finds no source says, so neither what comes after.
    if (group === 'detection') return;
    expect(pick(judged, ({ leaves }) => leaves, 'unknown')).toEqual([]);
    expect(pick(judged, ({ output }) => [output], 'unknown')).toEqual([]);
  }, 120_000);
});

describe('torchvision: all of it', () => {
  test('every constructor that it lists is asked for', (context) => {
    requireTool(context, DEBIAN_TORCH);
    const listed = (truths.get(JSON.stringify(LISTED)) as { value: string }[]).map(({ value }) => value);
    expect(CONSTRUCTORS.map(({ name }) => name).sort()).toEqual(listed.sort());
  });

  test('with other arguments, and in parts, it is as exact', (context) => {
    requireTool(context, DEBIAN_TORCH);
    const verdicts = VARIANTS.map((request) => [request.expression, judgeVariant(request)]);
    expect(verdicts.filter(([, verdict]) => verdict !== 'exact')).toEqual([]);
  }, 120_000);

  test('is exact for 99 of 100, and wrong for none', async (context) => {
    requireTool(context, DEBIAN_TORCH);
    const judged = Object.keys(GROUPS).flatMap(judgeGroup);
    const counts = {
      constructors: count(judged.map(({ state }) => worst(state))),
      leaves: count(judged.flatMap(({ leaves }) => leaves)),
      outputs: count(judged.map(({ output }) => output)),
    };
    await context.annotate(Object.entries(counts).map(showCounts).join('\n'));
    expect(counts.constructors.exact).toBeGreaterThanOrEqual(0.99 * CONSTRUCTORS.length);
    expect(counts.leaves.asked).toBeGreaterThan(25_000);
    expect(counts.leaves.exact).toBeGreaterThanOrEqual(0.99 * counts.leaves.asked);
    expect(counts).toMatchObject({ constructors: { wrong: 0 }, leaves: { wrong: 0 }, outputs: { wrong: 0 } });
  }, 120_000);
});

/** Where torch raises, so do we, and the same. */
function judgeVariant(request: Request): string {
  const ours = createAskerOnce().ask(request);
  const truth = truths.get(JSON.stringify(request)) as { readonly error?: string };
  if (truth.error !== undefined) return JSON.stringify(ours).includes(truth.error) ? 'exact' : JSON.stringify(ours);
  const forward = request.input === undefined ? [] : [...judgeLeaves(ours, truth), judgeOutput(ours, truth)];
  const verdict = worst([judgeNames(ours, truth), judgeTotal(ours, truth), ...forward]);
  return verdict.kind === 'exact' ? 'exact' : `${verdict.kind}: ${verdict.why}`;
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find(({ kind }) => kind === 'wrong') ??
    verdicts.find(({ kind }) => kind === 'unknown') ?? { kind: 'exact' }
  );
}

function count(verdicts: readonly Verdict[]): Counts {
  const of = (wanted: Verdict['kind']): number => verdicts.filter(({ kind }) => kind === wanted).length;
  return { asked: verdicts.length, exact: of('exact'), unknown: of('unknown'), wrong: of('wrong') };
}

function showCounts([what, { asked, exact, unknown, wrong }]: [string, Counts]): string {
  return `torchvision, ${what}: ${asked} asked, ${exact} exact, ${unknown} unknown, ${wrong} wrong`;
}
