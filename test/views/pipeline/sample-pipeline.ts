import type { Place } from '../../../src/base/text.js';
import type {
  Condition,
  Element,
  Flow,
  Loop,
  Pipeline,
  Role,
  Setting,
  SettingOrigin,
} from '../../../src/training/pipeline.js';

function at(line: number): Place {
  return { file: 'train.py', line, column: 1, endLine: line, endColumn: 9 };
}

/** `lr 0.1 (--lr)`; without a switch as it stands in the call. */
export function setting(name: string, value: string | number | boolean | null, option?: string): Setting {
  const origin: SettingOrigin = option === undefined ? { kind: 'written' } : { kind: 'default', option };
  const text = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  return { name, value: { kind: 'known', value, text }, origin };
}

export function doubt(name: string, text: string): Setting {
  return { name, value: { kind: 'unknown', text, reason: 'it is read from a file' }, origin: { kind: 'written' } };
}

export function condition(text: string, holds: boolean | undefined, line = 1): Condition {
  return { text, holds, place: at(line) };
}

export function element(role: Role, line: number, rest: Partial<Element> = {}): Element {
  return {
    id: role,
    role,
    title: role,
    place: at(line),
    places: [],
    settings: [],
    conditions: [],
    phase: 'setup',
    parts: [],
    ...rest,
  };
}

export function loop(kind: Loop['kind'], line: number, rest: Partial<Loop> = {}): Loop {
  return { id: kind, kind, place: at(line), conditions: [], ...rest };
}

export function flow(from: string, to: string, kind: Flow['kind'] = 'uses'): Flow {
  return { from, to, kind };
}

export function pipelineOf(rest: Partial<Pipeline>): Pipeline {
  return {
    name: 'train.py',
    place: at(1),
    style: 'plain',
    options: [],
    elements: [],
    loops: [],
    flows: [],
    unknown: [],
    ...rest,
  };
}

const AMP = condition('args.amp', false, 30);

/** A classifier with all that the usual script has. */
export function classifier(): Pipeline {
  const inStep = { phase: 'training', loop: 'step' } as const;
  const inEpoch = { phase: 'training', loop: 'epoch' } as const;
  const inEvaluation = { phase: 'evaluation', loop: 'evaluation' } as const;
  const parts = ['RandomCrop', 'Flip', 'ToTensor', 'Normalize', 'Cutout', 'Mixup'].map((title) => ({
    title,
    settings: title === 'RandomCrop' ? [setting('size', 32)] : [],
    conditions: [],
  }));
  const batch = setting('batch_size', 64, '--batch-size');
  return pipelineOf({
    options: [
      { name: '--amp', value: { kind: 'known', value: false, text: 'False' }, isGiven: false },
      { name: '--epochs', value: { kind: 'known', value: 90, text: '90' }, isGiven: false },
      { name: '--seed', value: { kind: 'known', value: null, text: 'None' }, isGiven: false },
    ],
    elements: [
      element('seed', 3, { conditions: [condition('args.seed is not None', false, 2)] }),
      element('dataset', 5, { id: 'dataset:train', title: 'CIFAR10', settings: [setting('root', 'data')] }),
      element('transforms', 4, { id: 'transforms:train', parts }),
      element('dataset', 6, { id: 'dataset:val', title: 'CIFAR10', settings: [setting('train', false)] }),
      element('loader', 7, {
        id: 'loader:train',
        title: 'DataLoader',
        settings: [batch, setting('shuffle', true), setting('num_workers', 4)],
      }),
      element('loader', 8, { id: 'loader:val', title: 'DataLoader', settings: [batch, setting('shuffle', false)] }),
      element('device', 9),
      element('model', 10, {
        title: 'ResNet',
        model: {
          expression: 'ResNet()',
          parameters: { total: 272_474, trainable: 272_474, isExact: true, bound: 'exact' },
        },
      }),
      element('compile', 11),
      element('loss', 12, { title: 'CrossEntropyLoss' }),
      element('optimizer', 13, { title: 'SGD', settings: [setting('lr', 0.1, '--lr'), setting('momentum', 0.9)] }),
      element('scheduler', 14, { title: 'StepLR', settings: [doubt('step_size', 'config.step')] }),
      element('scaler', 15, { title: 'GradScaler', conditions: [AMP] }),
      element('transfer', 20, { ...inStep, settings: [setting('device', 'cuda')] }),
      element('precision', 31, { ...inStep, title: 'autocast', conditions: [AMP] }),
      element('zero-grad', 22, { ...inStep, title: 'zero_grad' }),
      element('backward', 23, inStep),
      element('clip', 24, { ...inStep, settings: [setting('max_norm', 1)] }),
      element('optimizer-step', 25, inStep),
      element('logging', 26, { ...inStep, title: 'print' }),
      element('logging', 27, { ...inEpoch, id: 'logging:2', title: 'add_scalar' }),
      element('transfer', 40, { ...inEvaluation, id: 'transfer:val' }),
      element('metric', 41, { ...inEvaluation, title: 'Accuracy' }),
      element('scheduler-step', 50, inEpoch),
      element('save', 51, {
        ...inEpoch,
        file: {
          path: { kind: 'known', value: 'last.pt', text: 'last.pt' },
          contents: ['model', 'optimizer'],
          isWhole: true,
        },
      }),
    ],
    loops: [
      loop('epoch', 18, { count: { kind: 'known', value: 90, text: '90' } }),
      loop('step', 19, { parent: 'epoch', over: 'loader:train' }),
      loop('evaluation', 39, { parent: 'epoch', over: 'loader:val' }),
    ],
    flows: [
      flow('transforms:train', 'dataset:train'),
      flow('dataset:train', 'loader:train'),
      flow('dataset:val', 'loader:val'),
      flow('optimizer', 'optimizer-step', 'update'),
    ],
  });
}
