import { writeJsonDocument } from '../../base/json-document.js';
import { groupBy } from '../../base/order.js';
import { formatCount } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import type { Language } from '../../views/diagram.js';
import { compareWithCheckpoint } from '../../workflows/model/compare-with-checkpoint.js';
import { type ListedModel, type ModelResult, readModel } from '../../workflows/model.js';
import type { Command, CommandContext } from '../command.js';
import { EXIT, type ExitStatus } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { columnWidth, type HelpRow, layoutColumns, readableWidth } from '../help/columns.js';
import { toModelDocument } from '../model/model-document.js';
import { showCheckpoint } from '../model/show-checkpoint.js';
import { showModel } from '../model/show-model.js';
import { TREE_WORDS, type TreeWords } from '../model/words.js';
import { hasFlag, listOption, textOption, wholeNumberOption } from '../options.js';
import { printFindings } from '../show-findings.js';

/** Levels of the tree that are shown when nobody says. */
const USUAL_DEPTH = 3;

export const model: Command = {
  name: 'model',
  summary: 'Show a model from its source: modules, shapes, parameters',
  description:
    'Follows the constructor and forward of a model in its Python source and prints its tree with shapes, parameters and multiply-adds. Nothing is executed and PyTorch need not be there. A number is exact unless ≥ stands before it, for a lower bound, or ~, where the true one may be more or less. EXPRESSION is a name or any Python expression in the scope of FILE; without one the model of the file is shown, or those it has are listed, as for a folder. A model file (.pt, .safetensors, .onnx and others) is read, never loaded. Without --input an example that the first layer takes is used.',
  arguments: [{ name: '<source>', description: 'FILE:EXPRESSION, FILE or a folder' }],
  options: [
    {
      flags: '--input <shape>',
      description: 'Shape of an input of forward: 1,3,224,224 or 1,128:int64; without a dtype that of the first layer',
      isRepeatable: true,
    },
    { flags: '--depth <n>', description: 'Levels of the tree (default: 3)' },
    {
      flags: '--lang <language>',
      description: 'Language of the tree',
      choices: () => ['en', 'zh'],
      defaultValue: 'en',
    },
    {
      flags: '--site-packages <folder>',
      description: 'Where the sources of libraries are (default: a .venv of the repository, else none)',
    },
    {
      flags: '--checkpoint <file>',
      description: 'Compare names and shapes with this model file instead: what load_state_dict would say',
    },
    { flags: '--json', description: 'Print one document model/1, or checkpoint/1' },
  ],
  examples: [
    { command: 'torchdock model model.py:ResNet50', says: 'A class or function of a file.' },
    {
      command: "torchdock model 'net.py:ResNet(Bottleneck, [3, 4, 6, 3], num_classes=10)'",
      says: 'Any expression.',
    },
    { command: 'torchdock model gpt.py:GPT --input 1,1024:int64 --depth 2', says: 'With the shapes of an input.' },
    {
      command: 'torchdock model model.py:ResNet50 --checkpoint weights.pt',
      says: 'Whether weights fit the model, before they are loaded.',
    },
    { command: 'torchdock model src', says: 'The models that a folder has.' },
  ],
  run: async ([source], options, context) => {
    const request = {
      target: String(source),
      inputs: listOption(options, 'input'),
      sitePackages: textOption(options, 'sitePackages'),
    };
    const isJson = hasFlag(options, 'json');
    const checkpoint = textOption(options, 'checkpoint');
    if (checkpoint !== undefined)
      return showCheckpoint(await compareWithCheckpoint(context.host, request, checkpoint), isJson, context);
    const result = await readModel(context.host, request);
    const depth = wholeNumberOption(options, 'depth', 1) ?? USUAL_DEPTH;
    const words = TREE_WORDS[textOption(options, 'lang') as Language];
    return show(result, { isJson, depth, words }, context);
  },
};

interface Shown {
  readonly isJson: boolean;
  readonly depth: number;
  readonly words: TreeWords;
}

function show(result: ModelResult, { isJson, depth, words }: Shown, context: CommandContext): ExitStatus {
  switch (result.kind) {
    case 'refused':
      if (isJson)
        context.print(writeJsonDocument({ schema: 'model/1', findings: result.findings.map(toFindingRecord) }));
      else printFindings(result.findings, 'text', result.sources, context);
      return EXIT.findings;
    case 'list':
      if (isJson) context.print(writeJsonDocument({ schema: 'models/1', models: result.models.map(listRecord) }));
      else listModels(result.models, context);
      return EXIT.ok;
    case 'model':
      if (isJson) context.print(toModelDocument(result.model, result.findings));
      else {
        showModel(result.model, depth, words, context);
        for (const note of result.notes) context.say(visibleText(note));
        if (result.findings.length > 0)
          printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
      }
      return result.findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.ok;
  }
}

const KINDS: Readonly<Record<ListedModel['kind'], string>> = {
  class: 'class',
  factory: 'function',
  instance: 'made when the file is loaded',
};

/** By files, as a person looks for them. */
function listModels(models: readonly ListedModel[], context: CommandContext): void {
  const files = groupBy(models, ({ path }) => path);
  const rowOf = ({ name, kind, place }: ListedModel): HelpRow => [
    `  ${visibleText(name)}`,
    `${KINDS[kind]}, line ${place.line}`,
  ];
  const width = readableWidth(context.host.terminal.columns);
  const left = columnWidth(models.map(rowOf), width);
  const lines = [...files].flatMap(([path, found]) => [
    visibleText(path),
    ...layoutColumns(found.map(rowOf), width, left).map((line) => line.slice(2)),
  ]);
  context.print(lines.join('\n'));
  const [first] = models;
  if (files.size > 1) context.say(`${formatCount(models.length, 'model')} in ${formatCount(files.size, 'file')}.`);
  if (first) context.say(`Show one: torchdock model ${visibleText(quoteIfNeeded(`${first.path}:${first.name}`))}`);
}

function listRecord({ path, name, kind, place }: ListedModel): object {
  return { source: `${path}:${name}`, name, kind, file: path, line: place.line };
}
