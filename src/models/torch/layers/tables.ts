import type { Layer } from '../layer.js';
import { ATTENTION } from './attention.js';
import { CONVOLUTIONS, makeLazyLayers } from './convolution.js';
import { DENSE } from './dense.js';
import { LOSSES } from './losses.js';
import { RECURRENT } from './recurrent.js';
import { SIMPLE } from './simple.js';
import { TRANSFORMERS } from './transformer.js';

const FULL: readonly Layer[] = [
  ...DENSE,
  ...CONVOLUTIONS,
  ...RECURRENT,
  ...ATTENTION,
  ...TRANSFORMERS,
  ...SIMPLE,
  ...LOSSES,
];

/** Every layer of `torch.nn` that is known, containers and `Module` apart. */
export const LAYERS: ReadonlyMap<string, Layer> = new Map(
  [...FULL, ...makeLazyLayers(FULL)].map((layer) => [layer.name, layer]),
);

export const CONTAINERS = ['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict'] as const;
