import { readFileSync, statSync } from 'node:fs';
import { isExact } from '../../../src/models/model.js';
import { readModuleTree } from '../../../src/models/module-tree.js';
import type { Listener } from '../../../src/models/torch/dataflow.js';
import { showDimension } from '../../../src/models/torch/dimension.js';
import {
  isModule,
  listChildren,
  listModuleDoubts,
  walkBuffers,
  walkModules,
  walkParameters,
} from '../../../src/models/torch/module-state.js';
import { createTorchNatives } from '../../../src/models/torch/natives.js';
import { isShapeKnown, isTensor } from '../../../src/models/torch/tensor.js';
import { createInterpreter } from '../../../src/python/create-interpreter.js';
import type { Instance, Value } from '../../../src/python/values/value.js';
import { type Request, SITE_PACKAGES } from './ask-torch.js';

const HEAD = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';

export interface Asker {
  /** The same form as the answers of `oracle.py`; what is not known is `{unknown}`, a length that is not known a text. */
  readonly ask: (request: Request) => unknown;
}

/** `withVision`: torchvision is interpreted from the sources that Debian installed. */
export function createAsker(withVision: boolean): Asker {
  const listener: Listener = { recorder: undefined };
  const main = withVision ? `${HEAD}import torchvision\nfrom torchvision import models as M\n` : HEAD;
  const isOurs = (path: string): boolean => path.includes('/torchvision');
  const interpreter = createInterpreter({
    roots: withVision ? [SITE_PACKAGES] : [],
    natives: createTorchNatives({ listener, version: '1.13.0' }),
    sources: {
      read: (path) => (path === 'main.py' ? main : isOurs(path) ? readText(path) : undefined),
      isFolder: (path) => isOurs(path) && isFolder(path),
    },
  });
  const { module } = interpreter.runFile('main.py');
  return {
    ask: ({ expression, input, training }) => {
      const made = interpreter.evaluate(expression, module);
      if (made.kind === 'ended') return { error: made.problem.reason };
      const { value } = made;
      if (!isModule(value)) return describe(value);
      const names = describeNames(value);
      if (input === undefined) return names;
      const leaves: [string, unknown][] = [];
      // a module that stands in several places is known by the first
      const paths = new Map([...walkModules(value)].map(([path, child]) => [child, path] as const).reverse());
      listener.recorder = {
        enterModule: () => undefined,
        operation: () => undefined,
        leaveModule: (child, output) => {
          const path = paths.get(child);
          if (path !== undefined && listChildren(child).length === 0) {
            leaves.push([path, output === undefined ? { unknown: 'raised' } : describe(output)]);
          }
        },
      };
      const output = interpreter.attempt((machine) => {
        if (training !== true) machine.callMethod(value, 'eval');
        const values = interpreter.evaluate(`(${input},)`, module);
        const items = values.kind === 'value' ? machine.listItems(values.value) : [];
        return machine.call(value, 'kind' in items ? [] : items);
      });
      listener.recorder = undefined;
      return {
        ...names,
        leaves,
        output: output.kind === 'ended' ? { error: output.problem.reason } : describe(output.value),
      };
    },
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

interface Names {
  readonly parameters: unknown[];
  readonly buffers: unknown[];
  readonly doubts: string[];
  /** As the command prints it. */
  readonly total: unknown;
}

function describeNames(module: Instance): Names {
  const { total } = readModuleTree(module).root;
  const doubts = [...walkModules(module)].flatMap(([path, child]) => [
    ...listModuleDoubts(child).map(([name, { reason }]) => `${path}.${name}: ${reason}`),
    ...(child.partial ?? []).map(({ reason }) => `${path}: ${reason}`),
  ]);
  return {
    parameters: [...walkParameters(module)].map(([name, tensor]) => [name, describeShape(tensor)]),
    buffers: [...walkBuffers(module)].map(([name, tensor]) => [name, describeShape(tensor)]),
    doubts,
    total: isExact(total) ? total.value : { unknown: total.unknown[0]?.reason },
  };
}

function describeShape(value: Value): unknown {
  if (!isTensor(value)) return undefined;
  const { shape } = value.state;
  if (!isShapeKnown(shape)) return { unknown: shape.reason };
  return shape.map((length) => (typeof length === 'number' ? length : showDimension(length)));
}

function describe(value: Value): unknown {
  if (isTensor(value)) {
    const { dtype } = value.state;
    return { shape: describeShape(value), dtype: typeof dtype === 'string' ? dtype : null };
  }
  if (value === null || typeof value !== 'object') return { value };
  if ('rest' in value && value.rest !== undefined) return { unknown: value.rest.reason };
  if (value.kind === 'instance') {
    const isLayer: boolean = isModule(value);
    if (isLayer) return describeNames(value);
    return value.payload === undefined ? { other: value.cls.name } : describe(value.payload);
  }
  switch (value.kind) {
    case 'unknown':
      return { unknown: value.reason };
    case 'float':
      return { value: value.value };
    case 'list':
    case 'tuple':
      return value.items.map(describe);
    case 'dict':
      return Object.fromEntries([...value.entries.values()].map(([key, item]) => [String(key), describe(item)]));
    default:
      return { other: value.kind };
  }
}
