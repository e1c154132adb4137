import { defineFinding } from '../finding.js';

const LOADING = 'https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html';
const MOST_NAMED = 3;

/** The first few, and how many more. */
function listNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

interface Pair {
  readonly path: string;
  readonly model: string;
}

/** What wrote a prefix before the names, and what to do about it. */
const WRAPPERS: readonly (readonly [RegExp, string])[] = [
  [/^module\.$/, 'DataParallel and DDP write it: save model.module.state_dict()'],
  [/_orig_mod\./, 'torch.compile writes it: save model._orig_mod.state_dict()'],
  [/_fsdp_wrapped_module\./, 'FSDP writes it: gather the full state dict before it is saved'],
  [/^model\.$/, 'Lightning and other wrappers write it: load it into what holds the model, or take it off'],
];

/** Findings about a checkpoint beside the model that it is for. Codes `CKP-nn`. */
export const checkpointFindings = {
  missing: defineFinding<Pair & { names: readonly string[] }>({
    code: 'CKP-01',
    severity: 'error',
    title: 'A checkpoint lacks tensors that the model has',
    message: ({ path, model, names }) =>
      `${path} lacks ${names.length} of the tensors of ${model}: ${listNames(names)}`,
    hint: () =>
      'Load the checkpoint of this version of the model. With strict=False these keep the values they were initialised with.',
    page: {
      why: 'load_state_dict refuses a checkpoint in which a tensor of the model is missing; with strict=False the tensor stays as it was initialised, and nothing says so later.',
      bad: "model = ResNet(layers=101); model.load_state_dict(torch.load('resnet50.pt'))",
      good: "model = ResNet(layers=50); model.load_state_dict(torch.load('resnet50.pt'))",
      sources: [LOADING],
    },
  }),
  unexpected: defineFinding<Pair & { names: readonly string[] }>({
    code: 'CKP-02',
    severity: 'error',
    title: 'A checkpoint has tensors that the model has not',
    message: ({ path, model, names }) =>
      `${path} has ${names.length} ${names.length === 1 ? 'tensor that is' : 'tensors that are'} not in ${model}: ${listNames(names)}`,
    hint: ({ names }) =>
      names.every((name) => name.endsWith('.num_batches_tracked'))
        ? 'The model normalises without running statistics, or with FrozenBatchNorm2d: drop these keys before loading.'
        : 'It was saved from another version of the model, or from more than the model. strict=False drops them.',
    page: {
      why: 'load_state_dict refuses names that the model does not have: they were trained, and would be lost. Often a layer was renamed, and its weights are missing under the new name.',
      bad: 'self.head = nn.Linear(512, 10)   # saved when it was called self.fc',
      good: "state['head.weight'] = state.pop('fc.weight')",
      sources: [LOADING],
    },
  }),
  misshaped: defineFinding<
    Pair & { tensors: readonly { readonly name: string; readonly expected: string; readonly found: string }[] }
  >({
    code: 'CKP-03',
    severity: 'error',
    title: 'Tensors of a checkpoint have other shapes than those of the model',
    message: ({ path, model, tensors }) => {
      const [first] = tensors;
      const rest = tensors.length > 1 ? ` and ${tensors.length - 1} more differ` : '';
      return `${first?.name} is ${first?.found} in ${path} and ${first?.expected} in ${model}${rest}`;
    },
    hint: () =>
      'Make the model with the settings it was trained with, or drop these keys and train the layers anew; strict=False does not help with shapes.',
    page: {
      why: 'A tensor of another shape is refused by load_state_dict, also with strict=False. A different number of classes, width or vocabulary is the usual reason.',
      bad: "resnet50(num_classes=10).load_state_dict(torch.load('imagenet.pt'))",
      good: "model = resnet50(num_classes=1000); model.load_state_dict(torch.load('imagenet.pt')); model.fc = nn.Linear(2048, 10)",
      sources: [LOADING],
    },
  }),
  renamed: defineFinding<Pair & { filePrefix: string; modelPrefix: string }>({
    code: 'CKP-04',
    severity: 'warning',
    title: 'The names in a checkpoint begin otherwise than those of the model',
    message: ({ path, filePrefix, modelPrefix, model }) =>
      filePrefix !== ''
        ? `The names in ${path} begin with "${filePrefix}", those of ${model} do not`
        : `The names of ${model} begin with "${modelPrefix}", those in ${path} do not`,
    hint: ({ filePrefix, modelPrefix }) =>
      filePrefix !== ''
        ? `Take it off: {k.removeprefix("${filePrefix}"): v for k, v in state.items()}. ${WRAPPERS.find(([pattern]) => pattern.test(filePrefix))?.[1] ?? 'A module around the model wrote it'}.`
        : `Load it into the module inside, model.${modelPrefix.replace(/\.$/, '')}.`,
    page: {
      why: 'A wrapper around the model puts its own step before every name. load_state_dict of the bare model then finds nothing: all is missing and all is unexpected.',
      bad: "torch.save(nn.DataParallel(model).state_dict(), 'model.pt')",
      good: "torch.save(parallel.module.state_dict(), 'model.pt')",
      sources: [LOADING],
    },
  }),
  otherModel: defineFinding<Pair & { count: number; section: string }>({
    code: 'CKP-05',
    severity: 'error',
    title: 'A checkpoint is of another model',
    message: ({ path, model, count }) =>
      count === 0 ? `${path} has no weights of a model` : `None of the tensors in ${path} (${count}) is in ${model}`,
    hint: ({ path }) => `Look at what it holds: torchdock model ${path}.`,
    page: {
      why: 'Not one name with its shape is in both, whatever prefix is taken off. Loading it would fail, or with strict=False load nothing at all without a word.',
      bad: 'torchdock model net.py:Generator --checkpoint discriminator.pt',
      good: 'torchdock model net.py:Discriminator --checkpoint discriminator.pt',
    },
  }),
  partly: defineFinding<Pair & { reason: string; names: readonly string[] }>({
    code: 'CKP-06',
    severity: 'warning',
    title: 'A checkpoint can be compared only in part',
    message: ({ model, reason, names }) =>
      `Not all of ${model} is known (${reason})${names.length === 0 ? '' : `; of the checkpoint it is open where these belong: ${listNames(names)}`}`,
    page: {
      why: 'A part of the model could not be followed from its source, so that tensors may belong there. What is said of the other tensors holds.',
      bad: "self.head = nn.Linear(512, int(os.environ['CLASSES']))",
      good: 'self.head = nn.Linear(512, num_classes)',
    },
  }),
};
