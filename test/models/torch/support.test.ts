import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listTorchSupport } from '../../../src/models/torch/support.js';

/** Made of other layers that are held, or not to be made by itself. */
const NOT_ALONE = new Set(['RNNBase', 'RNNCellBase', 'NonDynamicallyQuantizableLinear']);
/** torch 1.13, which is the oracle, has them not. */
const YOUNGER = /^(RMSNorm|CircularPad\dd|ZeroPad[13]d|LPPool3d)$/;
const NOT_HELD = new Set(['MultiLabelMarginLoss', 'NLLLoss2d']);

test('every layer that is listed as known is held against torch', () => {
  const expressions = readFileSync('fixtures/models/torch/layers.json', 'utf8');
  const layers = listTorchSupport().layers.flatMap(([, rows]) => rows.map(([name]) => name));
  expect(layers.length).toBeGreaterThan(150);
  const missing = layers.filter(
    (name) =>
      !NOT_ALONE.has(name) && !YOUNGER.test(name) && !NOT_HELD.has(name) && !expressions.includes(`nn.${name}(`),
  );
  expect(missing).toEqual([]);
});
