import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.js';
import { type Answered, answerInMemory } from '../cli/harness.js';
import { expectGolden } from '../setup/golden.js';

const FOLDER = 'fixtures/models';
/** Fixtures whose file has more than one model. */
const NAMES: Readonly<Record<string, string>> = { resnet: ':resnet20', gan: ':Generator' };

function run(name: string, columns: number, ...args: readonly string[]): Promise<Answered> {
  const files = { '/work/model.py': readFileSync(`${FOLDER}/${name}/model.py`, 'utf8') };
  return answerInMemory(COMMANDS, args, { files, terminal: { columns } });
}

/** The tree, the document and the picture of each fixture that has a picture. Accept with TORCHDOCK_ACCEPT=1, and look at them. */
describe.each(readdirSync(FOLDER).filter((name) => existsSync(`${FOLDER}/${name}/model.mmd`)))(
  'the model %s',
  (name) => {
    const target = `model.py${NAMES[name] ?? ''}`;

    it.each([80, 140])('is told in %i columns', async (columns) => {
      const { stdout, status } = await run(name, columns, 'model', target);
      expect(status).toBe(0);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
      expectGolden(`${FOLDER}/${name}/tree-${columns}.txt`, stdout);
    });

    it('is drawn', async () => {
      const { stdout, stderr } = await run(name, 80, 'draw', 'model', target);
      expectGolden(`${FOLDER}/${name}/model.mmd`, stdout);
      expectGolden(`${FOLDER}/${name}/notes.txt`, stderr);
    });

    it('has one document, whose numbers are those of its parts', async () => {
      const document = JSON.parse((await run(name, 80, 'model', target, '--json')).stdout);
      expect(document).toMatchObject({ schema: 'model/1' });
      const own = [document.own, ...document.modules.map((module: { own: unknown }) => module.own)].flat();
      const counted = own.filter(({ tiedTo }: { tiedTo?: string }) => tiedTo === undefined);
      const sum = counted.reduce((total: number, { shape }: { shape: (number | string)[] | null }) => {
        const elements = (shape ?? []).reduce<number>((product, size) => product * Number(size), 1);
        return total + (Number.isFinite(elements) ? elements : 0);
      }, 0);
      expect(document.parameters.total).toBe(sum);
      if (['cnn', 'heads', 'nameless', 'unknown'].includes(name))
        expectGolden(`${FOLDER}/${name}/model.json`, `${JSON.stringify(document, null, 2)}\n`);
    });
  },
);

describe('the command model', () => {
  it('lists what a file and a folder have', async () => {
    const files = { '/work/nets/a.py': readFileSync(`${FOLDER}/gan/model.py`, 'utf8'), '/work/nets/b.py': 'x = 1\n' };
    const listed = 'nets/a.py\n  Generator      class, line 8\n  Discriminator  class, line 29\n';
    expect(await answerInMemory(COMMANDS, ['model', 'nets/a.py'], { files })).toMatchObject({
      status: 0,
      stdout: listed,
    });
    expect(await answerInMemory(COMMANDS, ['model', 'nets'], { files })).toMatchObject({ status: 0, stdout: listed });
    expect((await answerInMemory(COMMANDS, ['model', 'nets/b.py'], { files })).stdout).toContain('MDL-04');
    expect((await answerInMemory(COMMANDS, ['draw', 'model', 'nets'], { files })).stderr).toContain('MDL-06');
  });

  it('knows what was meant, and what is no model', async () => {
    const files = { '/work/model.py': readFileSync(`${FOLDER}/resnet/model.py`, 'utf8') };
    const answer = async (...args: readonly string[]): Promise<Answered> =>
      answerInMemory(COMMANDS, ['model', ...args], { files });
    expect((await answer('model.py:resnet2O')).stdout).toMatch(
      /MDL-01.*model\.py has no resnet2O[\s\S]*Did you mean resnet20\?/,
    );
    expect((await answer('model.py:1 + 1')).stdout).toContain('MDL-02');
    expect((await answer('model.py:ResNet')).stdout).toMatch(/MDL-03[\s\S]*missing 2 required/);
    expect((await answer('model.py:resnet20', '--input', '3x224')).stdout).toContain('MDL-05');
    expect((await answer('nothing.py')).status).toBe(3);
  });

  it('tells the tree in Chinese', async () => {
    const files = { '/work/model.py': readFileSync(`${FOLDER}/unknown/model.py`, 'utf8') };
    const { stdout } = await answerInMemory(COMMANDS, ['model', 'model.py', '--lang', 'zh'], { files });
    expectGolden(`${FOLDER}/unknown/tree-zh.txt`, stdout);
  });

  it('takes any expression, and any input', async () => {
    const files = { '/work/model.py': readFileSync(`${FOLDER}/resnet/model.py`, 'utf8') };
    const args = ['model', 'model.py:ResNet(BasicBlock, [1, 1, 1], num_classes=7)', '--input', 'B,3,32,32', '--json'];
    const document = JSON.parse((await answerInMemory(COMMANDS, args, { files })).stdout);
    expect(document).toMatchObject({ parameters: { total: 77_847, isExact: true }, output: ['B', 7] });
  });
});
