import { existsSync, readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'fixtures/models';

/** One model of a fixture, and what of it is asked. */
export interface Question {
  readonly file: string;
  readonly expression: string;
  /** As `--input` takes them; none: an example that follows from the first layer. */
  readonly inputs: readonly string[];
  /** Paths under which outputs are not known to us, or not every length of them, though real torch runs them. */
  readonly unknown: readonly string[];
}

export interface Fixture {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

export function listFixtures(): readonly Fixture[] {
  return readdirSync(FOLDER)
    .map((name) => ({ name, file: `${FOLDER}/${name}/model.py` }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, file, text: readFileSync(file, 'utf8') }));
}

const LINE = /^# (model|input|unknown): (.+)$/gm;

/**
 * What a fixture says of itself in lines of comment: `# model: EXPRESSION`, and below it, if the example that we would take
 * will not do, `# input: 1,128:int64, 1,64:int64`; `# unknown: PATH` for each leaf, or module of leaves, whose outputs we cannot know in full.
 */
export function readQuestions({ file, text }: Fixture): readonly Question[] {
  const questions: { file: string; expression: string; inputs: string[]; unknown: string[] }[] = [];
  for (const [, kind = '', said = ''] of text.matchAll(LINE)) {
    if (kind === 'model') questions.push({ file, expression: said.trim(), inputs: [], unknown: [] });
    else if (kind === 'input') questions.at(-1)?.inputs.push(...said.trim().split(', '));
    else questions.at(-1)?.unknown.push(said.trim());
  }
  return questions;
}
