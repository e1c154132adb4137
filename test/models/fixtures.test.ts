import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEBIAN_TORCH, requireTool } from '../setup/tools.js';

type Own = readonly { readonly name: string; readonly shape: readonly number[]; readonly tiedTo?: string }[];

interface Document {
  readonly own: Own;
  readonly parameters: { readonly total: number; readonly isExact: boolean };
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: string }[];
  readonly modules: readonly {
    readonly path: string;
    readonly output: readonly number[] | null;
    readonly own: Own;
  }[];
  readonly unknown: readonly { readonly reason: string; readonly line: number }[];
}

interface Truth {
  readonly total: number;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** Fixtures whose file has more than one model, and which to take. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  resnet: 'resnet20',
  gan: 'Generator',
  cnn: 'Net',
  vit: 'VisionTransformer',
  gpt: 'GPT',
  lstm: 'RNNModel',
  seq2seq: 'Seq2Seq',
  unet: 'UNet',
  vae: 'VAE',
  siamese: 'Siamese',
  moe: 'MoE',
  detector: 'Detector',
  configured: 'ConfiguredNet',
  heads: 'ActorCritic',
};

/** Fixtures of which not all can be known. */
const DOUBTFUL: ReadonlySet<string> = new Set(['nameless', 'unknown']);

function readDocument(target: string): Document {
  const { stdout } = spawnSync(process.execPath, ['dist/cli.js', 'model', target, '--json'], { encoding: 'utf8' });
  return JSON.parse(stdout) as Document;
}

describe('models of many kinds', () => {
  it('have their expression each', () => {
    expect(Object.keys(EXPRESSIONS).sort()).toEqual(
      readdirSync('fixtures/models').filter(
        (name) => !DOUBTFUL.has(name) && existsSync(`fixtures/models/${name}/model.py`),
      ),
    );
  });

  it('are what real torch makes of them: every parameter and the output of every layer that ran', (context) => {
    requireTool(context, DEBIAN_TORCH);
    const documents = Object.entries(EXPRESSIONS).map(([name, expression]) => {
      const path = `fixtures/models/${name}/model.py`;
      return { name, path, expression, document: readDocument(`${path}:${expression}`) };
    });
    const requests = documents.map(({ path, expression, document }) => [
      path,
      expression,
      document.inputs.map(({ shape, dtype }) => [shape, dtype]),
    ]);
    const oracle = spawnSync('/usr/bin/python3', ['test/models/oracle.py'], {
      input: JSON.stringify(requests),
      encoding: 'utf8',
    });
    const truths = JSON.parse(oracle.stdout) as readonly Truth[];
    for (const [at, { name, document }] of documents.entries()) {
      const truth = truths[at];
      expect(document.parameters, name).toEqual({ total: truth?.total, trainable: truth?.total, isExact: true });
      expect(ownParameters(document), name).toEqual(truth?.parameters);
      const outputs = Object.fromEntries(document.modules.map(({ path, output }) => [path, output]));
      for (const [path, shape] of Object.entries(truth?.outputs ?? {})) {
        expect(outputs[path], `${name}: ${path}`).toEqual(shape);
      }
    }
  });

  it('say of what they cannot know where it comes from', () => {
    const { parameters, unknown } = readDocument('fixtures/models/unknown/model.py');
    expect(parameters).toEqual({ total: 484, trainable: 484, isExact: false });
    expect(unknown[0]).toMatchObject({ path: 'width', reason: 'the environment is not known' });
  });
});

/** By their full names; those of the model itself first. */
function ownParameters({ own, modules }: Document): Readonly<Record<string, readonly number[]>> {
  const all = [{ path: '', own }, ...modules];
  return Object.fromEntries(
    all.flatMap((module) =>
      module.own
        .filter(({ tiedTo }) => tiedTo === undefined)
        .map(({ name, shape }) => [[module.path, name].filter(Boolean).join('.'), shape] as const),
    ),
  );
}
