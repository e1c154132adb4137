import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requireTool } from '../setup/tools.js';
import { DEBIAN_TORCH } from './torch/ask-torch.js';
import { createAsker } from './torch/ask-torchdock.js';

interface Row {
  readonly call: string;
  /** What torchvision 0.28 says in real torch. */
  readonly params: number;
}

/** Not yet in torchvision 0.14, which Debian has. */
const YOUNGER = 'torchvision.models.video.swin_transformer.swin3d_t()';

const ROWS = JSON.parse(readFileSync('fixtures/models/torch/param-counts.json', 'utf8')) as Row[];

test('torchvision has as many parameters as were counted in real torch', (context) => {
  requireTool(context, DEBIAN_TORCH);
  const rows = ROWS.filter(({ call }) => call !== YOUNGER);
  const asker = createAsker(true);
  const counted = rows.map(({ call }) => {
    const { total } = asker.ask({ expression: call }) as { readonly total: unknown };
    return { call, params: total };
  });
  expect(rows.length).toBe(59);
  expect(counted).toEqual(rows);
}, 120_000);
