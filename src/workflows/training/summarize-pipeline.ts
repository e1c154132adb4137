import { shortNumber, signOf } from '../../models/show-numbers.js';
import type { Element, Pipeline, Role, Setting, SettingValue } from '../../training/pipeline.js';

/** What a person asks of a training first, each as a short text; absent when it is not known. */
export interface PipelineSummary {
  readonly model?: string;
  readonly dataset?: string;
  readonly epochs?: string;
  readonly batchSize?: string;
  readonly precision?: string;
  readonly optimizer?: string;
}

/** Names under which libraries take them. */
const EPOCHS = ['max_epochs', 'num_train_epochs', 'epochs', 'num_epochs', 'max_steps'];
const BATCH = ['batch_size', 'per_device_train_batch_size', 'train_batch_size', 'local_batch_size', 'batch'];
const PRECISION = ['precision', 'mixed_precision', 'dtype'];

export function summarizePipeline(pipeline: Pipeline): PipelineSummary {
  const of = (role: Role): readonly Element[] => happening(pipeline).filter((element) => element.role === role);
  const [model] = of('model');
  const [dataset] = of('dataset');
  const [optimizer] = of('optimizer');
  const summary: { -readonly [Key in keyof PipelineSummary]: string | undefined } = {
    model: model && [model.title, parametersOf(model)].filter(Boolean).join(' · '),
    dataset: dataset && [dataset.title, pathOf(dataset)].filter(Boolean).join(' '),
    epochs: epochsOf(pipeline),
    batchSize: settingOf(of('loader'), BATCH) ?? settingOf(happening(pipeline), BATCH),
    precision: precisionOf(pipeline),
    optimizer:
      optimizer && [optimizer.title, prefixed('lr ', settingOf([optimizer], ['lr']))].filter(Boolean).join(' '),
  };
  return Object.fromEntries(Object.entries(summary).filter(([, text]) => text !== undefined));
}

/** True for what makes a script one that trains. */
export function isTraining({ elements, style }: Pipeline): boolean {
  const roles = new Set(elements.map(({ role }) => role));
  if (roles.has('backward') || roles.has('optimizer-step')) return true;
  return style !== 'plain' && style !== 'unknown';
}

/** Without what a switch turns off. */
function happening({ elements }: Pipeline): readonly Element[] {
  return elements.filter(({ conditions }) => conditions.every(({ holds }) => holds !== false));
}

function parametersOf({ model }: Element): string | undefined {
  if (!model?.parameters) return undefined;
  const { total, bound } = model.parameters;
  return `${signOf(bound)}${shortNumber(total)}`;
}

function pathOf({ file, settings }: Element): string | undefined {
  return textOf(file?.path) ?? settingOf([{ settings }], ['root', 'path', 'data_dir', 'data_files']);
}

function epochsOf(pipeline: Pipeline): string | undefined {
  const loop = pipeline.loops.find(({ kind }) => kind === 'epoch');
  return textOf(loop?.count) ?? settingOf(happening(pipeline), EPOCHS);
}

function precisionOf(pipeline: Pipeline): string | undefined {
  const elements = happening(pipeline);
  const casts = elements.filter(({ role }) => role === 'precision');
  const [first] = casts;
  const said = settingOf(casts, PRECISION) ?? settingOf(elements, ['precision', 'mixed_precision']);
  if (said !== undefined) return said.replace(/^torch\./, '');
  const flag = elements.flatMap(({ settings }) => settings).find(({ name, value }) => isOn(name, value));
  return flag?.name ?? first?.title;
}

/** `fp16=True`, `bf16=True` */
function isOn(name: string, value: SettingValue): boolean {
  return /^(?:fp16|bf16)$/.test(name) && value.kind === 'known' && value.value === true;
}

/** The first of the names that is said, as far as it is known. */
function settingOf(
  elements: readonly { readonly settings: readonly Setting[] }[],
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    for (const { settings } of elements) {
      const text = textOf(settings.find((setting) => setting.name === name)?.value);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

function textOf(value: SettingValue | undefined): string | undefined {
  if (value === undefined || value.kind === 'unknown') return undefined;
  if (value.kind === 'one-of') return value.texts.join(' or ');
  return value.value === null ? undefined : value.text;
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${prefix}${text}`;
}
