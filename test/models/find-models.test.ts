import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { chooseModels, findModels } from '../../src/models/find-models.js';

const FOLDER = 'fixtures/models';

describe('models of a file, by its text', () => {
  it('are found in each of these fixtures', () => {
    const expected = {
      cnn: 'Net',
      configured: 'ConfiguredNet',
      detector: 'Detector',
      gan: 'Generator Discriminator',
      gpt: 'GPT',
      heads: 'ActorCritic',
      lstm: 'RNNModel',
      moe: 'MoE',
      nameless: 'Net',
      resnet: 'resnet20 resnet56',
      seq2seq: 'Seq2Seq',
      siamese: 'Siamese',
      unet: 'UNet',
      unknown: 'Net',
      vae: 'VAE',
      vit: 'VisionTransformer',
    };
    const found = Object.keys(expected).map((name) => {
      const path = `${FOLDER}/${name}/model.py`;
      const models = chooseModels(findModels(createSourceText(path, readFileSync(path, 'utf8'))));
      return [name, models.map((model) => model.name).join(' ')];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('are none in a file without nn.Module', () => {
    expect(findModels(createSourceText('a.py', 'class A(object):\n    pass\n'))).toEqual([]);
  });
});
