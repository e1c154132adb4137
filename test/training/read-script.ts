import { readFileSync } from 'node:fs';
import { buildPipeline } from '../../src/training/build-pipeline.js';
import { followScript } from '../../src/training/follow-script.js';
import type { Element, Pipeline, Setting, SettingValue } from '../../src/training/pipeline.js';

/** The pipeline of `train.py` among files that are only in memory. */
export function readScript(files: Readonly<Record<string, string>> | string, given?: readonly string[]): Pipeline {
  const all: Readonly<Record<string, string>> = typeof files === 'string' ? { 'train.py': files } : files;
  const { program, recorder } = followScript({
    sources: {
      read: (path) => all[path.replace(/^work\//, '')],
      isFolder: (path) => Object.keys(all).some((file) => `work/${file}`.startsWith(`${path}/`)),
    },
    roots: ['work'],
    path: 'work/train.py',
    arguments: given,
  });
  return buildPipeline(program, recorder);
}

/** The pipeline of `train.py` of a folder of fixtures; nothing outside of it can be read. */
export function readFolder(folder: string, given?: readonly string[]): Pipeline {
  const { program, recorder } = followScript({
    sources: { read: (path) => (path.startsWith(folder) ? readText(path) : undefined) },
    roots: [folder],
    path: `${folder}/train.py`,
    arguments: given,
  });
  return buildPipeline(program, recorder);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function elementOf(pipeline: Pipeline, id: string): Element {
  const found = pipeline.elements.find((element) => element.id === id);
  if (!found) throw new Error(`no ${id} among ${pipeline.elements.map((element) => element.id).join(', ')}`);
  return found;
}

function textOf(value: SettingValue): string {
  if (value.kind === 'one-of') return value.texts.join(' | ');
  return value.kind === 'unknown' ? `\`${value.text}\`` : value.text;
}

/** `lr=0.1`, a setting that is not known as its text in backticks. */
export function showSettings(settings: readonly Setting[]): readonly string[] {
  return settings.map(({ name, value }) => `${name}=${textOf(value)}`);
}

/** `loader:train > model data` */
export function showFlows({ flows }: Pipeline): readonly string[] {
  return flows.map(({ from, to, kind }) => `${from} > ${to} ${kind}`);
}
