import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { DEBIAN_TORCH, requireTool } from '../setup/tools.js';
import { type Answer, askTorchdock, type Description, type Shape } from './ask-fixture.js';
import { listFixtures, type Question, readQuestions } from './fixture-questions.js';

/** Fixtures that real torch cannot run either: what they hang on is not there. */
const DOUBTFUL: ReadonlySet<string> = new Set(['nameless', 'unknown']);

const QUESTIONS = listFixtures().flatMap(readQuestions);

interface Asked {
  readonly question: Question;
  readonly ours: Answer;
}

describe('models of many kinds', () => {
  it('are 60 and more, and each file says which it has', () => {
    const silent = listFixtures().filter((fixture) => readQuestions(fixture).length === 0);
    expect(silent.map(({ name }) => name).sort()).toEqual([...DOUBTFUL].sort());
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(60);
  });

  it('are what real torch makes of them: parameters, buffers, and the outputs of every leaf that ran', async (context) => {
    requireTool(context, DEBIAN_TORCH);
    const asked: Asked[] = [];
    for (const question of QUESTIONS) {
      const ours = await askTorchdock(question);
      if (typeof ours === 'string') expect.fail(`${nameOf(question)}: ${ours}`);
      asked.push({ question, ours });
    }
    const truths = await askTorch(asked);
    expect(truths.length).toBe(asked.length);
    const differences = asked.flatMap(({ question, ours }, at) => listDifferences(question, ours, truths[at]));
    expect(differences).toEqual([]);
  }, 600_000);

  it('say of what they cannot know where it comes from', async () => {
    const file = 'fixtures/models/unknown/model.py';
    const answer = await askTorchdock({ file, expression: 'Net', inputs: [], unknown: [] });
    expect(answer).toMatchObject({ total: 484, trainable: 484 });
    expect(answer).toHaveProperty(['doubts', 0], 'width: the environment is not known (line 12)');
  });
});

/** All in one process: to load torch takes longer than to ask for most models. */
async function askTorch(asked: readonly Asked[]): Promise<readonly (Description | string | undefined)[]> {
  const files = [...new Set(asked.map(({ question }) => question.file))];
  const requests = files.map((file) => [
    file,
    asked
      .filter(({ question }) => question.file === file)
      .map(({ question: { expression }, ours }) => [
        expression,
        ours.inputs.map(({ tensor: { shape, dtype } }) => [shape, dtype]),
      ]),
  ]);
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn('/usr/bin/python3', ['test/models/oracle.py'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject).on('close', () => resolve(said));
    child.stdin.end(JSON.stringify(requests));
  });
  return (JSON.parse(output) as (Description | string)[][]).flat();
}

/** In sentences; none: all is the same, and what is not known was said before. */
function listDifferences(question: Question, ours: Answer, truth: Description | string | undefined): readonly string[] {
  const name = nameOf(question);
  if (truth === undefined || typeof truth === 'string') return [`${name}: real torch says ${truth}`];
  const doubts = ours.doubts.filter((doubt) => !doubt.startsWith(': forward'));
  const parts = (['total', 'trainable', 'parameters', 'buffers'] as const).flatMap((part) =>
    compareShown(`${name}: ${part}`, ours[part], truth[part]),
  );
  const leaves = Object.entries(truth.outputs);
  const wrong = leaves.flatMap(([path, shapes]) => {
    const given = ours.outputs[path] ?? [];
    if (given.length === 0) return [];
    return [
      ...compareShown(
        `${name}: ${path} gives`,
        given.map((shape, nth) => fill(shape, shapes[nth])),
        shapes,
      ),
      ...compareShown(`${name}: calls of ${path}`, ours.calls[path], truth.calls[path]),
    ];
  });
  const unknown = leaves.filter(([path]) => !isKnown(ours, path)).map(([path]) => path);
  const covers = (declared: string, path: string): boolean => path === declared || path.startsWith(`${declared}.`);
  const undeclared = [
    ...unknown.filter((path) => !question.unknown.some((declared) => covers(declared, path))),
    ...question.unknown.filter((declared) => !unknown.some((path) => covers(declared, path))),
  ].map((path) => `${name}: ${path} is ${unknown.includes(path) ? 'not known' : 'known, though said not to be'}`);
  const why = undeclared.length > 0 ? ours.doubts.slice(0, 3).map((doubt) => `${name}: ${doubt}`) : [];
  return [...doubts.map((doubt) => `${name}: ${doubt}`), ...parts, ...wrong, ...undeclared, ...why];
}

function isKnown({ outputs }: Answer, path: string): boolean {
  const shapes = outputs[path] ?? [];
  return shapes.length > 0 && shapes.every((shape) => shape?.every((size) => typeof size === 'number') === true);
}

/** What is left open may be anything; what is said must be so. */
function fill(shape: Shape, truth: Shape | undefined): Shape {
  if (!shape) return truth ?? null;
  return shape.map((size, axis) => (typeof size === 'number' ? size : (truth?.[axis] ?? size)));
}

function compareShown(what: string, ours: unknown, truth: unknown): readonly string[] {
  const [own, real] = [ours, truth].map((value) => showSorted(value));
  return own === real ? [] : [`${what} ${own}, really ${real}`];
}

function showSorted(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf({ file, expression }: Question): string {
  return `${file.split('/').at(-2)}: ${expression}`;
}
