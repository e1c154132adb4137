import { followScript } from '../../../src/training/follow-script.js';
import type { Option, Setting } from '../../../src/training/pipeline.js';
import { lookUpLibrary } from '../../../src/training/recognise/library.js';
import { readOptions } from '../../../src/training/recognise/read-options.js';
import { readSettings } from '../../../src/training/recognise/read-settings.js';

export interface Followed {
  /** `--lr = 0.1`, with `given` behind it when the command line says it, and the line of its declaration. */
  readonly options: readonly string[];
  /** Of the optimizer: `lr = 0.1, default --lr`. */
  readonly settings: readonly string[];
  readonly problems: readonly string[];
}

/** Goes through `train.py` of a few files, started with `line`. */
export function follow(files: Readonly<Record<string, string>>, line?: string): Followed {
  const { program } = followScript({
    sources: {
      read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
      isFolder: (path) => Object.keys(files).some((name) => name.startsWith(`${path}/`)),
    },
    roots: ['.'],
    path: 'train.py',
    arguments: line?.split(' ').filter((word) => word !== ''),
  });
  const options = readOptions(program);
  const call = program.calls.findLast(({ path }) => path.startsWith('torch.optim.'));
  const entry = call && lookUpLibrary(call.path);
  return {
    options: [...options.values()].map(describeOption),
    settings: call && entry ? readSettings(call, entry, options).flatMap(describeSetting) : [],
    problems: program.problems.map(({ reason }) => reason),
  };
}

function describeOption({ name, value, isGiven, place }: Option): string {
  const text = value.kind === 'one-of' ? value.texts.join(' | ') : value.text;
  const where = place ? ` (${place.file}:${place.line})` : '';
  return `${name} = ${text}${isGiven ? ' given' : ''}${where}`;
}

function describeSetting({ name, value, origin }: Setting): string[] {
  if (origin.kind === 'library-default') return [];
  const text = value.kind === 'one-of' ? value.texts.join(' | ') : value.text;
  const by = origin.kind === 'setting' ? origin.name : origin.kind === 'written' ? '' : origin.option;
  return [`${name} = ${text}, ${origin.kind}${by === '' ? '' : ` ${by}`}`];
}

/** A script whose function makes an optimizer of `lr` and `wd`, as these expressions give them. */
export function trainingScript(imports: string, header: string, lr: string, decay: string, footer: string): string {
  return `import torch
${imports}
${header}
    model = torch.nn.Linear(2, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=${lr}, weight_decay=${decay})
${footer}
`;
}
