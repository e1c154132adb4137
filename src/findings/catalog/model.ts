import { defineFinding } from '../finding.js';

/** Findings about models read from their source. Codes `MDL-nn`. */
export const modelFindings = {
  noSuchName: defineFinding<{ name: string; path: string; closest: string | undefined; known: readonly string[] }>({
    code: 'MDL-01',
    severity: 'error',
    title: 'A name is not in the file',
    message: ({ name, path }) => `${path} has no ${name}`,
    hint: ({ closest, known }) =>
      closest !== undefined
        ? `Did you mean ${closest}?`
        : known.length === 0
          ? 'No model was found in that file.'
          : `Models found there: ${known.join(', ')}.`,
    page: {
      why: 'What stands after the colon is evaluated in the scope of the file, as Python would: a name must be defined or imported there.',
      bad: 'torchdock model model.py:ResNet5O',
      good: 'torchdock model model.py:ResNet50',
    },
  }),
  notAModel: defineFinding<{ expression: string; what: string }>({
    code: 'MDL-02',
    severity: 'error',
    title: 'An expression gives no nn.Module',
    message: ({ expression, what }) => `${expression} is ${what}, not an nn.Module`,
    hint: () => 'Name a class made from nn.Module, a function that returns one, or an expression that makes one.',
    page: {
      why: 'The tree and the picture are of modules: objects of classes made from torch.nn.Module.',
      bad: "torchdock model model.py:'dict(layers=4)'",
      good: "torchdock model model.py:'Net(layers=4)'",
    },
  }),
  raised: defineFinding<{ expression: string; reason: string }>({
    code: 'MDL-03',
    severity: 'error',
    title: 'A model cannot be made',
    message: ({ expression, reason }) => `${expression} ends with ${reason}`,
    hint: ({ expression, reason }) =>
      /missing .*argument/.test(reason)
        ? `Give the arguments: torchdock model 'FILE:${/^\w+$/.test(expression) ? expression : 'NAME'}(…)'.`
        : undefined,
    page: {
      why: 'torchdock follows the constructor as Python would run it. Where Python would raise, there is no model to show; where the text does not tell, the reason is named.',
      bad: 'torchdock model model.py:Encoder',
      good: "torchdock model 'model.py:Encoder(layers=6, width=512)'",
    },
  }),
  noModel: defineFinding<{ path: string }>({
    code: 'MDL-04',
    severity: 'error',
    title: 'No model was found',
    message: ({ path }) => `${path} defines no class made from nn.Module`,
    hint: () => 'Name a file that does, or an expression: torchdock model FILE:EXPRESSION.',
    page: {
      why: 'Without an expression torchdock looks for classes made from nn.Module. Nothing found is an error, never an empty success.',
      bad: 'torchdock model data.py',
      good: 'torchdock model model.py',
    },
  }),
  severalModels: defineFinding<{ path: string; known: readonly string[] }>({
    code: 'MDL-06',
    severity: 'error',
    title: 'A picture shows one model, and there are several',
    message: ({ path, known }) => `${path} has ${known.length} models`,
    hint: ({ known }) => `Name one: ${known.slice(0, 6).join(', ')}${known.length > 6 ? ' …' : ''}.`,
    page: {
      why: 'A picture is of one model. Which of several is meant cannot be guessed.',
      bad: 'torchdock draw model models.py',
      good: 'torchdock draw model models.py:resnet18',
    },
  }),
  badInput: defineFinding<{ text: string; reason: string }>({
    code: 'MDL-05',
    severity: 'error',
    title: 'The shape of an input cannot be read',
    message: ({ text, reason }) => `--input ${text}: ${reason}`,
    hint: () =>
      'Write sizes with commas, and a dtype if it is not float32: --input 1,3,224,224 or --input 1,128:int64.',
    page: {
      why: 'A shape is a list of whole numbers; a name such as B leaves an axis open.',
      bad: 'torchdock model model.py --input 3x224x224',
      good: 'torchdock model model.py --input 1,3,224,224',
    },
  }),
};
